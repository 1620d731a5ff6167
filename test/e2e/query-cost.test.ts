import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { COST_LIMITS } from '../../src/config/limits';
import { followOn } from '../support/event-stream';
import { startServerOn, type ServerOnDatabase } from '../support/graphql-server';
import { closeHealthy } from '../support/healthy';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/started';

/* Costs are added up by hand here, by what docs/limits.md says of them. */

const ADMIN: Claims = { roles: [Role.ADMIN] };

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => closeHealthy(server));

type Asked = { variables?: Record<string, unknown>; as?: Claims; subject?: string; url?: string };
type Told = { status: number; retryAfter: string | null; data: any; errors: any; cost: any };

async function ask(query: string, { variables, as, subject, url = server.url }: Asked = {}): Promise<Told> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'accept-language': 'en',
      ...(as ? { authorization: `Bearer ${await server.token(as, subject)}` } : {}),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors, extensions } = (await response.json()) as any;
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, retryAfter, data, errors, cost: extensions?.cost };
}

const requested = async (query: string, options?: Asked): Promise<number> => {
  const { cost, errors } = await ask(query, options);
  if (!cost) throw new Error(JSON.stringify(errors));
  return cost.requestedQueryCost;
};

describe('what a query may cost', () => {
  const PAGE = 'query ($n: Int = 7) { skus(first: $n) { nodes { title } } }';
  const NESTED = '{ belts(first: 2) { nodes { skus(first: 3) { nodes { title supplier { name } } } } } }';

  it.each<[what: string, query: string, variables: Record<string, unknown>, points: number]>([
    ['a request', '{ __typename }', {}, 1],
    ['what is in memory', '{ categories { name parent { name } } priceBands { code } }', {}, 1],
    ['a page of twenty, where nothing is said', '{ skus { nodes { title } } }', {}, 1 + 20],
    ['the rows of a page', '{ skus(first: 50) { nodes { title livePrice { amount } } } }', {}, 1 + 50],
    ['rows from the back', '{ skus(last: 30) { edges { node { title } } } }', {}, 1 + 30],
    ['rows by a variable', PAGE, { n: 33 }, 1 + 33],
    ['rows by the default of a variable', PAGE, {}, 1 + 7],
    ['null for a variable, which is the page’s own size', PAGE, { n: null }, 1 + 20],
    ['each row’s supplier', '{ skus(first: 10) { nodes { supplier { name } } } }', {}, 1 + 10 * 2],
    ['lists within lists', NESTED, {}, 1 + 2 * (1 + 3 * 2)],
    ['a list’s length, once', '{ skus(first: 50) { totalCount nodes { id } } }', {}, 1 + 10 + 50],
    ['facets, once', '{ skus(first: 50) { facets { belts { count } } nodes { id } } }', {}, 1 + 50 + 50],
    ['a text', '{ skus(first: 5, filter: { text: "翡翠" }) { nodes { id } } }', {}, 1 + 20 + 5],
    [
      'suppliers named in a filter',
      '{ skus(first: 5, filter: { suppliers: ["a", "b", "c"] }) { nodes { id } } }',
      {},
      1 + 3 * 20 + 5,
    ],
    [
      'suppliers named in a variable, and one that stands for a list',
      'query ($s: [ID!]) { a: skus(first: 5, filter: { suppliers: $s }) { nodes { id } } b: skus(first: 5, filter: { suppliers: "c" }) { nodes { id } } }',
      { s: ['a', 'b'] },
      1 + 2 * 20 + 5 + 20 + 5,
    ],
    [
      'a text in a variable',
      'query ($f: SkuFilter) { skus(first: 5, filter: $f) { nodes { id } } }',
      { f: { text: '翡翠' } },
      1 + 20 + 5,
    ],
    [
      'a filter without a text',
      'query ($f: SkuFilter) { skus(first: 5, filter: $f) { nodes { id } } }',
      { f: { minStock: 0 } },
      1 + 5,
    ],
    [
      'ids',
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids: Array.from({ length: 8 }, () => 'x') },
      1 + 8,
    ],
    [
      'a field once, however often it stands there',
      '{ skus(first: 4) { nodes { id supplier { id } } } ...A } fragment A on Query { skus(first: 4) { nodes { supplier { name } } } }',
      {},
      1 + 4 * 2,
    ],
    [
      'under several names, each',
      '{ a: skus(first: 4) { nodes { id } } b: skus(first: 5) { nodes { id } } }',
      {},
      1 + 4 + 5,
    ],
    [
      'what is left out, not',
      'query ($with: Boolean!) { skus(first: 4) { nodes { id } facets @include(if: $with) { belts { count } } } }',
      { with: false },
      1 + 4,
    ],
    [
      'what is let in, as ever',
      'query ($with: Boolean!) { skus(first: 4) { nodes { id } ... @include(if: $with) { facets { belts { count } } } } }',
      { with: true },
      1 + 4 + 50,
    ],
  ])('%s', async (_what, query, variables, points) => {
    expect(await requested(query, { variables, as: ADMIN })).toBe(points);
  });

  it('rankings', async () => {
    const query = `{ streamers(first: 2) { nodes { matches(first: 10) { nodes { supplier { name } } } } } }`;
    expect(await requested(query, { as: ADMIN })).toBe(1 + 2 * (1 + 50 + 10 * 2));
  });

  it('beyond the limit is refused before anything runs, with cost and limit', async () => {
    const query = `{ skus(first: 100) { nodes { supplier { skus(first: 100) { nodes { supplier { skus(first: 100) { nodes { id } } } } } } } } }`;
    const cost = 1 + 100 * (2 + 100 * (2 + 100));
    const { status, data, errors } = await ask(query);
    expect({ status, data }).toEqual({ status: 200, data: undefined });
    expect(errors).toEqual([
      {
        message: expect.stringContaining(String(cost)),
        extensions: { code: 'QUERY_TOO_EXPENSIVE', cost, limit: COST_LIMITS.maxPerRequest },
      },
    ]);
  });
});

