import type { FastifyInstance } from 'fastify';
import { Client } from 'pg';
import type { App } from '../../src/app';
import { SharedAnswer } from '../../src/database/shared-answer';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions';
import { countFigures } from '../replicas/figures';
import { until } from './started';

/** The same database on the replica of TEST_DATABASE_REPLICA_URL, where the tests' servers are to read from one. */
export function replicaUrlsOf(databaseUrl: string): string[] {
  const server = process.env.TEST_DATABASE_REPLICA_URL;
  if (!server) return [];
  const url = new URL(server);
  url.pathname = new URL(databaseUrl).pathname;
  return [url.toString()];
}

/** A database that was made just now is on a replica a moment later. */
export async function untilThere(urls: readonly string[]): Promise<void> {
  for (const connectionString of urls) {
    await until(async () => {
      const client = new Client({ connectionString });
      client.on('error', () => undefined);
      return client.connect().then(
        () => client.end().then(() => true),
        () => false,
      );
    }, 'the replica has the database');
  }
}

/**
 * Tests write to the database beside the API, and ask at once: then a request waits until the replica has that. It does
 * not wait where nothing was written since a mutation was answered: to see that is what the server itself promises.
 * Returns what is to be called in the end.
 */
export async function readOwnWrites(http: FastifyInstance, app: App): Promise<() => void> {
  const [replica] = app.replicas.all;
  if (!replica || !process.env.TEST_DATABASE_REPLICA_URL) return () => undefined;
  // Not by the pools, which are part of what is tested.
  const own = async (dataSource: App['dataSource'], sql: string) => {
    const { url } = dataSource.options as PostgresDataSourceOptions;
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    const position = new SharedAnswer(async () => (await client.query(sql)).rows[0].position as number);
    http.addHook('onClose', () => client.end());
    return position;
  };
  const written = await own(app.dataSource, `SELECT ${at('pg_current_wal_flush_lsn()')}`);
  const replayed = await own(replica.dataSource, `SELECT ${at('pg_last_wal_replay_lsn()')}`);
  let answeredAt: number | undefined;
  http.addHook('onRequest', async () => {
    const position = await written.get();
    if (position === answeredAt) return;
    await until(async () => (await replayed.get()) >= position, 'the replica has it');
  });
  http.addHook('onResponse', async ({ record }) => {
    if (record.operation?.type === 'mutation') answeredAt = await written.get();
  });
  await until(() => replica.isFresh, 'the replica is read from');
  return countFigures(app);
}

const at = (position: string): string => `pg_wal_lsn_diff(${position}, '0/0')::float8 AS position`;
