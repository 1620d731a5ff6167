import { createTestDatabase, type TestDatabase } from '../support/database';
import {
  MATCHES_WITH_REASONS,
  matchesOf,
  millionths,
  type MatchRequest,
  skuUuid,
} from '../support/graphql-matches';
import { type ServerOnDatabase, startServerOn } from '../support/graphql-server';
import { addSkus, addStreamer, addSupplier, type NewSku } from '../support/oracle-catalogue';
import { type Factor, FACTORS } from '../support/oracle-values';

/**
 * Every factor on a few goods, against numbers worked out by hand (the arithmetic stands beside them), for one
 * streamer and a catalogue that the tests make themselves.
 */

let database: TestDatabase;
let server: ServerOnDatabase;
let supplier: string;

beforeAll(async () => {
  database = await createTestDatabase({ template: 'migrated' });
  const db = database.dataSource;
  await db.query(`
    INSERT INTO shipping_class VALUES (100, 'slow', '慢', 'Slow', '{33,44}', 49);
    INSERT INTO audience VALUES (200, 'boys', '男孩', 'Boys', '{0,1000000}', '{1000000,0,0,0,0,0}')`);
  await addStreamer(db, {
    handle: 'by-hand',
    session_demand: 320,
    profile: {
      // All women, aged as "everyone" is.
      genders: [1_000_000, 0],
      ages: [40_000, 160_000, 240_000, 280_000, 150_000, 130_000],
      // ¥30–50, ¥50–70, ¥100–150: bands 6, 7 and 9.
      price_bands: [0, 0, 0, 0, 0, 500_000, 300_000, 0, 200_000],
      regions: { 33: 400_000, 44: 350_000, 65: 250_000 },
      categories: { dresses: 400_000, 'womens-wear': 200_000, 'jadeite-bangles': 400_000 },
      // Jade is bought at ¥300–500: band 12.
      category_price_bands: { 'jade-jewellery': [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1_000_000] },
      sample_size: 1_000,
    },
  });
  supplier = await addSupplier(db, { quality: 812_345 });
  server = await startServerOn(database);
});
afterAll(async () => {
  await server?.close();
  await database?.drop();
});

let made = 0;

/** Puts goods in, and gives their values of one factor in the order given. */
async function valuesOf(factor: Factor, goods: NewSku[]): Promise<number[]> {
  const code = `goods-of-test-${++made}-`;
  const coded = goods.map((sku, i) => ({ ...sku, code: `${code}${i}` }));
  const ids = await addSkus(database.dataSource, supplier, coded);
  await server.app.matching.sync.refresh();
  const request: MatchRequest = {
    handle: 'by-hand',
    first: 100,
    filter: { text: code, maxPerSupplier: 100 },
  };
  const { edges } = await matchesOf(server, request);
  return ids.map((id) => {
    const edge = edges.find(({ node }) => skuUuid(node.id) === id);
    return millionths(edge!.components.find((component) => component.factor === factor)!.value);
  });
}

