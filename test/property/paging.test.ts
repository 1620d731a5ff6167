import * as fc from 'fast-check';
import { SEARCH_LIMITS } from '../../src/config/limits';
import { closeHealthy } from '../support/healthy';
import { type Listing, Lists, readTables, type Tables } from '../support/paging-lists';
import { askPage, type Direction, idsOf, readPage, walk } from '../support/paging-walk';
import { insertRow, insertSku, insertStreamer, insertSupplier, type SupplierRow } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';

/** Many small requests: on a busy machine they take their time. */
jest.setTimeout(90_000);

/** UTF-16, the order of JavaScript, has 𠮷 before ａ and 龙; code points have it after them. */
const NAMES = ['一厂', '义乌 A1', '𠮷野', '😀', 'ａ全角', 'B', 'a', 'é', '龙', '100%_工厂', 'a'];
const QUALITIES = [0, 123, 500_000, 500_000, 700_001, 1_000_000];
const PRICES = [499, 500, 1999, 2000, 2000, 7000, 2_000_000];
const GUARANTEES = ['{}', '{TENFOLD_IF_FAKE}', '{TENFOLD_IF_FAKE,RETURN_FREIGHT_COVERED}'];

const at = <T>(values: readonly T[], i: number): T => values[i % values.length]!;

let server: TestServer;
let tables: Tables;
let lists: Lists;

beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  const db = server.database.dataSource;
  const suppliers: SupplierRow[] = [];
  for (let i = 0; i < 40; i++) {
    suppliers.push(
      await insertSupplier(db, {
        belt_number: at([1, 13, 13, 14], i),
        name: at(NAMES, i),
        quality: at(QUALITIES, i * 5),
        kind: at(['FACTORY', 'BRAND', 'TRADER'], i * 7),
        status: at(['ACTIVE', 'ACTIVE', 'LIMITED', 'ACTIVE', 'FROZEN'], i),
      }),
    );
  }
  for (let i = 0; i < 100; i++) {
    await insertSku(db, at(suppliers.slice(0, 14), i * i), {
      title: `${at(NAMES, i)} ${at(['手镯', '毛衣 男', 'T恤'], i)}`,
      live_price: at(PRICES, i * 3),
      supply_price: 1,
      stock: at([0, 3, 30, 300], i),
      category_number: at([3, 4, 17, 3], i),
      provenance: at(['BELT', 'ORIGIN', 'CREATOR_BRAND'], i),
      guarantees: at(GUARANTEES, i),
      status: at(['LISTED', 'LISTED', 'LISTED', 'DRAFT', 'LISTED', 'DELISTED', 'LISTED'], i),
      // Some at the same moment, some a microsecond apart: less than a Date can hold.
      created_at: `2026-01-0${1 + (i % 2)} 00:00:00.00000${i % 5}+00`,
    });
  }
  for (let i = 0; i < 30; i++) {
    const { id } = await insertStreamer(db, {
      name: at(NAMES, i),
      follower_count: at([0, 7, 7, 1_000_000], i),
    });
    if (i % 3 > 0)
      await insertRow(db, 'streamer_niche', { streamer_id: id, category_number: at([3, 17], i) });
  }
  tables = await readTables(db);
  lists = new Lists(tables);
});
afterAll(() => closeHealthy(server));

/** At least one row a page, and at most ten pages, which show whatever a hundred would. */
const sizeFor = ({ expected }: Listing, wish: number): number =>
  Math.max(wish, Math.ceil(expected.length / 10));

async function expectWholeList(listing: Listing, wish: number, direction: Direction): Promise<void> {
  const { expected } = listing;
  const size = sizeFor(listing, wish);
  const pages = await walk(server, listing, size, direction);

  expect(idsOf(pages, direction)).toEqual(expected);
  expect(pages).toHaveLength(Math.max(1, Math.ceil(expected.length / size)));
  pages.forEach(({ ids, cursors, pageInfo, totalCount }, i) => {
    const [isFirst, isLast] = [i === 0, i === pages.length - 1];
    const [atStart, atEnd] = direction === 'forward' ? [isFirst, isLast] : [isLast, isFirst];
    expect(pageInfo).toEqual({
      hasNextPage: !atEnd,
      hasPreviousPage: !atStart,
      startCursor: cursors[0] ?? null,
      endCursor: cursors.at(-1) ?? null,
    });
    expect(cursors).toHaveLength(ids.length);
    expect(totalCount).toBe(expected.length);
  });
}

const sizes = fc.integer({ min: 1, max: 100 });
const ways = fc.constantFrom<Direction>('forward', 'backward');

const supplierWithGoods = (): string => tables.skus.find(({ status }) => status === 'LISTED').supplier_id;

const LISTS: [name: string, listings: () => fc.Arbitrary<Listing>, numRuns: number][] = [
  ['suppliers', () => lists.suppliers(), 40],
  ['the suppliers of a belt', () => lists.suppliers('yiwu'), 15],
  ['SKUs', () => lists.skus(), 80],
  ['the SKUs of a belt', () => lists.skus({ belt: 'yiwu' }), 15],
  ['the SKUs of a supplier', () => lists.skus({ supplier: supplierWithGoods() }), 15],
  ['belts', () => lists.belts(), 15],
  ['streamers', () => lists.streamers(), 25],
];

