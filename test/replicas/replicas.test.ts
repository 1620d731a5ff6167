import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { Role } from '../../src/auth/principal';
import { REPLICA_LIMITS } from '../../src/config/limits';
import { createDataSource } from '../../src/database/data-source';
import { migrate } from '../../src/database/migrate';
import type { ReplicaChange } from '../../src/database/replica';
import { scrape } from '../../src/observability/metrics-endpoint';
import { seedDemo } from '../../src/seed/demo';
import { loadReference } from '../../src/seed/reference';
import { Load, quantile } from '../faults/load';
import { type ServerOnDatabase, startServerOn } from '../support/graphql-server';
import { until } from '../support/started';
import { update } from '../support/updates';
import { type Pair, startPair } from './cluster';

jest.setTimeout(120_000);

const ADMIN = { roles: [Role.ADMIN] };
/** What the machine may take for itself: tests run side by side. */
const SLACK_MS = 2_000;

let pair: Pair;
let database: DataSource;
let replica: Client;
const changes: ReplicaChange[] = [];
/** Two processes of the same installation. */
let writer: ServerOnDatabase;
let reader: ServerOnDatabase;

const isRead = (server: ServerOnDatabase): boolean => server.app.replicas.choose() !== undefined;
const untilRead = (): Promise<void> => until(() => isRead(writer) && isRead(reader), 'the replica is read');
const untilLeftOut = (): Promise<void> =>
  until(() => !isRead(writer) && !isRead(reader), 'the replica is left out');
const connectToReplica = async (): Promise<void> => {
  replica = new Client({ connectionString: pair.replica.url });
  replica.on('error', () => undefined);
  await replica.connect();
};

beforeAll(async () => {
  pair = await startPair();
  database = await createDataSource({ url: pair.primary.url, poolSize: 2 }).initialize();
  await migrate(database);
  await loadReference(database);
  await seedDemo(database);
  await connectToReplica();
  const { url } = pair.primary;
  const onReplica = (change: ReplicaChange): unknown => changes.push(change);
  reader = await startServerOn({ url, replicaUrls: [pair.replica.url] }, { onReplica });
  writer = await startServerOn({ url, replicaUrls: [pair.replica.url] });
});
afterAll(async () => {
  await Promise.all([writer.close(), reader.close(), database.destroy(), replica.end()]);
  await pair.remove();
});
beforeEach(untilRead);
// A replica refuses to write: who had tried would be among them.
afterEach(() => {
  const faults = [writer, reader].flatMap((server) => server.faults.splice(0));
  if (faults.length > 0) throw new AggregateError(faults, faults.join('; '));
});

/** Replays commits only so long after they were made. */
async function replayAfter(milliseconds: number): Promise<void> {
  await replica.query(`ALTER SYSTEM SET recovery_min_apply_delay = ${milliseconds}`);
  await replica.query('SELECT pg_reload_conf()');
  const shown = async (): Promise<string> =>
    (await replica.query('SHOW recovery_min_apply_delay')).rows[0].recovery_min_apply_delay;
  await until(
    async () => Number.parseInt(await shown()) === (milliseconds % 1000 ? milliseconds : milliseconds / 1000),
    'it is set',
  );
}

async function pause(): Promise<void> {
  await replica.query('SELECT pg_wal_replay_pause()');
  const state = async (): Promise<string> =>
    (await replica.query('SELECT pg_get_wal_replay_pause_state() AS state')).rows[0].state;
  await until(async () => (await state()) === 'paused', 'replay is paused');
}
const resume = (): Promise<unknown> => replica.query('SELECT pg_wal_replay_resume()');

type Supplier = { id: string; version: number; name: string };
const SUPPLIER = '{ suppliers(first: 1) { nodes { id version name } } }';
const supplierAt = async (server: ServerOnDatabase, as?: typeof ADMIN): Promise<Supplier> =>
  (await server.query(SUPPLIER, { as })).data.suppliers.nodes[0];
async function rename(name: string): Promise<number> {
  const { id, version } = await supplierAt(writer);
  const startedAt = performance.now();
  const { supplier } = await update(
    writer,
    'supplierUpdate',
    { supplier: id, expectedVersion: version, name },
    { as: ADMIN },
  );
  expect(supplier.name).toBe(name);
  return performance.now() - startedAt;
}

describe('reads of requests', () => {
  it("are the replica's, as far as it has got, and the primary's soon after it gets no further", async () => {
    const { name } = await supplierAt(reader);
    await pause();
    await untilRead();
    changes.length = 0;
    // By another program, which tells nobody.
    await database.query('UPDATE supplier SET name = $1 WHERE name = $2', ['改名之后', name]);
    expect(await supplierAt(reader)).toMatchObject({ name });
    expect(await supplierAt(reader, ADMIN)).toMatchObject({ name });
    const startedAt = performance.now();
    await until(async () => (await supplierAt(reader)).name === '改名之后', 'it is seen');
    expect(performance.now() - startedAt).toBeLessThan(REPLICA_LIMITS.maxLagMs + SLACK_MS);
    await until(() => changes.length === 1, 'it is told');
    await resume();
    await until(() => changes.length === 2, 'it is told');
    expect(changes).toMatchObject([{ isRead: false, cause: expect.any(Error) }, { isRead: true }]);
    await database.query('UPDATE supplier SET name = $1 WHERE name = $2', [name, '改名之后']);
  });
});

