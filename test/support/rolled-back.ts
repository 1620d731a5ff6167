import type { DataSource, QueryRunner } from 'typeorm';

/** Does something in a transaction that is rolled back, whatever comes of it. */
export async function rolledBack<T>(
  dataSource: DataSource,
  work: (db: QueryRunner) => Promise<T>,
): Promise<T> {
  const db = dataSource.createQueryRunner();
  await db.startTransaction();
  try {
    return await work(db);
  } finally {
    await db.rollbackTransaction();
    await db.release();
  }
}
