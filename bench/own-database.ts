import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { createDataSource } from '../src/database/data-source';
import { loadReference } from '../src/seed/reference';

/** A database of the benchmark's own, so that it leaves nothing behind in anybody's. */
export type OwnDatabase = { url: string; drop(): Promise<void> };

async function administer(server: string, sql: string): Promise<void> {
  const url = new URL(server);
  url.pathname = '/postgres';
  const client = new Client({ connectionString: url.toString() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function createDatabase(server: string, options: string): Promise<OwnDatabase> {
  const name = `headwater_bench_${process.pid}_${randomBytes(4).toString('hex')}`;
  await administer(server, `CREATE DATABASE ${name} ${options}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.toString(), drop: () => administer(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/** A copy of a database, page by page. Postgres refuses where somebody is connected to that one. */
export function cloneDatabase(url: string): Promise<OwnDatabase> {
  const template = decodeURIComponent(new URL(url).pathname.slice(1));
  return createDatabase(url, `TEMPLATE "${template.replaceAll('"', '""')}" STRATEGY FILE_COPY`);
}

/** A database with the schema and the reference data alone. */
export async function createEmptyDatabase(server: string): Promise<OwnDatabase> {
  const database = await createDatabase(server, 'TEMPLATE template0');
  const dataSource = await createDataSource({ url: database.url }).initialize();
  await dataSource.runMigrations();
  await loadReference(dataSource);
  await dataSource.query('VACUUM ANALYZE');
  await dataSource.destroy();
  return database;
}