describe('the pages of a list, under any filter and order, forward and backward, hold each row once and in order', () => {
  it('in a database that sorts text by code points, as the names are said to be', async () => {
    const [{ names }] = await server.database.dataSource.query(
      `SELECT array_agg(name ORDER BY name) AS names FROM unnest($1::text[]) AS name`,
      [NAMES],
    );
    expect(names).toEqual(NAMES.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    expect(names).not.toEqual(NAMES.toSorted());
  });

  it.each(LISTS)('for %s', async (_name, listings, numRuns) => {
    const property = fc.asyncProperty(listings(), sizes, ways, expectWholeList);
    await expect(fc.assert(property, { numRuns })).resolves.toBeUndefined();
  });

  /** As in a catalogue of millions, where filters leave too many goods to be sorted. */
  it.each([
    ['of goods that are looked through in order', 10_000],
    ['of goods that are looked through in order, and soon given up', 5],
  ])('for lists %s', async (_name, minScanned) => {
    const limits = [
      jest.replaceProperty<any, any>(SEARCH_LIMITS, 'maxCollected', -1),
      jest.replaceProperty<any, any>(SEARCH_LIMITS, 'minScanned', minScanned),
    ];
    for (const list of [() => lists.skus(), () => lists.skus({ belt: 'yiwu' })]) {
      await fc.assert(fc.asyncProperty(list(), sizes, ways, expectWholeList), { numRuns: 40 });
    }
    limits.forEach((limit) => limit.restore());
    expect(SEARCH_LIMITS.maxCollected).toBeGreaterThan(0);
  });

  it.each(LISTS)('for %s, of which the filters above do find some', (_name, listings) => {
    const found = fc.sample(listings(), 60).filter(({ expected }) => expected.length > 1);
    expect(found.length).toBeGreaterThan(5);
  });
});

describe('a page', () => {
  const all = (): Listing => ({
    name: 'SKUs',
    around: 'LIST',
    field: 'skus',
    types: { filter: 'SkuFilter' },
    variables: {},
    expected: [],
  });

  it('has 20 rows where nothing is said', async () => {
    expect((await readPage(server, all(), {})).ids).toHaveLength(20);
  });

  it('of no rows says whether there are any', async () => {
    for (const [args, has] of [
      [{ first: 0 }, { hasNextPage: true, hasPreviousPage: false }],
      [{ last: 0 }, { hasNextPage: false, hasPreviousPage: true }],
    ] as const) {
      expect(await readPage(server, all(), args)).toMatchObject({
        ids: [],
        pageInfo: { ...has, startCursor: null, endCursor: null },
      });
    }
  });

  it('between two cursors is what lies between them, from either end', async () => {
    const { ids, cursors } = await readPage(server, all(), { first: 30 });
    const [after, before] = [cursors[4], cursors[15]];
    const between = ids.slice(5, 15);
    expect((await readPage(server, all(), { after, before, first: 50 })).ids).toEqual(between);
    expect((await readPage(server, all(), { after, before, last: 50 })).ids).toEqual(between);
    expect((await readPage(server, all(), { after, before, first: 3 })).ids).toEqual(between.slice(0, 3));
    expect((await readPage(server, all(), { after, before, last: 3 })).ids).toEqual(between.slice(-3));
    expect((await readPage(server, all(), { after: before, before: after, first: 50 })).ids).toEqual([]);
  });

  it('after the last row, or before the first, is empty', async () => {
    const { endCursor } = (await readPage(server, all(), { last: 1 })).pageInfo;
    const { startCursor } = (await readPage(server, all(), { first: 1 })).pageInfo;
    for (const args of [
      { first: 10, after: endCursor },
      { last: 10, before: startCursor },
    ]) {
      expect(await readPage(server, all(), args)).toMatchObject({ ids: [] });
    }
    expect((await readPage(server, all(), { first: 10, after: endCursor })).pageInfo.hasNextPage).toBe(false);
    expect((await readPage(server, all(), { last: 10, before: startCursor })).pageInfo.hasPreviousPage).toBe(
      false,
    );
  });

  it('is found again by the cursor of any of its rows', async () => {
    const { ids, cursors } = await readPage(server, all(), { first: 25 });
    for (const i of [0, 11, 23]) {
      expect((await readPage(server, all(), { first: 1, after: cursors[i] })).ids).toEqual([ids[i + 1]]);
      expect((await readPage(server, all(), { last: 1, before: cursors[i + 1] })).ids).toEqual([ids[i]]);
    }
  });

  it('asked for with null in place of a number or a cursor is asked for without', async () => {
    const answer = await askPage(server, all(), { first: 2, last: null as never, after: null, before: null });
    expect(answer.errors).toBeUndefined();
    expect(answer.data.list.nodes).toHaveLength(2);
  });
});