describe('the value of', () => {
  test('CATEGORY_AFFINITY is the share bought in, above and near the category, relative to the best leaf', async () => {
    const categories = ['dresses', 'skirts', 'mens-tshirts', 'jadeite-bangles', 'hair-accessories'];
    // In tenths. dresses: 10·400,000 + 10·200,000 (its parent) = 6,000,000, the largest.
    // skirts: 3·400,000 (dresses, one step) + 10·200,000 = 3,200,000 → 0.533333.
    // mens-tshirts: two steps to apparel: 1·400,000 + 1·200,000 = 600,000 → 0.1.
    // jadeite-bangles: 10·400,000 → 0.666666. hair-accessories are of another top → 0.
    const goods = categories.map((category) => ({ category }));
    expect(await valuesOf('CATEGORY_AFFINITY', goods)).toEqual([1_000_000, 533_333, 100_000, 666_666, 0]);
  });

  test('AUDIENCE_FIT is the Bhattacharyya coefficient', async () => {
    // everyone: 55 % women, the same ages: √0.55 = 0.7416198. boys: no women → 0.
    const goods = [{ audience: 'everyone' }, { audience: 'boys' }];
    expect(await valuesOf('AUDIENCE_FIT', goods)).toEqual([741_620, 0]);
  });

  test('PRICE_FIT counts what is spent in, above and just below the band, relative to the best band', async () => {
    const fen = [400, 1_500, 2_000, 3_000, 4_999, 5_000, 7_000, 10_000, 15_000, 20_000];
    // In quarters, thousands: band 4: 500 (two above). 5: 2·500 + 300 = 1300. 6: 4·500 + 2·300 = 2600, the largest.
    // 7: 4·300 + 200 + 500 = 1900. 8: 2·200 + 300 = 700. 9: 4·200 = 800. 10: 200. 1 and 11: nothing.
    const values = [0, 192_307, 500_000, 1_000_000, 1_000_000, 730_769, 269_230, 307_692, 76_923, 0];
    expect(
      await valuesOf(
        'PRICE_FIT',
        fen.map((live_price) => ({ live_price })),
      ),
    ).toEqual(values);
  });

  test('PRICE_FIT takes the shares of the top category where the profile has them', async () => {
    const fen = [15_000, 20_000, 30_000, 50_000, 80_000, 4_000];
    // All in band 12: band 10 gets 1 quarter, 11 two, 12 four, 13 one, 14 and 6 none.
    const values = [250_000, 500_000, 1_000_000, 250_000, 0, 0];
    const goods = fen.map((live_price) => ({ category: 'jadeite-bangles', live_price }));
    expect(await valuesOf('PRICE_FIT', goods)).toEqual(values);
  });

  test('SUPPLIER_QUALITY is the supplier’s', async () => {
    expect(await valuesOf('SUPPLIER_QUALITY', [{}])).toEqual([812_345]);
  });

  test('PRICE_ADVANTAGE is the part of the market price that is saved', async () => {
    const prices = [12_900, null, 8_900, 8_000, 2_000_000_000];
    // (12,900 − 8,900) / 12,900 = 0.310077…; unknown, equal or dearer: 0; 1 − 89/20,000,000 = 0.99999555.
    const goods = prices.map((market_price) => ({ live_price: 8_900, market_price }));
    expect(await valuesOf('PRICE_ADVANTAGE', goods)).toEqual([310_077, 0, 0, 0, 999_995]);
  });

  test('DELIVERY_FIT is the fans’ share in provinces shipped to free of charge within 48 hours', async () => {
    // 33 Zhejiang 0.4, 44 Guangdong 0.35, 65 Xinjiang 0.25; "slow" takes 49 hours.
    const classes = ['nationwide', 'except-remote', 'jiangzhehu', 'south-china', 'none', 'slow'];
    const values = [1_000_000, 750_000, 400_000, 350_000, 0, 0];
    expect(
      await valuesOf(
        'DELIVERY_FIT',
        classes.map((shipping) => ({ shipping })),
      ),
    ).toEqual(values);
  });

  test('CAPACITY_FIT is the stock, rounded down to 1, 10, 30, 100 …, over the session’s demand of 320', async () => {
    const stock = [1, 9, 10, 29, 30, 99, 100, 299, 300, 999, 1_000, 1_000_000];
    // 1/320 = 0.003125, 10/320 = 0.03125, 30/320 = 0.09375, 100/320 = 0.3125, 300/320 = 0.9375, above: 1.
    const values = [
      3_125, 3_125, 31_250, 31_250, 93_750, 93_750, 312_500, 312_500, 937_500, 937_500, 1e6, 1e6,
    ];
    expect(
      await valuesOf(
        'CAPACITY_FIT',
        stock.map((pieces) => ({ stock: pieces })),
      ),
    ).toEqual(values);
  });

  test('COMMISSION is the rate over 50 %, at most 1', async () => {
    const rates = [0, 1, 1_234, 5_000, 9_000];
    const goods = rates.map((commission_rate) => ({ commission_rate }));
    expect(await valuesOf('COMMISSION', goods)).toEqual([0, 200, 246_800, 1_000_000, 1_000_000]);
  });

  test('MOMENTUM is the newer week’s share, with five pseudo-sales in either week', async () => {
    const sales = [
      [0, 0], // 5/10
      [100, 20], // 105/130 = 0.807692…
      [0, 90], // 5/100
      [2_000_000_000, 0], // 2,000,000,005/2,000,000,010
      [0, 2_000_000_000], // 5/2,000,000,010
    ];
    const goods = sales.map(([sales_recent, sales_previous]) => ({ sales_recent, sales_previous }));
    expect(await valuesOf('MOMENTUM', goods)).toEqual([500_000, 807_692, 50_000, 999_999, 0]);
  });
});

