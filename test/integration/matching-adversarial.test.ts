import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { MATCHED_IDS, matchesOf, skuUuid } from '../support/graphql-matches';
import { type ServerOnDatabase, startServerOn } from '../support/graphql-server';
import { Oracle, type OracleFilter } from '../support/oracle';
import { askBoth } from '../support/oracle-answer';
import { addSkus, addStreamer, addSupplier, type NewSku } from '../support/oracle-catalogue';
import { Random } from '../support/oracle-random';
import { FACTORS } from '../support/oracle-values';

/**
 * The demo catalogue, and in it what a ranking by bounds finds hardest: ties by the hundred within one cell and over
 * many, one supplier above all others, goods without a single point, and equal scores made in different ways.
 */

/** Much arithmetic; a machine that is shared may take several times as long as it should. */
jest.setTimeout(120_000);

let database: TestDatabase;
let server: ServerOnDatabase;
let oracle: Oracle;

beforeAll(async () => {
  database = await createTestDatabase({ template: 'demo' });
  await makeHard(database.dataSource);
  server = await startServerOn(database);
  oracle = await Oracle.load(database.dataSource);
});
afterAll(async () => {
  await server?.close();
  await database?.drop();
});

const copies = (count: number, sku: NewSku): NewSku[] => Array.from({ length: count }, () => sku);

const BEST: NewSku = {
  category: 'hair-accessories',
  live_price: 1_690,
  market_price: 5_900,
  commission_rate: 5_000,
  stock: 50_000,
  sales_recent: 900,
  sales_previous: 10,
};

/** All nine values are 0 for the streamer "nothing-fits" below. */
const WORTHLESS: NewSku = {
  title: '万事皆零',
  audience: 'mature-women',
  shipping: 'none',
  stock: 1,
  commission_rate: 0,
  sales_previous: 2_000_000_000,
};

async function makeHard(db: DataSource): Promise<void> {
  await addSkus(db, await addSupplier(db), copies(300, { ...BEST, title: '同款甲' }));
  for (let i = 0; i < 100; i++) {
    await addSkus(db, await addSupplier(db), copies(3, { ...BEST, title: '同款乙', live_price: 1_700 }));
  }
  const giant = await addSupplier(db, { quality: 1_000_000 });
  await addSkus(db, giant, copies(800, { ...BEST, title: '一家独大' }));
  // Half the session's demand in stock costs 0.05 · 0.5; 0.16 · 0.15625 of quality makes up for it exactly.
  const even = { ...BEST, title: '势均力敌' };
  const [better, larger] = [
    await addSupplier(db, { quality: 656_250 }),
    await addSupplier(db, { quality: 500_000 }),
  ];
  await addSkus(db, better, copies(70, { ...even, stock: 1_000 }));
  await addSkus(db, larger, copies(70, { ...even, stock: 30_000 }));
  await addStreamer(db, {
    handle: 'evenly-matched',
    session_demand: 2_000,
    profile: { categories: { 'hair-accessories': 1_000_000 }, sample_size: 10 },
  });
  // Belts do not count, and the three classes reach the same fans: ties over 81 cells.
  const belts: { slug: string }[] = await db.query('SELECT slug FROM belt');
  for (const { slug } of belts) {
    const everywhere = ['nationwide', 'nationwide-fast', 'greater-china'].map((shipping) => ({
      ...BEST,
      shipping,
    }));
    const supplier = await addSupplier(db, { belt: slug, quality: 1_000_000 });
    await addSkus(
      db,
      supplier,
      everywhere.flatMap((sku) => copies(2, { ...sku, title: '处处相同' })),
    );
  }
  for (let i = 0; i < 2; i++) {
    await addSkus(db, await addSupplier(db, { quality: 0 }), copies(120, WORTHLESS));
  }
  await addStreamer(db, {
    handle: 'nothing-fits',
    session_demand: 2_000_000_000,
    profile: {
      genders: [1_000_000, 0],
      ages: [1_000_000, 0, 0, 0, 0, 0],
      price_bands: [1_000_000],
      regions: { 11: 1_000_000 },
      categories: { 'jadeite-bangles': 1_000_000 },
      sample_size: 10,
    },
  });
}

