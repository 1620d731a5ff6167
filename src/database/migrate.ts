import type { DataSource } from 'typeorm';
import { LOCKS } from './locks';

/**
 * Brings the schema up to date, once however many processes start at the same time.
 * @throws Error where the schema is older than the code and mayMigrate is false.
 */
export async function migrate(dataSource: DataSource, mayMigrate = true): Promise<void> {
  if (!mayMigrate) {
    if (await dataSource.showMigrations()) {
      throw new Error('The database schema is older than this version. Run npm run migrate first.');
    }
    return;
  }
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [LOCKS.migration]);
    await dataSource.runMigrations({ transaction: 'each' });
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [LOCKS.migration]);
    await lock.release();
  }
}
