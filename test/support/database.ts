import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { DataSource, Logger } from 'typeorm';
import { createDataSource } from '../../src/database/data-source';
import { replicaUrlsOf, untilThere } from './replica';

export type TestDatabase = {
  url: string;
  /** Where else it can be read; empty unless TEST_DATABASE_REPLICA_URL says so. */
  replicaUrls: string[];
  dataSource: DataSource;
  drop(): Promise<void>;
};

/** Which template a test's database is cloned from; made once by global-setup. */
export type Template = 'empty' | 'migrated' | 'demo';

const env = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: tests run through Jest with test/support/global-setup.ts`);
  return value;
};

const withDatabase = (url: string, name: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.toString();
};

/** Runs a statement on the server, outside of the databases of tests. */
export async function administer(sql: string): Promise<void> {
  const client = new Client({ connectionString: env('HEADWATER_TEST_SERVER') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/**
 * A database of the test file's own, cloned from a template: "empty" has nothing, "migrated" the schema and the
 * reference data, "demo" the demo catalogue as well.
 */
export async function createTestDatabase(
  options: { template?: Template; logger?: Logger } = {},
): Promise<TestDatabase> {
  const name = `headwater_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  const template = options.template ?? 'migrated';
  await administer(`CREATE DATABASE ${name} TEMPLATE ${env(`HEADWATER_TEMPLATE_${template.toUpperCase()}`)}`);
  const url = withDatabase(env('HEADWATER_TEST_SERVER'), name);
  const dataSource = createDataSource({
    url,
    poolSize: 8,
    // A process of tests that start together may find no time for an answer for seconds.
    connectTimeoutMs: 30_000,
    logger: options.logger,
  });
  await dataSource.initialize();
  const replicaUrls = replicaUrlsOf(url);
  await untilThere(replicaUrls);
  return {
    url,
    replicaUrls,
    dataSource,
    drop: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await administer(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}