describe('one good, all of it', () => {
  const GOOD: NewSku = {
    code: 'ALL-OF-IT',
    category: 'dresses',
    audience: 'everyone',
    shipping: 'except-remote',
    live_price: 8_900,
    market_price: 12_900,
    commission_rate: 1_234,
    stock: 350,
    sales_recent: 100,
    sales_previous: 20,
  };
  const request: MatchRequest = { handle: 'by-hand', filter: { text: 'all-of-it' } };

  beforeAll(async () => {
    await addSkus(database.dataSource, supplier, [GOOD]);
    await server.app.matching.sync.refresh();
  });

  test('its score is the sum of nine rounded contributions under the default weights', async () => {
    const { edges } = await matchesOf(server, request);
    expect(edges).toHaveLength(1);
    expect(edges[0]!.components).toEqual([
      { factor: 'CATEGORY_AFFINITY', value: 1, weight: 0.24, contribution: 0.24 },
      { factor: 'AUDIENCE_FIT', value: 0.74162, weight: 0.14, contribution: 0.103827 }, // 0.1038268
      { factor: 'PRICE_FIT', value: 0.26923, weight: 0.16, contribution: 0.043077 }, // 0.0430768
      { factor: 'SUPPLIER_QUALITY', value: 0.812345, weight: 0.16, contribution: 0.129975 }, // 0.1299752
      { factor: 'PRICE_ADVANTAGE', value: 0.310077, weight: 0.08, contribution: 0.024806 }, // 0.02480616
      { factor: 'DELIVERY_FIT', value: 0.75, weight: 0.07, contribution: 0.0525 },
      { factor: 'CAPACITY_FIT', value: 0.9375, weight: 0.05, contribution: 0.046875 },
      { factor: 'COMMISSION', value: 0.2468, weight: 0.05, contribution: 0.01234 },
      { factor: 'MOMENTUM', value: 0.807692, weight: 0.05, contribution: 0.040385 }, // 0.0403846
    ]);
    expect(edges[0]!.score).toBe(0.693785);
    expect(edges[0]!.rank).toBe(1);
  });

  test('a weight that is given replaces the default, and all are divided by their sum', async () => {
    const { edges } = await matchesOf(server, { ...request, weights: { COMMISSION: 1 } });
    // The others keep 0.95, so all are divided by 1.95: 0.24/1.95 = 0.123076 923, 0.14: 0.071794 871,
    // 0.16: 0.082051 282, 0.08: 0.041025 641, 0.07: 0.035897 435, 0.05: 0.025641 025, 1: 0.512820 512. Rounded
    // down, 4 millionths are missing; they go to the remainders .923, .871, .641 and .512.
    expect(edges[0]!.components.map(({ weight }) => millionths(weight))).toEqual([
      123_077, 71_795, 82_051, 82_051, 41_026, 35_897, 25_641, 512_821, 25_641,
    ]);
  });

  test('equal remainders go to the factors that come first', async () => {
    // Of 35: 8 are 0.228571 428 (twice), 7 are 0.2, 2 are 0.057142 857 (three times), 1 is 0.028571 428 and 5 are
    // 0.142857 142. Rounded down, 4 millionths are missing: the three remainders of .857 take one each, and of the
    // three of .428 (CATEGORY_AFFINITY, PRICE_ADVANTAGE, COMMISSION) the first takes the last.
    const given = [8, 7, 2, 0, 8, 2, 2, 1, 5];
    const weights = Object.fromEntries(FACTORS.map((factor, i) => [factor, given[i]]));
    const { edges } = await matchesOf(server, { ...request, weights });
    expect(edges[0]!.components.map(({ weight }) => millionths(weight))).toEqual([
      228_572, 200_000, 57_143, 0, 228_571, 57_143, 57_143, 28_571, 142_857,
    ]);
  });

  test('its reasons are those of the largest contributions, in the language asked for', async () => {
    const reasonsIn = async (language: string): Promise<string[]> => {
      const headers = { 'accept-language': language };
      const { edges } = await matchesOf(server, request, { document: MATCHES_WITH_REASONS, headers });
      return edges[0]!.reasons;
    };
    // By contribution: category (fits best), quality 0.812345; audience, delivery, capacity and price fit are too
    // small to be worth a word; 105 of 130 sold in the newer week; 4,000 of 12,900 saved.
    const chinese = ['粉丝常买「连衣裙」', '供应商质量分 81 %', '近一周销量上升', '比市场价低 31 %'];
    expect(await reasonsIn('zh-CN')).toEqual(chinese);
    expect(await reasonsIn('fr')).toEqual(chinese);
    expect(await reasonsIn('en')).toEqual([
      'Your fans often buy Dresses',
      'Supplier quality score of 81 %',
      'Selling faster this week than last',
      '31 % below the market price',
    ]);
  });
});
