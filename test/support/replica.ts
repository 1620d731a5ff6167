import type { FastifyInstance } from 'fastify';
import { Client } from 'pg';
import type { App } from '../../src/app';
import { poolOf } from '../../src/database/pool';
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
  let answeredAt: string | undefined;
  const ask = async (on: App['dataSource'], sql: string, values: unknown[] = []): Promise<unknown> =>
    Object.values((await poolOf(on).query(sql, values)).rows[0])[0];
  const position = async (): Promise<string> =>
    (await ask(app.dataSource, 'SELECT pg_current_wal_flush_lsn()::text')) as string;
  http.addHook('onRequest', async () => {
    const written = await position();
    if (written === answeredAt) return;
    const sql = 'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn';
    await until(async () => (await ask(replica.dataSource, sql, [written])) === true, 'the replica has it');
  });
  http.addHook('onResponse', async ({ record }) => {
    if (record.operation?.type === 'mutation') answeredAt = await position();
  });
  await until(() => replica.isFresh, 'the replica is read from');
  return countFigures(app);
}
