import 'reflect-metadata';
import * as fc from 'fast-check';
import { unpackCell } from '../../src/matching/cell';
import { componentsOf, factorValues } from '../../src/matching/explain';
import { contribution, DEFAULT_WEIGHTS, FACTORS, type Weights } from '../../src/matching/factors';
import { type FanAverages, type FanShares, NO_SHARES, resolveFans } from '../../src/matching/fans';
import type { StaticFactors } from '../../src/matching/static-bound';
import { streamerValues } from '../../src/matching/values';
import { Reference } from '../../src/reference/reference';
import { assort, type BestOfCell } from '../../src/streamer-matching/assortment';
import { Pauses } from '../../src/streamer-matching/pauses';
import { passing, type StreamerCriteria } from '../../src/streamer-matching/streamer-criteria';
import { StreamerSearch } from '../../src/streamer-matching/streamer-search';
import { type StreamerRow, StreamerTable } from '../../src/streamer-matching/streamer-table';
import { normalisedWeights } from '../support/oracle';
import { FACTORS as ORACLE_FACTORS } from '../support/oracle-values';

/**
 * The two directions agree: whatever happened to the table of streamers before, the streamers found for goods, their
 * order and every value are those that come of ranking each streamer's goods by itself, one after the other.
 */

const MILLION = 1_000_000;

/** Two tops, one with two levels below it, one with leaves right below it. */
const PARENTS: Record<number, number | null> = { 1: null, 2: 1, 3: 2, 4: 2, 5: 1, 6: 5, 7: null, 8: 7, 9: 7 };
const UNKNOWN = 99;
const BANDS = 6;

const reference = new Reference({
  regions: [],
  belts: [],
  bases: [],
  categories: Object.entries(PARENTS).map(
    ([number, parentNumber]) => ({ number: Number(number), slug: `c${number}`, parentNumber }) as never,
  ),
  priceBands: Array.from({ length: BANDS }, (_, i) => ({ number: i + 1 }) as never),
  audiences: [
    {
      number: 1,
      genderShares: [550_000, 450_000],
      ageShares: [100_000, 150_000, 250_000, 200_000, 200_000, 100_000],
    },
    { number: 4, genderShares: [1_000_000, 0], ageShares: [0, 0, 1_000_000, 0, 0, 0] },
  ] as never,
  shippingClasses: [
    { number: 1, freeProvinces: ['33', '44'], dispatchHours: 48 },
    { number: 3, freeProvinces: ['33', '44', '65'], dispatchHours: 24 },
    { number: 6, freeProvinces: ['33'], dispatchHours: 72 },
  ] as never,
});

/** Shares that sum to 1,000,000, or nothing. */
const shares = (length: number): fc.Arbitrary<number[]> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant<number[]>([]) },
    {
      weight: 3,
      arbitrary: fc.array(fc.nat(20), { minLength: length, maxLength: length }).map((parts) => {
        const sum = parts.reduce((a, b) => a + b, 0) || 1;
        const whole = parts.map((part) => Math.floor((part * MILLION) / sum));
        whole[0]! += MILLION - whole.reduce((a, b) => a + b, 0);
        return whole;
      }),
    },
  );

const shareMap = (keys: (string | number)[]): fc.Arbitrary<Record<string, number>> =>
  fc
    .subarray(keys)
    .chain((found) => shares(found.length).map((parts) => [found, parts] as const))
    .map(([found, parts]) => Object.fromEntries(parts.map((part, i) => [String(found[i]), part])));

const fanShares: fc.Arbitrary<FanShares> = fc.record({
  genderShares: shares(2),
  ageShares: shares(6),
  priceBandShares: shares(BANDS),
  regionShares: shareMap(['33', '44', '65', '11']),
  categoryShares: shareMap([...Object.keys(PARENTS), UNKNOWN]),
});

const profile = fc
  .tuple(
    fanShares,
    fc.nat(1),
    fc.dictionary(fc.constantFrom('1', '2', '4', '7', String(UNKNOWN)), shares(BANDS), { maxKeys: 3 }),
  )
  .map(([known, sampleSize, categoryPriceBandShares]) => ({ ...known, sampleSize, categoryPriceBandShares }));

const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

const row: fc.Arbitrary<StreamerRow> = fc.record({
  id: fc.constantFrom(...IDS),
  // Few, so that they tie.
  followerCount: fc.nat(2),
  homeBeltNumber: fc.constantFrom(null, 13, 14),
  sessionDemand: fc.integer({ min: 1, max: 500 }),
  niche: fc.subarray([3, 5, 8, UNKNOWN]),
  profile: fc.option(profile, { freq: 4 }),
});

const averages: fc.Arbitrary<FanAverages> = fc
  .tuple(fc.oneof(fc.constant(NO_SHARES), fanShares), fc.option(fanShares))
  .map(([platform, belt]) => ({ platform, belts: new Map(belt ? [[13, belt]] : []) }));

type Step = { put: StreamerRow } | { remove: string } | { averages: FanAverages };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ put: row }) },
    { weight: 3, arbitrary: fc.record({ remove: fc.constantFrom(...IDS) }) },
    { weight: 1, arbitrary: fc.record({ averages }) },
  ),
  { minLength: 1, maxLength: 60 },
);

const pack = (
  belt: number,
  category: number,
  band: number,
  audience: number,
  shipping: number,
  tier: number,
): number =>
  Number(
    (BigInt(belt) << 43n) |
      (BigInt(category) << 29n) |
      (BigInt(band) << 24n) |
      (BigInt(audience) << 16n) |
      (BigInt(shipping) << 4n) |
      BigInt(tier),
  );

