import { DataSource } from 'typeorm';
import { LOCKS } from './locks';

/**
 * Brings the schema up to date, once however many processes start at the same time.
 * @throws Error where the schema is older than the code and mayMigrate is false.
 */
export async function migrate(dataSource: DataSource, mayMigrate = true): Promise<void> {
  if (await isCurrent(dataSource)) return;
  if (!mayMigrate) {
    throw new Error('The database schema is older than this version. Run npm run migrate first.');
  }
  // Sessions of its own, without the statement timeout: an index over millions of rows takes longer than any request may.
  const sessions = await new DataSource({
    ...dataSource.options,
    poolSize: 2,
    extra: {},
  } as never).initialize();
  try {
    const lock = sessions.createQueryRunner();
    await lock.query('SELECT pg_advisory_lock($1)', [LOCKS.migration]);
    await sessions.runMigrations({ transaction: 'each' });
  } finally {
    // The lock ends with its session.
    await sessions.destroy();
  }
}

/** TypeORM, asked alone, would make its table; two processes that do so at the same moment get in each other's way. */
async function isCurrent(dataSource: DataSource): Promise<boolean> {
  const [{ exists }] = await dataSource.query(`SELECT to_regclass('migrations') IS NOT NULL AS exists`);
  return exists && !(await dataSource.showMigrations());
}
