import type { DataSource, QueryRunner } from 'typeorm';
import { IMPORT_LIMITS } from '../config/limits';
import { limitStatements, onOwnConnection } from '../database/own-connection';

/** Any number: it keeps these locks apart from others. */
const WRITING_LOCK = 4_711_002;

/** Does a step of an import on a connection of its own. */
export const onImportConnection = <T>(
  dataSource: DataSource,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> => onOwnConnection(dataSource, IMPORT_LIMITS.statementTimeoutMs, work);

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
