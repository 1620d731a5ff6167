import type { DataSource } from 'typeorm';
import { SERVICE } from '../support/graphql-matches';
import {
  askForStreamers,
  STREAMER_PLACES,
  streamersFor,
  type RawStreamerEdge,
  type StreamerMatchRequest,
} from '../support/graphql-streamer-matches';
import { addSkus, addStreamer, addSupplier } from '../support/oracle-catalogue';
import { startTestServer, type TestServer } from '../support/server';

/** Pages of streamers for goods, and what clients get wrong about them. */

let server: TestServer;
let db: DataSource;
let sku: string;
let otherSku: string;
let supplier: string;

/** More than are ever served, in groups that tie: nothing but the session's demand and the followers differ. */
const STREAMERS = 1_050;

beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  db = server.database.dataSource;
  await db.query(
    `INSERT INTO streamer (handle, name, follower_count, session_demand)
     SELECT 'streamer-' || n, 'Streamer', n % 7, 100 + n % 10 FROM generate_series(1, $1) AS n`,
    [STREAMERS],
  );
  supplier = await addSupplier(db);
  [sku, otherSku] = (await addSkus(db, supplier, [{ stock: 30 }, { stock: 10 }])) as [string, string];
  await server.app.streamerTable.refresh();
});
afterAll(() => server?.close());

const places = { document: STREAMER_PLACES };
const handles = (edges: RawStreamerEdge[]): string[] => edges.map(({ node }) => node.handle);

async function walk(request: StreamerMatchRequest, between?: (page: number) => Promise<unknown>) {
  const edges: RawStreamerEdge[] = [];
  let after: string | null = null;
  for (let page = 1; ; page++) {
    const found = await streamersFor(server, { ...request, after }, places);
    edges.push(...found.edges);
    expect(found.pageInfo.hasPreviousPage).toBe(page > 1);
    if (!found.pageInfo.hasNextPage) return edges;
    after = found.pageInfo.endCursor;
    await between?.(page);
  }
}

/** By hand: of 30 in stock they can sell 30/100 … 30/109, less the larger the demand; then followers, then id. */
async function expectedHandles(limit: number): Promise<string[]> {
  const rows: { handle: string }[] = await db.query(
    'SELECT handle FROM streamer ORDER BY session_demand, follower_count DESC, id LIMIT $1',
    [limit],
  );
  return rows.map(({ handle }) => handle);
}

