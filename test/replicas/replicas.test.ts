import type { DataSource } from 'typeorm';
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
import { type Cluster, type Group, startGroup } from './cluster';
import { Replay } from './replay';
import { ADMIN, rename, supplierAt } from './supplier-names';

jest.setTimeout(120_000);

/** What the machine may take for itself: tests run side by side. */
const SLACK_MS = 2_000;

let group: Group;
let replica: Cluster;
let database: DataSource;
let replay: Replay;
const changes: ReplicaChange[] = [];
/** Two processes of the same installation. */
let writer: ServerOnDatabase;
let reader: ServerOnDatabase;

const isRead = (server: ServerOnDatabase): boolean => server.app.replicas.choose() !== undefined;
const untilRead = (): Promise<void> => until(() => isRead(writer) && isRead(reader), 'the replica is read');
const untilLeftOut = (): Promise<void> =>
  until(() => !isRead(writer) && !isRead(reader), 'the replica is left out');

beforeAll(async () => {
  group = await startGroup();
  replica = group.replicas[0]!;
  database = await createDataSource({ url: group.primary.url, poolSize: 2 }).initialize();
  await migrate(database);
  await loadReference(database);
  await seedDemo(database);
  replay = await Replay.of(replica);
  const { url } = group.primary;
  const onReplica = (change: ReplicaChange): unknown => changes.push(change);
  reader = await startServerOn({ url, replicaUrls: [replica.url] }, { onReplica });
  writer = await startServerOn({ url, replicaUrls: [replica.url] });
});
afterAll(async () => {
  await Promise.all([writer.close(), reader.close(), database.destroy(), replay.end()]);
  await group.remove();
});
beforeEach(untilRead);
// A replica refuses to write: who had tried would be among them.
afterEach(() => {
  const faults = [writer, reader].flatMap((server) => server.faults.splice(0));
  if (faults.length > 0) throw new AggregateError(faults, faults.join('; '));
});

describe('reads of requests', () => {
  it("are the replica's, as far as it has got, and the primary's soon after it gets no further", async () => {
    const { name } = await supplierAt(reader);
    await replay.pause();
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
    await replay.resume();
    await until(() => changes.length === 2, 'it is told');
    expect(changes).toMatchObject([{ isRead: false, cause: expect.any(Error) }, { isRead: true }]);
    await database.query('UPDATE supplier SET name = $1 WHERE name = $2', [name, '改名之后']);
  });
});

describe('metrics', () => {
  it('tell whether a replica is read from, and its lag', async () => {
    const name = new URL(replica.url).host;
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
    await replay.delay(delayMs);
    for (let i = 0; i < 5; i++) {
      const name = `迟到${i}`;
      const tookMs = await rename(writer, name);
      expect(isRead(reader)).toBe(true);
      expect(await supplierAt(reader)).toMatchObject({ name });
      expect(await supplierAt(writer, ADMIN)).toMatchObject({ name });
      // It was the replica that was waited for.
      expect(tookMs).toBeGreaterThan(delayMs / 2);
    }
    await replay.delay(0);
  });

  it('is seen as well while the replica gets no further, after a second at most, and then at once', async () => {
    await replay.pause();
    await untilRead();
    expect(await rename(writer, '停住一')).toBeLessThan(REPLICA_LIMITS.maxLagMs + SLACK_MS);
    for (const server of [writer, reader]) expect(await supplierAt(server)).toMatchObject({ name: '停住一' });
    await untilLeftOut();
    const locks =
      "SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'";
    await until(async () => (await database.query(locks))[0].n === 0, 'both have said so');
    const took = [];
    for (let i = 0; i < 5; i++) took.push({ ms: await rename(writer, `停住${i + 2}`) });
    expect(quantile(took, 0.5)).toBeLessThan(REPLICA_LIMITS.maxLagMs / 2);
    expect(await supplierAt(reader)).toMatchObject({ name: '停住6' });
    await replay.resume();
  });
});

describe('the matching', () => {
  const MATCHES = `{ streamers(first: 1) { nodes { matches(first: 1) { nodes { id version } } } } }`;
  const bestAt = async (server: ServerOnDatabase): Promise<{ id: string; version: number }> =>
    (await server.query(MATCHES, { as: ADMIN })).data.streamers.nodes[0].matches.nodes[0];

  it('never answers goods that are not eligible any more, on a replica that lags', async () => {
    await replay.delay(300);
    for (let i = 0; i < 5; i++) {
      const { id, version } = await bestAt(reader);
      await update(writer, 'skuUpdate', { sku: id, expectedVersion: version, stock: 0 }, { as: ADMIN });
      expect(isRead(reader)).toBe(true);
      for (const server of [writer, reader]) expect((await bestAt(server)).id).not.toBe(id);
    }
    await replay.delay(0);
  });

  it('nor while it gets no further', async () => {
    await replay.pause();
    const { id, version } = await bestAt(reader);
    await update(writer, 'skuUpdate', { sku: id, expectedVersion: version, stock: 0 }, { as: ADMIN });
    for (const server of [writer, reader]) expect((await bestAt(server)).id).not.toBe(id);
    await replay.resume();
  });
});

describe('a replica that goes away under load', () => {
  const FACETS = '{ skus(first: 1) { facets { belts { count } } } }';

  it.each([
    ['crashes', () => replica.stop('SIGQUIT'), () => replica.start()],
    ['freezes', () => replica.freeze(), () => replica.thaw()],
  ] as const)('%s: nobody is refused, and it is read again when it is back', async (_how, break_, repair) => {
    const facets = (await reader.query(FACETS)).data;
    const load = new Load(reader.url, 25);
    await until(() => load.samples.length > 25, 'there is load');
    await break_();
    await untilLeftOut();
    expect((await fetch(`${reader.url}/readyz`)).status).toBe(200);
    expect(await rename(writer, `没有从库${_how}`)).toBeLessThan(SLACK_MS);
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
    const { url } = group.primary;
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