const STREAMERS = ['yiwu-xiaomei', 'nothing-fits', 'evenly-matched', 'xiaotang-xuezuofan'];
const TEXTS = [undefined, '处处相同', '同款', '同款甲', '一家独大', '势均力敌', '万事皆零'];
const CAPS = [1, 3, 1_000];

test('ties in score are broken by static score, then by id, at every cap', async () => {
  const capped = CAPS.flatMap((maxPerSupplier) =>
    STREAMERS.map((handle) => ({ handle, filter: { maxPerSupplier } })),
  );
  const searched = TEXTS.map((text, i) => ({
    handle: 'evenly-matched',
    filter: { text, maxPerSupplier: CAPS[i % CAPS.length] },
  }));
  for (const request of [...capped, ...searched]) {
    const { found, expected } = await askBoth(server, oracle, request);
    expect(found).toEqual(expected);
  }
});

test('the catalogue has what it is meant to have: ties of one kind and of two, and goods without a point', () => {
  const even = oracle.rank('evenly-matched', { text: '势均力敌', maxPerSupplier: 1_000 }).matches;
  expect(even).toHaveLength(140);
  expect(new Set(even.map(({ score }) => score)).size).toBe(1);
  expect(new Set(even.map(({ staticScore }) => staticScore)).size).toBe(2);

  const everywhere = oracle.rank('yiwu-xiaomei', { text: '处处相同', maxPerSupplier: 1_000 }).matches;
  expect(everywhere).toHaveLength(27 * 3 * 2);
  expect(new Set(everywhere.map(({ score }) => score)).size).toBe(1);

  const worthless = oracle.rank('nothing-fits', { text: '万事皆零', maxPerSupplier: 1_000 }).matches;
  expect(worthless).toHaveLength(240);
  expect(worthless.flatMap(({ values }) => values).every((value) => value === 0)).toBe(true);

  // Both stand first with the same score; ids, which differ from run to run, say whose good is the very first.
  const ranked = oracle.rank('yiwu-xiaomei', { maxPerSupplier: 1_000 }).matches;
  const first = ranked.filter(({ score }) => score === ranked[0]!.score);
  expect(new Set(first.map(({ sku }) => sku.title))).toEqual(new Set(['一家独大', '处处相同']));
});

test('with one factor alone, where nearly everything ties, the ranking is the oracle’s', async () => {
  for (const [i, alone] of FACTORS.entries()) {
    const weights = Object.fromEntries(FACTORS.map((factor) => [factor, factor === alone ? 1 : 0]));
    const handle = STREAMERS[i % STREAMERS.length]!;
    const request = { handle, weights, filter: { maxPerSupplier: CAPS[i % CAPS.length] } };
    const { found, expected } = await askBoth(server, oracle, request);
    expect(found).toEqual(expected);
  }
});

describe('with supplier quality alone', () => {
  const weights = Object.fromEntries(
    FACTORS.map((factor) => [factor, factor === 'SUPPLIER_QUALITY' ? 1 : 0]),
  );

  test('the ranking is the oracle’s, whether or not the best suppliers fill all places', async () => {
    const belts = [undefined, ['yiwu'], ['foshan']];
    for (const maxPerSupplier of CAPS) {
      for (const belt of belts) {
        const request = { handle: 'yiwu-xiaomei', weights, filter: { maxPerSupplier, belts: belt } };
        const { found, expected } = await askBoth(server, oracle, request);
        expect(found).toEqual(expected);
      }
    }
  });

  test('the goods of the best suppliers are read, and no others', async () => {
    const request = { handle: 'yiwu-xiaomei', weights, first: 50, filter: { maxPerSupplier: 3 } };
    const { diagnostics } = await matchesOf(server, request);
    // 51 places, by three, are 17 suppliers' at least; of twice as many all is read, and of those who tie with the last.
    const [{ count }] = await database.dataSource.query(
      `SELECT count(*)::integer FROM sku WHERE cell IS NOT NULL AND supplier_quality >=
         (SELECT min(quality) FROM (SELECT quality FROM supplier WHERE status = 'ACTIVE' ORDER BY quality DESC LIMIT 34) best)`,
    );
    expect(diagnostics.rowsExamined).toBe(count);
  });
});

