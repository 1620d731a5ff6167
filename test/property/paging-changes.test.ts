import * as fc from 'fast-check';
import { Role } from '../../src/auth/principal';
import { toNodeId } from '../../src/graphql/node-id';
import { closeHealthy } from '../support/healthy';
import { type Listing, sorted } from '../support/paging-lists';
import { type Direction, idsOf, walk } from '../support/paging-walk';
import { insertSku, insertStreamer, insertSupplier, type SupplierRow } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';

/** Many small requests: on a busy machine they take their time. */
jest.setTimeout(90_000);

let server: TestServer;
let supplier: SupplierRow;

beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  supplier = await insertSupplier(server.database.dataSource, { belt_number: 1 });
});
afterAll(() => closeHealthy(server));

type Kept = { id: string; key: number | string };

/** A list whose rows a test may put in and take out. */
type Changing = {
  listing: Listing;
  direction: 'ASC' | 'DESC';
  keys: (number | string)[];
  type: 'Supplier' | 'Sku' | 'Streamer';
  table: string;
  /** Which rows are in the list. */
  where: string;
  insert(key: number | string): Promise<{ id: string }>;
};

const listing = (field: string, variables: Listing['variables'], types: Listing['types']): Listing => ({
  name: field,
  around: 'LIST',
  field,
  types,
  variables,
  expected: [],
});

const db = () => server.database.dataSource;

const CHANGING: Record<string, () => Changing> = {
  'suppliers by name': () => ({
    listing: listing(
      'suppliers',
      { filter: { belts: ['foshan'] }, orderBy: { field: 'NAME', direction: 'ASC' } },
      { filter: 'SupplierFilter', orderBy: 'SupplierOrder' },
    ),
    direction: 'ASC',
    keys: ['一', '𠮷', 'ａ', 'a', '😀'],
    type: 'Supplier',
    table: 'supplier',
    where: 'belt_number = 14',
    insert: (name) => insertSupplier(db(), { belt_number: 14, name }),
  }),
  'SKUs, the newest first': () => ({
    listing: listing(
      'skus',
      { filter: { belts: ['hangzhou'] }, orderBy: { field: 'NEWEST', direction: 'DESC' } },
      { filter: 'SkuFilter', orderBy: 'SkuOrder' },
    ),
    direction: 'DESC',
    keys: ['2026-01-01 00:00:00.000001+00', '2026-01-01 00:00:00.000002+00', '2026-01-02 00:00:00+00'],
    type: 'Sku',
    table: 'sku',
    where: 'belt_number = 1',
    insert: (created_at) => insertSku(db(), supplier, { created_at }),
  }),
  streamers: () => ({
    listing: listing('streamers', {}, { filter: 'StreamerFilter' }),
    direction: 'DESC',
    keys: [0, 1, 2, 100],
    type: 'Streamer',
    table: 'streamer',
    where: 'true',
    insert: (follower_count) => insertStreamer(db(), { follower_count }),
  }),
};

/** What happens between two pages: rows come, rows go, or the very row goes that the cursor stands on. */
type Change = { insert: number } | { remove: number } | 'remove the row at the cursor';

const changes: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ insert: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ remove: fc.nat() }) },
  { weight: 1, arbitrary: fc.constant('remove the row at the cursor' as const) },
);

async function keepsUntouchedRows(
  changing: Changing,
  keys: number[],
  changesByPage: Change[][],
  size: number,
  way: Direction,
): Promise<void> {
  await db().query(`DELETE FROM ${changing.table} WHERE ${changing.where}`);
  const keyAt = (n: number): number | string => changing.keys[n % changing.keys.length]!;
  const nodeId = (id: string): string => toNodeId(changing.type, id);
  const rows: Kept[] = [];
  const everything: Kept[] = [];
  const insert = async (n: number): Promise<void> => {
    const { id } = await changing.insert(keyAt(n));
    rows.push({ id, key: keyAt(n) });
    everything.push(rows.at(-1)!);
  };
  const remove = async (row: Kept | undefined): Promise<void> => {
    if (!row) return;
    await db().query(`DELETE FROM ${changing.table} WHERE id = $1`, [row.id]);
    rows.splice(rows.indexOf(row), 1);
  };
  for (const key of keys) await insert(key);
  const atStart = [...rows];

  let page = 0;
  const pages = await walk(server, changing.listing, size, way, async (read) => {
    const last = way === 'forward' ? read.at(-1) : read[0];
    for (const change of changesByPage[page++] ?? []) {
      if (change === 'remove the row at the cursor') await remove(rows.find(({ id }) => nodeId(id) === last));
      else if ('insert' in change) await insert(change.insert);
      else await remove(rows[change.remove % rows.length]);
    }
  });
  const read = idsOf(pages, way);

  // Every row at most once, in the order of the list, whenever it came.
  const order = sorted(everything, ({ key }) => key, changing.direction).map(({ id }) => nodeId(id));
  expect(read).toEqual(order.filter((id) => read.includes(id)));
  // Every row that was there all the time, once.
  const untouched = atStart.filter((row) => rows.includes(row)).map(({ id }) => nodeId(id));
  expect(read).toEqual(expect.arrayContaining(untouched));
}