describe('pages', () => {
  const CAPACITY = { CATEGORY_AFFINITY: 0, AUDIENCE_FIT: 0, PRICE_FIT: 0, DELIVERY_FIT: 0 };

  test.each([['sku'], ['supplier']])(
    'follow each other without gap or repetition, ties by followers and id, up to rank 1,000 (%s)',
    async (kind) => {
      const goods = kind === 'sku' ? { sku } : { supplier };
      const edges = await walk({ ...goods, first: 97, weights: CAPACITY });
      expect(handles(edges)).toEqual(await expectedHandles(1_000));
      expect(edges.map(({ rank }) => rank)).toEqual(Array.from({ length: 1_000 }, (_, i) => i + 1));
    },
  );

  test('of nothing have no cursors, and say whether there is more', async () => {
    const { edges, pageInfo } = await streamersFor(server, { sku, first: 0 }, places);
    expect(edges).toEqual([]);
    expect(pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
  });

  test('go on where they were when streamers appear above, and show nobody twice', async () => {
    const edges = await walk(
      { sku, first: 20, weights: CAPACITY, filter: { minFollowers: 6 } },
      async (page) => {
        if (page > 2) return;
        // Best of all, and more than a page of them.
        for (let i = 0; i < 25; i++) {
          await addStreamer(db, { handle: `newcomer-${page}-${i}`, session_demand: 1 });
        }
        await db.query(`UPDATE streamer SET follower_count = 6 WHERE handle LIKE 'newcomer-%'`);
        await server.app.streamerTable.refresh();
      },
    );
    await db.query(`DELETE FROM streamer WHERE handle LIKE 'newcomer-%'`);
    await server.app.streamerTable.refresh();
    const rows: { handle: string }[] = await db.query(
      'SELECT handle FROM streamer WHERE follower_count >= 6 ORDER BY session_demand, follower_count DESC, id',
    );
    expect(handles(edges)).toEqual(rows.map(({ handle }) => handle));
    // Those above the first cursor count.
    expect(edges[20]!.rank).toBe(46);
  });

  test('go on where they were when the streamer of the cursor is gone', async () => {
    const whole = await expectedHandles(40);
    const first = await streamersFor(server, { sku, first: 20, weights: CAPACITY }, places);
    await db.query('DELETE FROM streamer WHERE handle = $1', [whole[19]]);
    await server.app.streamerTable.refresh();
    const after = first.pageInfo.endCursor;
    const second = await streamersFor(server, { sku, first: 20, weights: CAPACITY, after }, places);
    expect([...handles(first.edges), ...handles(second.edges)]).toEqual(whole);
  });
});

describe('an argument that does not hold is refused with its code, and streamerMatches are null', () => {
  const ask = (argumentsText: string) =>
    server.query(
      `{ node(id: "${Buffer.from(`Sku:${sku}`).toString('base64url')}") {
        ... on Sku { streamerMatches(${argumentsText}) { edges { rank } } } } }`,
      { as: SERVICE, headers: { 'accept-language': 'en' } },
    );

  test.each([
    ['a negative weight', 'weights: { categoryAffinity: -0.1 }', 'INVALID_WEIGHTS'],
    ['an infinite weight', 'weights: { momentum: 1e999 }', 'INVALID_WEIGHTS'],
    ['an unknown category', 'filter: { categories: ["unicorns"] }', 'NOT_FOUND'],
    ['fewer than no followers', 'filter: { minFollowers: -1 }', 'INVALID_INPUT'],
    ['a text of 201 characters', `filter: { text: "${'长'.repeat(201)}" }`, 'INVALID_INPUT'],
    ['a text with U+0000', 'filter: { text: "a\\u0000" }', 'INVALID_INPUT'],
    ['101 categories', `filter: { categories: [${'"dresses",'.repeat(101)}] }`, 'INVALID_INPUT'],
    ['a cursor that is none', 'after: "nonsense"', 'INVALID_CURSOR'],
    ['a negative page', 'first: -1', 'INVALID_PAGE'],
    ['a page too large', 'first: 101', 'INVALID_PAGE'],
  ])('%s', async (_, argumentsText, code) => {
    const { data, errors } = await ask(argumentsText);
    expect(errors?.map(({ extensions, path }) => ({ code: extensions.code, path }))).toEqual([
      { code, path: ['node', 'streamerMatches'] },
    ]);
    expect(data).toEqual({ node: { streamerMatches: null } });
  });

  test.each(['%', '_', "'; DROP TABLE streamer; --", '\\', '﷽', ' '])(
    'a text is searched for as it is: %j',
    async (text) => {
      const { edges } = await streamersFor(server, { sku, filter: { text } }, places);
      expect(edges).toHaveLength(text === ' ' ? 20 : 0);
    },
  );
});

describe('a cursor', () => {
  test.each<[string, () => StreamerMatchRequest]>([
    ['of another SKU', () => ({ sku: otherSku })],
    ['of the supplier', () => ({ supplier })],
    ['of another filter', () => ({ sku, filter: { minFollowers: 1 } })],
    ['of other weights', () => ({ sku, weights: { COMMISSION: 1 } })],
  ])('%s is refused', async (_, other) => {
    const { pageInfo } = await streamersFor(server, { ...other(), first: 5 }, places);
    const { data, errors } = await askForStreamers(server, { sku, after: pageInfo.endCursor });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['INVALID_CURSOR']);
    expect(data).toEqual({ node: { streamerMatches: null } });
  });

  test.each([
    ['a rank of 0', 2, 0],
    ['a rank that is no number', 2, 'x'],
    ['a score with a fraction', 0, 0.5],
    ['an id that is none', 1, 17],
  ])('that was tampered with is refused: %s', async (_, place, value) => {
    const { pageInfo } = await streamersFor(server, { sku, first: 5 }, places);
    const [version, made, ...where] = JSON.parse(
      Buffer.from(pageInfo.endCursor!, 'base64url').toString(),
    ) as unknown[];
    where[place] = value;
    const after = Buffer.from(JSON.stringify([version, made, ...where])).toString('base64url');
    const { errors } = await askForStreamers(server, { sku, after });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['INVALID_CURSOR']);
  });

  test('of a rank beyond all streamers is the end', async () => {
    const { pageInfo } = await streamersFor(server, { sku, first: 5 }, places);
    const [version, made] = JSON.parse(Buffer.from(pageInfo.endCursor!, 'base64url').toString()) as unknown[];
    const forged = [version, made, -1, 'ffffffff-ffff-ffff-ffff-ffffffffffff', Number.MAX_SAFE_INTEGER];
    const after = Buffer.from(JSON.stringify(forged)).toString('base64url');
    const last = await streamersFor(server, { sku, after }, places);
    expect(last.edges).toEqual([]);
    expect(last.pageInfo.hasNextPage).toBe(false);
  });
});

test('one request may look for the streamers of a hundred goods, and is told so beyond them', async () => {
  const variables = {
    ids: Array.from({ length: 50 }, () => Buffer.from(`Sku:${sku}`).toString('base64url')),
  };
  const document = (times: number): string => {
    const fields = Array.from(
      { length: times },
      (_, i) =>
        `a${i}: streamerMatches(first: 1, weights: { commission: ${i}, supplierQuality: 1 }) { edges { rank } }`,
    );
    return `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Sku { ${fields.join('\n')} } } }`;
  };
  const enough = await server.query(document(2), { variables, as: SERVICE });
  expect(enough.errors).toBeUndefined();
  const tooMany = await server.query(document(3), {
    variables,
    as: SERVICE,
    headers: { 'accept-language': 'en' },
  });
  expect(tooMany.errors).toHaveLength(50);
  expect(new Set(tooMany.errors?.map(({ message }) => message))).toEqual(
    new Set(['The query has too many streamerMatches; at most 100.']),
  );
});

test('nothing of all this was a fault of ours', () => {
  expect(server.faults).toEqual([]);
});