test('sums of factors that an older server left behind when it counted cells anew are not believed', async () => {
  await database.dataSource.query(
    `UPDATE matching_cell
        SET max_quality_advantage = 0, max_commission_momentum = 0, max_quality_commission = 0, max_advantage_momentum = 0,
            max_quality_momentum = 0, max_advantage_commission = 0, version = nextval('matching_cell_version')`,
  );
  await server.app.matching.sync.refresh();
  const weights = { COMMISSION: 0.3, MOMENTUM: 0.3, SUPPLIER_QUALITY: 0.2, PRICE_ADVANTAGE: 0.2 };
  for (const maxPerSupplier of CAPS) {
    const request = { handle: 'yiwu-xiaomei', weights, filter: { maxPerSupplier } };
    const { found, expected } = await askBoth(server, oracle, request);
    expect(found).toEqual(expected);
  }
});

test('ties over more cells than a page has places are broken by id under any weights', async () => {
  for (const [i, maxPerSupplier] of CAPS.entries()) {
    for (const text of ['处处相同', undefined]) {
      const weights = { SUPPLIER_QUALITY: 3 + i, COMMISSION: 1 };
      const request = { handle: 'yiwu-xiaomei', weights, filter: { maxPerSupplier, text } };
      const { found, expected } = await askBoth(server, oracle, request);
      expect(found).toEqual(expected);
    }
  }
});

test('with random weights and caps the ranking is the oracle’s', async () => {
  const random = new Random(7);
  for (let i = 0; i < 12; i++) {
    const weights = Object.fromEntries(FACTORS.map((factor) => [factor, random.pick([0, 1, 2, 5, 100])]));
    const filter: OracleFilter = { maxPerSupplier: random.pick(CAPS), text: random.pick(TEXTS) };
    const request = {
      handle: random.pick(STREAMERS),
      weights: { ...weights, PRICE_FIT: random.int(1, 9) },
      filter,
    };
    const { found, expected } = await askBoth(server, oracle, request);
    expect(found).toEqual(expected);
  }
});

describe('following cursors', () => {
  /** The ranks and ids of the pages up to the one that holds the last one wanted. */
  async function follow(
    handle: string,
    filter: OracleFilter,
    first: number,
    wanted: number,
  ): Promise<string[]> {
    const places: string[] = [];
    let after: string | null = null;
    do {
      const page = await matchesOf(server, { handle, first, after, filter }, { document: MATCHED_IDS });
      expect(page.diagnostics.exact).toBe(true);
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      places.push(...page.edges.map(({ rank, node }) => `${rank} ${skuUuid(node.id)}`));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null && places.length < wanted);
    return places.slice(0, wanted);
  }

  test.each([
    { size: 100, cap: 1, wanted: 600 },
    { size: 100, cap: 3, wanted: 600 },
    { size: 100, cap: 1_000, wanted: 600 },
    { size: 7, cap: 1_000, wanted: 600 },
    { size: 1, cap: 3, wanted: 60 },
  ])(
    'pages of $size give the oracle’s first $wanted, $cap of a supplier at most',
    async ({ size, cap, wanted }) => {
      const filter = { maxPerSupplier: cap };
      const { matches } = oracle.rank('yiwu-xiaomei', filter);
      const expected = matches.slice(0, wanted).map(({ id }, i) => `${i + 1} ${id}`);
      // With one of each supplier there are not quite so many.
      expect(expected.length).toBeGreaterThan(wanted * 0.8);
      expect(await follow('yiwu-xiaomei', filter, size, wanted)).toEqual(expected);
    },
  );

  test('the end comes where the ranking ends, and nothing comes after it', async () => {
    const filter: OracleFilter = { text: '势均力敌', maxPerSupplier: 25 };
    const found = await follow('evenly-matched', filter, 7, 1_000);
    const expected = oracle.rank('evenly-matched', filter).matches.map(({ id }, i) => `${i + 1} ${id}`);
    expect(found).toHaveLength(50);
    expect(found).toEqual(expected);
  });
});

test('nothing went wrong inside', () => {
  expect(server.faults).toEqual([]);
});
