import type { DataSource, QueryRunner } from 'typeorm';
import { inTransaction } from '../database/transaction';
import { type Author, sayAuthor } from './author';

/**
 * A transaction whose writes the audit log keeps under somebody's name. All that people and files write goes through
 * here; like any transaction, it is done anew where it lost against another one.
 */
export const auditedTransaction = <T>(
  on: DataSource | QueryRunner,
  author: Author,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> =>
  inTransaction(on, async (runner) => {
    await sayAuthor(runner, author);
    return work(runner);
  });
