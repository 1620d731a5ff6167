import { createTestDatabase, type TestDatabase } from '../support/database';
import { matchesOf, millionths, skuUuid } from '../support/graphql-matches';
import { type ServerOnDatabase, startServerOn } from '../support/graphql-server';
import { Oracle } from '../support/oracle';
import { askBoth } from '../support/oracle-answer';
import { addSkus, addStreamer, addSupplier, type NewProfile } from '../support/oracle-catalogue';
import type { Dimension } from '../support/oracle-fans';

/**
 * A streamer of whom little is known is ranked from the next best thing, dimension by dimension, and told which. The
 * averages belong to the process, hence one server before and one after the first streamers with purchases.
 */

let database: TestDatabase;
let before: ServerOnDatabase;
let server: ServerOnDatabase;
let oracle: Oracle;
/** One SKU in each of the price bands 1 to 4. */
let byBand: string[];

const ALL_33 = { regions: { 33: 1_000_000 } };
const WITH_PURCHASES: { handle: string; home_belt: string; profile: NewProfile }[] = [
  // Three at home in Changshu: enough for an average of their own.
  {
    handle: 'changshu-a',
    home_belt: 'changshu',
    profile: {
      genders: [1_000_000, 0],
      price_bands: [1_000_000],
      categories: { dresses: 1_000_000 },
      ...ALL_33,
    },
  },
  {
    handle: 'changshu-b',
    home_belt: 'changshu',
    profile: { genders: [500_000, 500_000], price_bands: [0, 1_000_000], categories: { skirts: 1_000_000 } },
  },
  {
    handle: 'changshu-c',
    home_belt: 'changshu',
    profile: {
      genders: [0, 1_000_000],
      price_bands: [0, 1_000_000, 0],
      categories: { dresses: 500_000, skirts: 500_000 },
    },
  },
  // Two in Yiwu: too few.
  {
    handle: 'yiwu-a',
    home_belt: 'yiwu',
    profile: {
      genders: [0, 1_000_000],
      ages: [0, 0, 1_000_000, 0, 0, 0],
      price_bands: [0, 0, 0, 1_000_000],
      categories: { 'hair-accessories': 1_000_000 },
      regions: { 44: 1_000_000 },
    },
  },
  { handle: 'yiwu-b', home_belt: 'yiwu', profile: { genders: [0, 1_000_000] } },
];

beforeAll(async () => {
  database = await createTestDatabase({ template: 'migrated' });
  const db = database.dataSource;
  const prices = [400, 800, 1_200, 1_700].map((live_price) => ({ live_price, category: 'dresses' }));
  byBand = await addSkus(db, await addSupplier(db), prices);
  for (const category of ['skirts', 'hair-accessories', 'jadeite-bangles']) {
    await addSkus(db, await addSupplier(db), [{ category }]);
  }
  await addStreamer(db, { handle: 'nothing-known' });
  await addStreamer(db, { handle: 'niche-only', niche: ['jadeite-bangles', 'hair-accessories', 'skirts'] });
  await addStreamer(db, { handle: 'at-home-in-changshu', home_belt: 'changshu' });
  await addStreamer(db, { handle: 'niche-and-home', home_belt: 'changshu', niche: ['jadeite-bangles'] });
  await addStreamer(db, { handle: 'at-home-in-yiwu', home_belt: 'yiwu' });
  await addStreamer(db, { handle: 'empty-profile', profile: {} });
  await addStreamer(db, {
    handle: 'some-declared',
    home_belt: 'changshu',
    niche: ['skirts'],
    profile: { genders: [900_000, 100_000], categories: { dresses: 1_000_000 } },
  });
  before = await startServerOn(database);
  for (const { profile, ...streamer } of WITH_PURCHASES) {
    await addStreamer(db, { ...streamer, profile: { ...profile, sample_size: 100 } });
  }
  server = await startServerOn(database);
  oracle = await Oracle.load(db);
});
afterAll(async () => {
  await server?.close();
  await before?.close();
  await database?.drop();
});

type Basis = Record<Dimension, string>;

async function basisOf(asked: ServerOnDatabase, handle: string): Promise<Basis> {
  const { diagnostics, edges } = await matchesOf(asked, { handle });
  // Whatever is known: never an empty page.
  expect(edges).toHaveLength(6);
  return Object.fromEntries(diagnostics.basis.map(({ dimension, source }) => [dimension, source])) as Basis;
}

const all = (source: string): Basis => ({
  GENDERS: source,
  AGES: source,
  PRICE_BANDS: source,
  REGIONS: source,
  CATEGORIES: source,
});