describe('while rows come and go between its pages, a list loses and doubles none that stays', () => {
  it.each(Object.keys(CHANGING))('for %s', async (name) => {
    const property = fc.asyncProperty(
      fc.array(fc.nat(100), { minLength: 3, maxLength: 20 }),
      fc.array(fc.array(changes, { maxLength: 4 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom<Direction>('forward', 'backward'),
      (keys, changesByPage, size, way) =>
        keepsUntouchedRows(CHANGING[name]!(), keys, changesByPage, size, way),
    );
    await expect(fc.assert(property, { numRuns: 15 })).resolves.toBeUndefined();
  });
});

describe('a cursor', () => {
  /** Lists that are all different, by name, parent, filter or order. */
  const LISTS = (supplierId: string): string[] => [
    'suppliers(AFTER)',
    'suppliers(AFTER orderBy: { field: QUALITY, direction: ASC })',
    'suppliers(AFTER orderBy: { field: NAME, direction: DESC })',
    'suppliers(AFTER filter: { belts: ["hangzhou"] })',
    'suppliers(AFTER filter: { belts: ["hangzhou", "yiwu"] })',
    'suppliers(AFTER filter: { minQuality: 0.1 })',
    'belts(AFTER)',
    'belts(AFTER filter: { kind: APPAREL })',
    'skus(AFTER)',
    'skus(AFTER orderBy: { field: PRICE, direction: DESC })',
    'skus(AFTER orderBy: { field: QUALITY, direction: DESC })',
    'skus(AFTER filter: { text: "测" })',
    'skus(AFTER filter: { text: "测试" })',
    'streamers(AFTER)',
    'streamers(AFTER filter: { minFollowers: 1 })',
    'belt(slug: "hangzhou") { list: suppliers(AFTER) PAGE }',
    'belt(slug: "hangzhou") { list: skus(AFTER) PAGE }',
    'belt(slug: "yiwu") { list: suppliers(AFTER) PAGE }',
    `node(id: "${supplierId}") { ... on Supplier { list: skus(AFTER) PAGE } }`,
  ];
  const query = (list: string, after?: string): string => {
    const page = '{ edges { cursor } }';
    const whole = list.includes('PAGE') ? list.replace('PAGE', page) : `${list} ${page}`;
    return `{ ${whole.replace('list: ', '').replace('AFTER', after ? `first: 1, after: "${after}",` : 'first: 1,')} }`;
  };
  const as = { roles: [Role.ADMIN] };

  beforeAll(async () => {
    await insertSku(db(), supplier);
    await insertSku(db(), await insertSupplier(db(), { belt_number: 13 }));
    await insertStreamer(db(), { handle: 'own', follower_count: 5 });
    await insertStreamer(db(), { handle: 'other', follower_count: 4 });
  });

  const cursorOf = async (list: string, claims: object = as): Promise<string> => {
    const { data } = await server.query(query(list), { as: claims as never });
    return /"cursor":"([^"]+)"/.exec(JSON.stringify(data))![1]!;
  };

  it('continues the list that gave it out, and no other', async () => {
    const all = LISTS(toNodeId('Supplier', supplier.id));
    const cursors = await Promise.all(all.map((list) => cursorOf(list)));
    expect(new Set(cursors).size).toBe(all.length);
    for (const [i, cursor] of cursors.entries()) {
      // All lists in one request, each under a name of its own.
      const fields = all.map((list, k) => `l${k}: ${query(list, cursor).slice(2, -2)}`);
      const { errors } = await server.query(`{ ${fields.join('\n')} }`, { as });
      const refused = errors!.map(({ path, extensions }) => `${path![0]} ${extensions.code}`);
      const others = all.map((_list, k) => `l${k} INVALID_CURSOR`).filter((_other, k) => k !== i);
      expect(refused.toSorted()).toEqual(others.toSorted());
    }
  });

  it('of a streamer’s own list is not one of the list of all streamers', async () => {
    const own = await cursorOf('streamers(AFTER)', { roles: [Role.STREAMER], streamer: 'own' });
    const { errors } = await server.query(query('streamers(AFTER)', own), { as });
    expect(errors![0]!.extensions.code).toBe('INVALID_CURSOR');
  });

  it('holds where the same filter is written in another order, or left empty', async () => {
    const first = await cursorOf('suppliers(AFTER filter: { minQuality: 0.1, belts: ["hangzhou"] })');
    const again = query('suppliers(AFTER filter: { belts: ["hangzhou"], minQuality: 0.1 })', first);
    expect((await server.query(again)).errors).toBeUndefined();

    const bare = await cursorOf('skus(AFTER)');
    const spelt = query('skus(AFTER filter: {}, orderBy: { field: NEWEST, direction: DESC })', bare);
    expect((await server.query(spelt)).errors).toBeUndefined();
  });
});
