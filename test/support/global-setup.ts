import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { createDataSource } from '../../src/database/data-source';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/database/embedded-postgres';
import { migrate } from '../../src/database/migrate';
import { seedDemo } from '../../src/seed/demo';
import { loadReference } from '../../src/seed/reference';

declare global {
  var headwaterTestServer: {
    embedded?: EmbeddedPostgres;
    dataDir?: string;
    templates: string[];
    url: string;
  };
}

const databaseUrl = (server: string, name: string): string => {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
};

/** Starts Postgres (or takes TEST_DATABASE_URL) and makes the templates that every test file clones. */
export default async function globalSetup(): Promise<void> {
  let server = process.env.TEST_DATABASE_URL;
  let embedded: EmbeddedPostgres | undefined;
  let dataDir: string | undefined;
  if (!server) {
    dataDir = mkdtempSync(join(tmpdir(), 'headwater-test-'));
    embedded = await startEmbeddedPostgres({ dataDir });
    server = embedded.url;
  }
  const prefix = `headwater_template_${process.pid}`;
  const templates = [`${prefix}_empty`, `${prefix}_migrated`, `${prefix}_demo`];
  const [empty, migrated, demo] = templates as [string, string, string];
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(`CREATE DATABASE ${empty} TEMPLATE template0 ENCODING 'UTF8'`);
  await client.query(`CREATE DATABASE ${migrated} TEMPLATE ${empty}`);
  await fill(databaseUrl(server, migrated), loadReference, { migrateFirst: true });
  await client.query(`CREATE DATABASE ${demo} TEMPLATE ${migrated}`);
  await fill(databaseUrl(server, demo), seedDemo, { migrateFirst: false });
  await client.end();

  process.env.HEADWATER_TEST_SERVER = server;
  process.env.HEADWATER_TEMPLATE_EMPTY = empty;
  process.env.HEADWATER_TEMPLATE_MIGRATED = migrated;
  process.env.HEADWATER_TEMPLATE_DEMO = demo;
  globalThis.headwaterTestServer = { embedded, dataDir, templates, url: server };
}

async function fill(
  url: string,
  load: (dataSource: ReturnType<typeof createDataSource>) => Promise<unknown>,
  { migrateFirst }: { migrateFirst: boolean },
): Promise<void> {
  const dataSource = createDataSource({ url, poolSize: 2 });
  await dataSource.initialize();
  try {
    if (migrateFirst) await migrate(dataSource);
    await load(dataSource);
  } finally {
    await dataSource.destroy();
  }
}
