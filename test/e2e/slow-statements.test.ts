import { Client } from 'pg';
import { Role } from '../../src/auth/principal';
import { DATABASE_LIMITS } from '../../src/config/limits';
import { fromNodeId } from '../../src/graphql/node-id';
import { closeHealthy } from '../support/healthy';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/started';

/* Statements that do not come to an end, because somebody else holds the table: what becomes of them, and of the request. */

let server: TestServer;
let blocker: Client;
/** Not in the blocker's transaction, within which pg_stat_activity stays as it was first seen. */
let watcher: Client;

beforeAll(async () => {
  server = await startTestServer({ readsPrimary: true });
  blocker = new Client({ connectionString: server.database.url });
  watcher = new Client({ connectionString: server.database.url });
  await Promise.all([blocker.connect(), watcher.connect()]);
});
afterAll(async () => {
  await Promise.all([blocker.end(), watcher.end()]);
  await closeHealthy(server);
});

/** Other sessions' statements that wait for the lock. */
async function waiting(): Promise<{ pid: number; query: string }[]> {
  const { rows } = await watcher.query(
    `SELECT pid, query FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ~ '(FROM|JOIN) (streamer|"streamer")'`,
  );
  return rows;
}

const LIST = '{ streamers(first: 3) { nodes { handle } } }';
const as = { roles: [Role.ADMIN] };

/** Nobody reads or writes streamers meanwhile. */
async function whileLocked(work: () => Promise<void>): Promise<void> {
  await blocker.query('BEGIN; LOCK TABLE streamer IN ACCESS EXCLUSIVE MODE');
  try {
    await work();
  } finally {
    await blocker.query('ROLLBACK');
  }
}

const isList = ({ query }: { query: string }): boolean => query.includes('p.slot');
const lists = async () => (await waiting()).filter(isList);

async function post(query: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'accept-language': 'en',
      authorization: `Bearer ${await server.token(as)}`,
    },
    body: JSON.stringify({ query }),
    ...(signal ? { signal } : {}),
  });
}

it('a list that takes too long ends in Postgres as well, with a code that says what to do', async () => {
  await whileLocked(async () => {
    const startedAt = performance.now();
    const underWay = post(LIST);
    await until(async () => (await lists()).length === 1, 'the statement waits');
    const { data, errors, extensions } = (await (await underWay).json()) as any;
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(DATABASE_LIMITS.listTimeoutMs);
    expect(performance.now() - startedAt).toBeLessThan(DATABASE_LIMITS.statementTimeoutMs);
    expect({ data, errors }).toMatchObject({
      data: { streamers: null },
      errors: [
        { message: expect.stringContaining('narrow the search'), extensions: { code: 'QUERY_TOO_SLOW' } },
      ],
    });
    // What took so long is not given back, though no row came of it.
    expect(extensions.cost.actualQueryCost).toBe(extensions.cost.requestedQueryCost);
    expect(await lists()).toEqual([]);
  });
}, 30_000);

it('whoever closes the connection takes the statement along', async () => {
  await whileLocked(async () => {
    const startedAt = performance.now();
    const gone = new AbortController();
    const underWay = post(LIST, gone.signal).catch((error: Error) => error.name);
    await until(async () => (await lists()).length === 1, 'the statement waits');
    gone.abort();
    expect(await underWay).toBe('AbortError');
    await until(async () => (await lists()).length === 0, 'the statement is gone');
    // Long before it would have ended by itself.
    expect(performance.now() - startedAt).toBeLessThan(DATABASE_LIMITS.listTimeoutMs);
  });
});

it('of requests that nobody waits for, those that wait for a connection send no statement', async () => {
  await whileLocked(async () => {
    const gone = new AbortController();
    // More than the pool has connections.
    const underWay = Array.from({ length: 20 }, () => post(LIST, gone.signal).catch(() => 'gone'));
    await until(async () => (await lists()).length >= 5, 'the pool is at work');
    gone.abort();
    expect(new Set(await Promise.all(underWay))).toEqual(new Set(['gone']));
    await until(async () => (await lists()).length === 0, 'all statements are gone');
  });
  expect((await server.query(LIST, { as })).data.streamers.nodes).toHaveLength(3);
}, 30_000);