describe('metrics', () => {
  it('tell whether a replica is read from, and its lag', async () => {
    const name = new URL(pair.replica.url).host;
    const told = await scrape(reader.app);
    expect(told).toContain(`headwater_replica_read{replica="${name}"} 1`);
    const [, lag] = new RegExp(`headwater_replica_lag_seconds\\{replica="${name}"\\} (\\S+)`).exec(told)!;
    expect(Number(lag)).toBeGreaterThan(0);
    expect(Number(lag)).toBeLessThan(REPLICA_LIMITS.maxLagMs / 1000);
  });
});

describe('what a mutation has changed', () => {
  it('is seen by whoever asks next, at whichever process, on a replica that lags', async () => {
    const delayMs = 300;
    await replayAfter(delayMs);
    for (let i = 0; i < 5; i++) {
      const name = `迟到${i}`;
      const tookMs = await rename(name);
      expect(isRead(reader)).toBe(true);
      expect(await supplierAt(reader)).toMatchObject({ name });
      expect(await supplierAt(writer, ADMIN)).toMatchObject({ name });
      // It was the replica that was waited for.
      expect(tookMs).toBeGreaterThan(delayMs / 2);
    }
    await replayAfter(0);
  });

  it('is seen as well while the replica gets no further, after a second at most, and then at once', async () => {
    await pause();
    await untilRead();
    expect(await rename('停住一')).toBeLessThan(REPLICA_LIMITS.maxLagMs + SLACK_MS);
    for (const server of [writer, reader]) expect(await supplierAt(server)).toMatchObject({ name: '停住一' });
    await untilLeftOut();
    const locks =
      "SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'";
    await until(async () => (await database.query(locks))[0].n === 0, 'both have said so');
    const took = [];
    for (let i = 0; i < 5; i++) took.push({ ms: await rename(`停住${i + 2}`) });
    expect(quantile(took, 0.5)).toBeLessThan(REPLICA_LIMITS.maxLagMs / 2);
    expect(await supplierAt(reader)).toMatchObject({ name: '停住6' });
    await resume();
  });
});

describe('the matching', () => {
  const MATCHES = `{ streamers(first: 1) { nodes { matches(first: 1) { nodes { id version } } } } }`;
  const bestAt = async (server: ServerOnDatabase): Promise<{ id: string; version: number }> =>
    (await server.query(MATCHES, { as: ADMIN })).data.streamers.nodes[0].matches.nodes[0];

  it('never answers goods that are not eligible any more, on a replica that lags', async () => {
    await replayAfter(300);
    for (let i = 0; i < 5; i++) {
      const { id, version } = await bestAt(reader);
      await update(writer, 'skuUpdate', { sku: id, expectedVersion: version, stock: 0 }, { as: ADMIN });
      expect(isRead(reader)).toBe(true);
      for (const server of [writer, reader]) expect((await bestAt(server)).id).not.toBe(id);
    }
    await replayAfter(0);
  });

  it('nor while it gets no further', async () => {
    await pause();
    const { id, version } = await bestAt(reader);
    await update(writer, 'skuUpdate', { sku: id, expectedVersion: version, stock: 0 }, { as: ADMIN });
    for (const server of [writer, reader]) expect((await bestAt(server)).id).not.toBe(id);
    await resume();
  });
});

describe('a replica that goes away under load', () => {
  const FACETS = '{ skus(first: 1) { facets { belts { count } } } }';

  it.each([
    ['crashes', () => pair.replica.stop('SIGQUIT'), () => pair.replica.start().then(connectToReplica)],
    ['freezes', () => pair.replica.freeze(), () => pair.replica.thaw()],
  ] as const)('%s: nobody is refused, and it is read again when it is back', async (_how, break_, repair) => {
    const facets = (await reader.query(FACETS)).data;
    const load = new Load(reader.url, 25);
    await until(() => load.samples.length > 25, 'there is load');
    await break_();
    await untilLeftOut();
    expect((await fetch(`${reader.url}/readyz`)).status).toBe(200);
    expect(await rename(`没有从库${_how}`)).toBeLessThan(SLACK_MS);
    expect((await reader.query(FACETS)).data).toEqual(facets);
    await repair();
    await untilRead();
    const samples = await load.end();
    expect(samples.filter(({ code, status }) => code !== undefined || status !== 200)).toEqual([]);
    expect((await reader.query(FACETS)).data).toEqual(facets);
  });
});

describe('a server that is no replica', () => {
  it('is never read from: positions in its log would mean nothing', async () => {
    const told: ReplicaChange[] = [];
    const { url } = pair.primary;
    const server = await startServerOn(
      { url, replicaUrls: [url] },
      { onReplica: (change) => told.push(change) },
    );
    await until(() => told.length > 0, 'it is told');
    expect(told).toMatchObject([
      { isRead: false, cause: { message: expect.stringContaining('no replica') } },
    ]);
    expect(isRead(server)).toBe(false);
    expect((await supplierAt(server)).name).toEqual(expect.any(String));
    await server.close();
  });
});