describe('before anyone has purchases', () => {
  test('a streamer without a profile is ranked by the goods alone, and told that nothing is known', async () => {
    expect(await basisOf(before, 'nothing-known')).toEqual(all('UNKNOWN'));
    expect(await basisOf(before, 'empty-profile')).toEqual(all('UNKNOWN'));
    const { edges } = await matchesOf(before, { handle: 'nothing-known' });
    const ofFans = ['CATEGORY_AFFINITY', 'AUDIENCE_FIT', 'PRICE_FIT', 'DELIVERY_FIT'];
    const values = edges.flatMap(({ components }) =>
      components.filter(({ factor }) => ofFans.includes(factor)).map(({ value }) => value),
    );
    expect(values).toEqual(Array.from({ length: 24 }, () => 0));
  });

  test('a niche and a declared profile count for what they say', async () => {
    expect(await basisOf(before, 'niche-only')).toEqual({ ...all('UNKNOWN'), CATEGORIES: 'NICHE' });
    expect(await basisOf(before, 'some-declared')).toEqual({
      ...all('UNKNOWN'),
      GENDERS: 'DECLARED',
      CATEGORIES: 'DECLARED',
    });
  });
});

describe('with streamers to take an average of', () => {
  test.each<[string, Basis]>([
    ['nothing-known', all('PLATFORM_AVERAGE')],
    ['empty-profile', all('PLATFORM_AVERAGE')],
    ['niche-only', { ...all('PLATFORM_AVERAGE'), CATEGORIES: 'NICHE' }],
    // Nobody of Changshu has ages, so the platform's are taken.
    ['at-home-in-changshu', { ...all('BELT_AVERAGE'), AGES: 'PLATFORM_AVERAGE' }],
    ['niche-and-home', { ...all('BELT_AVERAGE'), AGES: 'PLATFORM_AVERAGE', CATEGORIES: 'NICHE' }],
    ['at-home-in-yiwu', all('PLATFORM_AVERAGE')],
    [
      'some-declared',
      {
        GENDERS: 'DECLARED',
        AGES: 'PLATFORM_AVERAGE',
        PRICE_BANDS: 'BELT_AVERAGE',
        REGIONS: 'BELT_AVERAGE',
        CATEGORIES: 'DECLARED',
      },
    ],
    ['changshu-a', { ...all('PURCHASES'), AGES: 'PLATFORM_AVERAGE' }],
  ])('%s is ranked from the next best thing in each dimension', async (handle, expected) => {
    expect(await basisOf(server, handle)).toEqual(expected);
    expect(oracle.fans(handle).source).toEqual(expected);
    const { found, expected: ranking } = await askBoth(server, oracle, { handle });
    expect(found).toEqual(ranking);
  });

  test('an average is the mean of those who have the dimension, lists of different lengths included', async () => {
    const { edges } = await matchesOf(server, {
      handle: 'at-home-in-changshu',
      filter: { maxPerSupplier: 9 },
    });
    const valueOf = (id: string, factor: string): number => {
      const edge = edges.find(({ node }) => skuUuid(node.id) === id)!;
      return millionths(edge.components.find((component) => component.factor === factor)!.value);
    };
    // Price bands 1 and 2: (1, 0, 0)/3 and (0, 1, 1)/3, that is 333,333 and 666,667. In quarters, band 1 has
    // 4·333,333 + 2·666,667 = 2,666,666, band 2 the largest, 4·666,667 + 333,333 = 3,000,001, band 3 has 666,667.
    expect(byBand.map((id) => valueOf(id, 'PRICE_FIT'))).toEqual([888_888, 1_000_000, 222_222, 0]);
    // Only one of the three has regions; "nationwide" reaches them all.
    expect(valueOf(byBand[0]!, 'DELIVERY_FIT')).toBe(1_000_000);
    // Dresses and skirts: (1, 0, 0.5)/3 and (0, 1, 0.5)/3, equal, hence both the largest.
    expect(valueOf(byBand[0]!, 'CATEGORY_AFFINITY')).toBe(1_000_000);
  });

  test('a niche of three is a third each, which is the same as one each', async () => {
    const { edges } = await matchesOf(server, { handle: 'niche-only' });
    const affinities = edges.map(({ components }) => millionths(components[0]!.value));
    // Dresses are beside skirts: 0.3 of theirs.
    expect(affinities.toSorted((a, b) => b - a)).toEqual([1e6, 1e6, 1e6, 300_000, 300_000, 300_000]);
  });
});

test('nothing went wrong inside', () => {
  expect([...before.faults, ...server.faults]).toEqual([]);
});