/** The names of demo objects, found before anything is locked. */
async function demo(): Promise<{ sku: string; handle: string; supplier: string; version: number }> {
  const { data } = await server.query(
    '{ skus(first: 1) { nodes { id } } streamers(first: 1) { nodes { handle } } suppliers(first: 1) { nodes { id version } } }',
    { as },
  );
  const [supplier] = data.suppliers.nodes;
  return {
    sku: data.skus.nodes[0].id,
    handle: data.streamers.nodes[0].handle,
    supplier: supplier.id,
    version: supplier.version,
  };
}

/** Whatever a request reads, by its kind; each reads goods at some time. */
const READS: [string, (names: Awaited<ReturnType<typeof demo>>) => string][] = [
  ['a loader', ({ sku }) => `{ node(id: "${sku}") { ... on Sku { title } } }`],
  ['the length of a list', () => '{ skus(filter: { text: "a" }) { totalCount } }'],
  ['facets', () => '{ skus(filter: { minStock: 7 }) { facets { belts { count } } } }'],
  ['a suggestion', () => '{ skus(filter: { text: "杯壶灯" }) { suggestion } }'],
  ['a probe', ({ handle }) => `{ streamer(handle: "${handle}") { matches(first: 3) { nodes { title } } } }`],
  [
    'streamers for goods',
    ({ supplier }) =>
      `{ node(id: "${supplier}") { ... on Supplier { streamerMatches(first: 2) { nodes { handle } } } } }`,
  ],
  ['boards', () => '{ boards(kind: SKUS_PICKED) { week } }'],
];

describe.each(READS)('%s', (_kind, documentOf) => {
  it('ends in Postgres as soon as the client is gone, and the next who asks is answered', async () => {
    const document = documentOf(await demo());
    const own = async () =>
      (await watcher.query(`SELECT FROM pg_locks WHERE relation = 'sku'::regclass AND NOT granted`)).rows;
    const gone = new AbortController();
    await blocker.query('BEGIN; LOCK TABLE sku IN ACCESS EXCLUSIVE MODE');
    try {
      const startedAt = performance.now();
      const underWay = post(document, gone.signal).catch((error: Error) => error.name);
      await until(async () => (await own()).length > 0, 'the statement waits');
      gone.abort();
      expect(await underWay).toBe('AbortError');
      await until(async () => (await own()).length === 0, 'the statement is gone');
      expect(performance.now() - startedAt).toBeLessThan(DATABASE_LIMITS.listTimeoutMs);
    } finally {
      await blocker.query('ROLLBACK');
    }
    expect(await server.query(document, { as })).not.toHaveProperty('errors');
  });
});

it('a mutation whose client is gone is finished', async () => {
  const { supplier, version } = await demo();
  const { uuid } = fromNodeId(supplier, 'Supplier');
  await blocker.query('BEGIN');
  await blocker.query('SELECT FROM supplier WHERE id = $1 FOR UPDATE', [uuid]);
  const gone = new AbortController();
  const underWay = post(
    `mutation { supplierUpdate(input: { supplier: "${supplier}", expectedVersion: ${version}, name: "走了也改完" }) { userErrors { code } } }`,
    gone.signal,
  ).catch((error: Error) => error.name);
  const writing = async () =>
    (
      await watcher.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ~ 'supplier'`,
      )
    ).rows.length;
  await until(async () => (await writing()) > 0, 'the mutation waits for the row');
  gone.abort();
  expect(await underWay).toBe('AbortError');
  await blocker.query('ROLLBACK');
  await until(
    async () =>
      (await watcher.query('SELECT name FROM supplier WHERE id = $1', [uuid])).rows[0].name === '走了也改完',
    'the name is changed',
  );
});

it('a statement that Postgres itself ends has the same code, whatever it was for', async () => {
  const { data } = await server.query('{ streamers(first: 1) { nodes { id } } }', { as });
  const { id } = data.streamers.nodes[0];
  await whileLocked(async () => {
    const underWay = post(`{ node(id: "${id}") { id } }`);
    await until(async () => (await waiting()).length > 0, 'the statement waits');
    for (const { pid } of await waiting()) await watcher.query('SELECT pg_cancel_backend($1)', [pid]);
    const { errors } = (await (await underWay).json()) as any;
    expect(errors.map(({ extensions }: any) => extensions.code)).toEqual(['QUERY_TOO_SLOW']);
  });
  // What else looks at streamers was cancelled with it, and says so to whoever runs the server.
  server.faults.splice(0);
});

it('afterwards, all is as before', async () => {
  expect((await server.query(LIST, { as })).data.streamers.nodes).toHaveLength(3);
});
