import { setTimeout as delay } from 'node:timers/promises';
import { DataSource, type QueryRunner } from 'typeorm';
import { TRANSACTION_LIMITS } from '../config/limits';

/** Thrown by work that found itself overtaken by another transaction: it is rolled back and done anew. */
export class TransactionConflict extends Error {}

/** serialization_failure, deadlock_detected: nothing was written, and the same work may well succeed now. */
const PASSING_CODES = new Set(['40001', '40P01']);

const isPassing = (error: unknown): boolean =>
  error instanceof TransactionConflict || PASSING_CODES.has((error as { code?: string }).code ?? '');

/**
 * Does the work in a transaction; all of it anew where it lost against another one, so the work must not change
 * anything but the database. Given a QueryRunner, on that very connection, whose session locks then hold.
 */
export async function inTransaction<T>(
  on: DataSource | QueryRunner,
  work: (runner: QueryRunner) => Promise<T>,
  { retries }: { retries: number } = TRANSACTION_LIMITS,
): Promise<T> {
  const runner = on instanceof DataSource ? on.createQueryRunner() : on;
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        return await attemptOnce(runner, work);
      } catch (error) {
        if (!isPassing(error) || attempt >= retries) throw error;
        await delay(TRANSACTION_LIMITS.retryDelayMs * 2 ** attempt * (0.5 + Math.random()));
      }
    }
  } finally {
    if (runner !== on) await runner.release();
  }
}

async function attemptOnce<T>(runner: QueryRunner, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  await runner.startTransaction();
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