describe('what it did cost', () => {
  it('is by the rows that there are', async () => {
    const [{ belts }] = await server.database.dataSource.query('SELECT count(*)::int AS belts FROM belt');
    const { cost } = await ask('{ belts(first: 100) { nodes { slug } } }');
    expect(cost).toMatchObject({ requestedQueryCost: 101, actualQueryCost: 1 + belts });
    expect(belts).toBeLessThan(100);
  });

  it('is little where an object is not there', async () => {
    const { cost } = await ask('{ belt(slug: "nowhere") { skus(first: 100) { nodes { id } } } }');
    expect(cost).toMatchObject({ requestedQueryCost: 101, actualQueryCost: 1 });
  });

  it('is taken from the bucket; the rest comes back', async () => {
    const as = { as: ADMIN, subject: 'spender' };
    const before = (await ask('{ __typename }', as)).cost.throttleStatus;
    expect(before).toMatchObject({ maximumAvailable: 300_000, restoreRate: 5_000 });
    const { cost } = await ask('{ belt(slug: "nowhere") { skus(first: 100) { nodes { id } } } }', as);
    // The bucket fills up again meanwhile.
    expect(cost.throttleStatus.currentlyAvailable).toBeGreaterThanOrEqual(before.currentlyAvailable - 1);
  });

  it('is not in answers that caches keep', async () => {
    const url = `${server.url}/graphql?query=${encodeURIComponent('{ belts(first: 1) { nodes { slug } } }')}`;
    const response = await fetch(url, { headers: { 'apollo-require-preflight': 'true' } });
    expect(response.headers.get('cache-control')).toContain('public');
    expect(Object.keys((await response.json()) as object)).toEqual(['data']);
  });
});

describe('who asks for more than their bucket has', () => {
  let slow: TestServer;
  let other: ServerOnDatabase;
  const costRates = { perSecond: 2, anonymousPerSecond: 1 };

  beforeAll(async () => {
    slow = await startTestServer({ costRates });
    other = await startServerOn(slow.database, { costRates });
  });
  afterAll(async () => {
    await other.close();
    await closeHealthy(slow);
  });
  beforeEach(() => slow.database.dataSource.query('TRUNCATE cost_bucket'));

  const TEN = '{ skus(first: 9) { nodes { id } } }';
  const until429 = async (urls: string[]): Promise<{ spent: number; last: Told }> => {
    for (let spent = 0, i = 0; ; i++) {
      const last = await ask(TEN, { url: urls[i % urls.length] });
      if (last.errors) return { spent, last };
      spent += last.cost.actualQueryCost;
    }
  };

  it('gets 429, when to ask again, and what is left; of two servers together no more than of one', async () => {
    const startedAt = Date.now();
    const { spent, last } = await until429([slow.url, other.url]);
    const passedS = (Date.now() - startedAt) / 1000;
    // A minute's worth, and what came in since; each server may hold three seconds' worth that the other needs.
    expect(spent).toBeLessThanOrEqual(60 + passedS);
    expect(spent).toBeGreaterThanOrEqual(60 - 10 - 2 * 3);
    expect(last).toMatchObject({
      status: 429,
      errors: [{ extensions: { code: 'RATE_LIMITED' } }],
      cost: {
        requestedQueryCost: 10,
        actualQueryCost: null,
        throttleStatus: { maximumAvailable: 60, restoreRate: 1 },
      },
    });
    expect(Number(last.retryAfter)).toBeGreaterThanOrEqual(1);
    expect(Number(last.retryAfter)).toBeLessThanOrEqual(10);
  });

  it('does not take from others: whoever says who they are has a bucket of their own', async () => {
    await until429([slow.url]);
    const { data, errors } = await slow.query('{ __typename }', { as: ADMIN, subject: 'somebody' });
    expect({ data, errors }).toEqual({ data: { __typename: 'Query' }, errors: undefined });
  });

  it('is asked for by the process beside requests: no statement for each', async () => {
    const rich = await startServerOn(slow.database, {});
    for (let i = 0; i < 50; i++) await rich.query('{ __typename }', { as: ADMIN });
    const [{ granted }] = await slow.database.dataSource.query('SELECT granted FROM cost_bucket');
    // All fifty were paid out of the one lease.
    expect(granted).toBe(5_000 * COST_LIMITS.leaseSeconds);
    await rich.close();
  });

  it('can never ask for what the bucket does not hold', async () => {
    const { errors } = await ask('{ skus(first: 60) { nodes { id } } }', { url: slow.url });
    expect(errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_EXPENSIVE', cost: 61, limit: 60 } }]);
  });
});

it('subscriptions are paid for when they begin', async () => {
  const poor = await startTestServer({ costRates: { perSecond: 1, anonymousPerSecond: 1 } });
  const stream = await followOn(
    poor,
    'subscription { skuImportProgress(id: "x") { problems(first: 100) { nodes { code } } } }',
    {},
    { as: ADMIN },
  );
  await until(() => stream.isOver, 'the stream ends');
  expect(stream.events).toMatchObject([{ errors: [{ extensions: { code: 'QUERY_TOO_EXPENSIVE' } }] }]);
  await closeHealthy(poor);
});