const millionths = fc.oneof(fc.constantFrom(0, 500_000, MILLION), fc.integer({ min: 0, max: MILLION }));

const goods: fc.Arbitrary<BestOfCell[]> = fc
  .uniqueArray(
    fc
      .tuple(
        // Which no factor looks at: such cells tie.
        fc.constantFrom(13, 14),
        fc.constantFrom(...Object.keys(PARENTS).map(Number), UNKNOWN),
        fc.integer({ min: 1, max: BANDS }),
        fc.constantFrom(1, 4, 200),
        fc.constantFrom(1, 3, 6, 4_000),
        fc.integer({ min: 1, max: 9 }),
      )
      .map((parts) => pack(...parts)),
    { minLength: 1, maxLength: 12 },
  )
  .chain((cells) =>
    fc.tuple(
      ...cells.map((cell, i) =>
        fc
          .record({
            factors: fc.oneof(
              fc.constant([700_000, 0, 400_000, 500_000] as const),
              fc.tuple(millionths, millionths, millionths, millionths),
            ),
            skuCount: fc.nat(9),
          })
          .map(({ factors, skuCount }) => ({
            cell,
            skuCount: skuCount + 1,
            // In an order that is not that of the cells.
            skuId: `sku-${(i * 7) % 13}`,
            staticScore: staticScoreOf(factors),
            factors,
          })),
      ),
    ),
  );

const STATIC = ['SUPPLIER_QUALITY', 'PRICE_ADVANTAGE', 'COMMISSION', 'MOMENTUM'] as const;
const staticScoreOf = (factors: StaticFactors): number =>
  STATIC.reduce((sum, factor, f) => sum + contribution(DEFAULT_WEIGHTS[factor], factors[f]!), 0);

const weights: fc.Arbitrary<Weights> = fc.oneof(
  fc.constant(DEFAULT_WEIGHTS),
  fc
    .array(fc.constantFrom(0, 0, 1, 2, 5, 50), { minLength: 9, maxLength: 9 })
    .filter((given) => given.some((weight) => weight > 0))
    .map((given) => {
      const found = normalisedWeights(
        Object.fromEntries(ORACLE_FACTORS.map((factor, i) => [factor, given[i]])),
      );
      return Object.fromEntries(FACTORS.map((factor, i) => [factor, found[i]!])) as Weights;
    }),
);

const criteria: fc.Arbitrary<StreamerCriteria> = fc.oneof(
  fc.constant({}),
  fc.record({ minFollowers: fc.nat(2), categories: fc.subarray([2, 3, 5, 8]) }, { requiredKeys: [] }),
);

const isKnown = ({ cell }: BestOfCell): boolean => Math.floor(cell / 2 ** 29) % 2 ** 14 !== UNKNOWN;

/** What each streamer's own ranking would say of these goods: the best SKU, and what its score is made of. */
function expected(
  rows: readonly StreamerRow[],
  known: FanAverages,
  offered: readonly BestOfCell[],
  under: Weights,
  { minFollowers = 0, categories }: StreamerCriteria,
) {
  return rows
    .filter(
      ({ followerCount, niche }) =>
        followerCount >= minFollowers && (!categories || niche.some((number) => categories.includes(number))),
    )
    .map((streamer) => {
      const tables = streamerValues(resolveFans(streamer, known), reference);
      const [best] = offered
        .map(({ cell, skuId, staticScore, factors }) => {
          const values = factorValues(tables, unpackCell(cell), factors);
          const score = componentsOf(values, under).reduce(
            (sum, part) => sum + Math.round(part.contribution * MILLION),
            0,
          );
          return { skuId, score, staticScore, values };
        })
        .toSorted(
          (a, b) => b.score - a.score || b.staticScore - a.staticScore || (a.skuId < b.skuId ? -1 : 1),
        );
      const { skuId, score, values } = best!;
      return { streamerId: streamer.id, followers: streamer.followerCount, score, skuId, values };
    })
    .toSorted(
      (a, b) => b.score - a.score || b.followers - a.followers || (a.streamerId < b.streamerId ? -1 : 1),
    );
}

test('streamers found for goods are those whose own rankings say so, after any changes', async () => {
  await fc.assert(
    fc.asyncProperty(
      steps,
      averages,
      goods,
      weights,
      criteria,
      fc.integer({ min: 1, max: 10 }),
      fc.nat(12),
      async (changes, first, offered, under, filter, wanted, capacity) => {
        const table = new StreamerTable(reference, first, capacity);
        const rows = new Map<string, StreamerRow>();
        let known = first;
        for (const change of changes) {
          if ('put' in change) {
            rows.set(change.put.id, change.put);
            table.put(change.put);
          } else if ('remove' in change) {
            rows.delete(change.remove);
            table.remove(change.remove);
          } else {
            known = change.averages;
            table.useAverages(known);
            for (const id of table.restingOnAverages) table.put(rows.get(id)!);
          }
        }
        expect(table.count).toBe(rows.size);

        const assortment = assort(offered, under, reference.categories);
        const passes = passing(table, filter, undefined);
        const search = new StreamerSearch(table, { assortment, weights: under, passes, wanted });
        const found = await search.run(new Pauses());
        const ranking = offered.some(isKnown)
          ? expected([...rows.values()], known, offered.filter(isKnown), under, filter)
          : [];
        expect(found.ranked).toEqual(ranking.slice(0, wanted));
        expect(found.streamersConsidered).toBe(ranking.length);
        expect(found.streamersScored).toBeLessThanOrEqual(ranking.length);
      },
    ),
    { numRuns: 1_500 },
  );
}, 60_000);
