import { setTimeout as delay } from 'node:timers/promises';
import { DataSource, type QueryRunner } from 'typeorm';
import { TRANSACTION_LIMITS } from '../config/limits';

export type TransactionOptions = {
  /** How often the work is done anew where Postgres says that trying again may help. */
  retries?: number;
  /**
   * Under REPEATABLE READ all statements see one moment, and a row that somebody else has changed since then ends
   * the transaction with 40001: reading, deciding and writing become one step, without locking what is only read.
   */
  isolation?: 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';
};

/** serialization_failure, deadlock_detected: nothing was written, and the same work may well succeed now. */
const PASSING_CODES = new Set(['40001', '40P01']);

const isPassing = (error: unknown): boolean => PASSING_CODES.has((error as { code?: string }).code ?? '');

/**
 * Does the work in a transaction; all of it anew where it lost against another one, so the work must not change
 * anything but the database. Given a QueryRunner, on that very connection, whose session locks then hold.
 */
export async function inTransaction<T>(
  on: DataSource | QueryRunner,
  work: (runner: QueryRunner) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const runner = on instanceof DataSource ? on.createQueryRunner() : on;
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        return await attemptOnce(runner, work, options);
      } catch (error) {
        if (!isPassing(error) || attempt >= (options.retries ?? TRANSACTION_LIMITS.retries)) throw error;
        await delay(TRANSACTION_LIMITS.retryDelayMs * 2 ** attempt * (0.5 + Math.random()));
      }
    }
  } finally {
    if (runner !== on) await runner.release();
  }
}

async function attemptOnce<T>(
  runner: QueryRunner,
  work: (runner: QueryRunner) => Promise<T>,
  { isolation }: TransactionOptions,
): Promise<T> {
  await runner.startTransaction(isolation);
  try {
    const result = await work(runner);
    await runner.commitTransaction();
    return result;
  } catch (error) {
    // Where the connection is gone there is nothing to roll back; what counts is why.
    await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  }
}
