import type { DataSource, QueryRunner } from 'typeorm';
import { IMPORT_LIMITS } from '../config/limits';

/** Any number: it keeps these locks apart from others. */
const WRITING_LOCK = 4_711_002;

/** Does a step of an import on a connection of its own, whose statements may take longer than those of a request. */
export async function onImportConnection<T>(
  dataSource: DataSource,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await limitStatements(runner, IMPORT_LIMITS.statementTimeoutMs);
    return await work(runner);
  } finally {
    // The pool gives the connection to others next. A broken one it throws away itself.
    await runner.query('RESET statement_timeout').catch(() => undefined);
    await runner.release();
  }
}

/**
 * Writes to a belt one import at a time, in the order in which they ask: so the import confirmed later wins wherever
 * two have the same goods. The lock is the connection's, so it ends with a process that is killed.
 */
export async function whileWritingTo<T>(
  runner: QueryRunner,
  beltNumber: number,
  work: () => Promise<T>,
): Promise<T> {
  await limitStatements(runner, 0);
  await runner.query('SELECT pg_advisory_lock($1, $2)', [WRITING_LOCK, beltNumber]);
  try {
    await limitStatements(runner, IMPORT_LIMITS.statementTimeoutMs);
    return await work();
  } finally {
    await runner
      .query('SELECT pg_advisory_unlock($1, $2)', [WRITING_LOCK, beltNumber])
      .catch(() => undefined);
  }
}

const limitStatements = (runner: QueryRunner, milliseconds: number): Promise<unknown> =>
  runner.query(`SELECT set_config('statement_timeout', $1, false)`, [String(milliseconds)]);
