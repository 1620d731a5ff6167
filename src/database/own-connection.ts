import type { DataSource, QueryRunner } from 'typeorm';

/** Does work on a connection of its own, whose statements may take longer than those of a request. */
export async function onOwnConnection<T>(
  dataSource: DataSource,
  statementTimeoutMs: number,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await limitStatements(runner, statementTimeoutMs);
    return await work(runner);
  } finally {
    // The pool gives the connection to others next. A broken one it throws away itself.
    await runner.query('RESET statement_timeout').catch(() => undefined);
    await runner.release();
  }
}

/** @param milliseconds 0 is without end */
export const limitStatements = (runner: QueryRunner, milliseconds: number): Promise<unknown> =>
  runner.query(`SELECT set_config('statement_timeout', $1, false)`, [String(milliseconds)]);
