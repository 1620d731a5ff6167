import 'reflect-metadata';
import * as fc from 'fast-check';
import { unpackCell, type CellDimensions } from '../../src/matching/cell';
import { CellQueue } from '../../src/matching/cell-queue';
import { CellScorer } from '../../src/matching/cell-scorer';
import { CellDirectory } from '../../src/matching/directory';
import { DEFAULT_WEIGHTS, FACTORS, type Weights } from '../../src/matching/factors';
import type { CellFilter } from '../../src/matching/filter';
import type { CellRange, ProbedRange } from '../../src/matching/probe';
import { rankKey } from '../../src/matching/rank-key';
import { Search, type SearchResult } from '../../src/matching/search';
import { StaticBound, staticScoreUnder, type StaticFactors } from '../../src/matching/static-bound';
import type { StreamerValues } from '../../src/matching/values';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { normalisedWeights } from '../support/oracle';
import { FACTORS as ORACLE_FACTORS } from '../support/oracle-values';

const MILLION = 1_000_000;

describe('a cell', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ template: 'migrated' });
  });
  afterAll(() => database?.drop());

  const STOCK_LADDER = [1, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000];
  const dimensions = fc.record({
    belt: fc.integer({ min: 1, max: 1_023 }),
    category: fc.integer({ min: 1, max: 16_383 }),
    priceBand: fc.integer({ min: 1, max: 31 }),
    audience: fc.integer({ min: 1, max: 255 }),
    shipping: fc.integer({ min: 1, max: 4_095 }),
    stock: fc.oneof(
      fc.constantFrom(...STOCK_LADDER, ...STOCK_LADDER.map((step) => step + 1), 2_147_483_647),
      fc.constantFrom(...STOCK_LADDER.slice(1).map((step) => step - 1)),
    ),
  });
  const PACK = `
    SELECT matching_cell_key('LISTED', 'ACTIVE', false, d.belt, d.category, d.band, d.audience, d.shipping, d.stock) AS cell
      FROM unnest($1::smallint[], $2::smallint[], $3::smallint[], $4::smallint[], $5::smallint[], $6::integer[])
           WITH ORDINALITY AS d (belt, category, band, audience, shipping, stock, place) ORDER BY d.place`;

  test('packed by Postgres is unpacked to what went in, with the stock as its step on the ladder', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(dimensions, { minLength: 1, maxLength: 100 }), async (all) => {
        const columns = (['belt', 'category', 'priceBand', 'audience', 'shipping', 'stock'] as const).map(
          (name) => all.map((one) => one[name]),
        );
        const rows: { cell: string }[] = await database.dataSource.query(PACK, columns);
        const expected = all.map(({ stock, ...rest }): CellDimensions => ({
          ...rest,
          stockTier: STOCK_LADDER.filter((step) => step <= stock).length,
        }));
        expect(rows.map(({ cell }) => unpackCell(Number(cell)))).toEqual(expected);
        expect(rows.map(({ cell }) => unpackCell(-Number(cell)))).toEqual(expected);
        expect(rows.every(({ cell }) => String(Number(cell)) === cell)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ['DRAFT', 'ACTIVE', false, 5],
    ['DELISTED', 'ACTIVE', false, 5],
    ['LISTED', 'LIMITED', false, 5],
    ['LISTED', 'FROZEN', false, 5],
    ['LISTED', 'ACTIVE', true, 5],
    ['LISTED', 'ACTIVE', false, 0],
  ])('is none for what is not eligible: %s of a supplier %s, flagged %s, stock %i', async (...given) => {
    const [{ cell }] = await database.dataSource.query(
      `SELECT matching_cell_key($1, $2, $3, 1::smallint, 1::smallint, 1::smallint, 1::smallint, 1::smallint, $4) AS cell`,
      given,
    );
    expect(cell).toBeNull();
  });
});

/** A small world: few different cells and values, so that ties are frequent. */
type Row = { id: string; supplierId: string; cell: number; factors: StaticFactors; passes: boolean };
type World = {
  rows: Row[];
  values: StreamerValues;
  weights: Weights;
  allowed: number[];
  /** How far the directory's largest values lie above the truth, as they may when rows have gone. */
  slack: number;
  /** How many rows have gone from each cell, which the directory still counts. */
  gone: number;
};

const pack = (belt: number, category: number, priceBand: number, audience: number, tier: number): number =>
  belt * 2 ** 43 + category * 2 ** 29 + priceBand * 2 ** 24 + audience * 2 ** 16 + 2 ** 4 + tier;

const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const millionths = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 250_000, MILLION) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: MILLION }) },
);
const table = (length: number): fc.Arbitrary<Int32Array> =>
  fc.array(millionths, { minLength: length, maxLength: length }).map((values) => Int32Array.from(values));

const rowsOf = fc
  .array(
    fc.record({
      cell: fc.tuple(upTo(2), upTo(6), upTo(3), upTo(2), upTo(3)).map((parts) => pack(...parts)),
      supplier: upTo(6),
      factors: fc.oneof(
        fc.constant([1_000_000, 1_000_000, 1_000_000, 1_000_000]),
        fc.constantFrom([500_000, 0, 400_000, 500_000], [750_000, 250_000, 0, 500_000]),
        fc.array(millionths, { minLength: 4, maxLength: 4 }),
      ),
      passes: fc.boolean(),
    }),
    { minLength: 1, maxLength: 80 },
  )
  .map((rows) =>
    rows.map(({ cell, supplier, factors, passes }, i): Row => ({
      // In an order that is not that of the rows.
      id: `${((i * 37) % 89).toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`,
      supplierId: `supplier-${supplier}`,
      cell,
      factors: factors as unknown as StaticFactors,
      passes,
    })),
  );

const weightsOf = fc.oneof(
  fc.constant(DEFAULT_WEIGHTS),
  fc
    .constantFrom(...FACTORS)
    .map(
      (alone) =>
        Object.fromEntries(FACTORS.map((factor) => [factor, factor === alone ? MILLION : 0])) as Weights,
    ),
  fc
    .array(fc.constantFrom(0, 1, 2, 5, 50), { minLength: 9, maxLength: 9 })
    .filter((given) => given.some((weight) => weight > 0))
    .map((given) => {
      const weights = normalisedWeights(
        Object.fromEntries(ORACLE_FACTORS.map((factor, i) => [factor, given[i]])),
      );
      return Object.fromEntries(FACTORS.map((factor, i) => [factor, weights[i]!])) as Weights;
    }),
);

const world: fc.Arbitrary<World> = fc.record<World>({
  rows: rowsOf,
  values: fc.record({
    categoryAffinity: table(7),
    audienceFit: table(256),
    priceFit: fc.array(table(19), { minLength: 2, maxLength: 2 }),
    priceFitSlot: fc.constant(Uint8Array.of(0, 0, 0, 1, 1, 0, 0)),
    deliveryFit: table(4).map((few) => Int32Array.from({ length: 4_096 }, (_, i) => few[i % 4]!)),
    capacityFit: table(10),
  }),
  weights: weightsOf,
  allowed: fc.oneof(fc.constant<number[]>([1, 2, 3, 4, 5, 6]), fc.uniqueArray(upTo(6), { minLength: 1 })),
  slack: fc.constantFrom(0, 0, 1, 40_000),
  // Cells that count many are not read whole.
  gone: fc.constantFrom(0, 100),
});

const staticOf = (row: Row): number => staticScoreUnder(DEFAULT_WEIGHTS, row.factors);
const allows = ({ allowed }: World, row: Row): boolean => allowed.includes(unpackCell(row.cell).category);

function directoryOf({ rows, slack, gone }: World): CellDirectory {
  const directory = new CellDirectory();
  const most = (values: number[]): number => Math.max(...values);
  const raised = (value: number): number => Math.min(MILLION, value + slack);
  for (const cell of new Set(rows.map((row) => row.cell))) {
    const inCell = rows.filter((row) => row.cell === cell);
    const largest = [0, 1, 2, 3].map((f) => most(inCell.map(({ factors }) => factors[f]!)));
    const sums = [
      [0, 1],
      [2, 3],
      [0, 2],
      [1, 3],
      [0, 3],
      [1, 2],
    ].map(([f, g]) => most(inCell.map(({ factors }) => factors[f!]! + factors[g!]!)));
    const staticAtLargest = largest.map((value, f) =>
      most(inCell.filter(({ factors }) => factors[f] === value).map(staticOf)),
    );
    directory.put({
      cell,
      skuCount: inCell.length + gone,
      maxStatic: raised(most(inCell.map(staticOf))),
      largest: [...largest, ...sums].map((value, i) => (i < 4 ? raised(value) : value + slack)),
      staticAtLargest: staticAtLargest.map(raised) as unknown as StaticFactors,
    });
  }
  return directory;
}

const filterOf = ({ allowed }: World): CellFilter => ({
  allows: (directory, index) => allowed.includes(directory.columns.category[index]!),
  allowsGroup: ({ category }) => allowed.includes(category),
  countSkus: (directory) => directory.skuCount,
});

/** The rank key of a row, worked out from the row alone. */
function keyOf({ values, weights }: World, row: Row): number {
  const { category, priceBand, audience, shipping, stockTier } = unpackCell(row.cell);
  const times = (weight: number, value: number): number => Math.floor((weight * value + 500_000) / MILLION);
  const score =
    times(weights.CATEGORY_AFFINITY, values.categoryAffinity[category]!) +
    times(weights.AUDIENCE_FIT, values.audienceFit[audience]!) +
    times(weights.PRICE_FIT, values.priceFit[values.priceFitSlot[category]!]![priceBand]!) +
    times(weights.DELIVERY_FIT, values.deliveryFit[shipping]!) +
    times(weights.CAPACITY_FIT, values.capacityFit[stockTier]!) +
    staticScoreUnder(weights, row.factors);
  return rankKey(score, staticOf(row));
}

test('the queue yields every allowed cell once, by falling bounds that no row of the cell exceeds', () => {
  fc.assert(
    fc.property(world, (given) => {
      const directory = directoryOf(given);
      const bound = new StaticBound(given.weights);
      const queue = new CellQueue(
        directory,
        new CellScorer(directory, given.values, given.weights, bound),
        filterOf(given),
      );
      const taken: { cell: number; upper: number }[] = [];
      for (let upper = queue.head; upper >= 0; upper = queue.head) {
        taken.push({ cell: directory.columns.cell[queue.take()]!, upper });
      }
      const uppers = taken.map(({ upper }) => upper);
      expect(uppers).toEqual(uppers.toSorted((a, b) => b - a));
      const allowed = given.rows.filter((row) => allows(given, row));
      const sorted = (cells: number[]): number[] => cells.toSorted((a, b) => a - b);
      expect(sorted(taken.map(({ cell }) => cell))).toEqual(
        sorted([...new Set(allowed.map(({ cell }) => cell))]),
      );
      for (const row of allowed) {
        expect(taken.find(({ cell }) => cell === row.cell)!.upper).toBeGreaterThanOrEqual(keyOf(given, row));
      }
      expect(queue.head).toBe(-1);
    }),
    { numRuns: 300 },
  );
});

/** What the database would answer: of the range of one cell, the best rows that pass, and how many are in the range. */
function readRange(given: World, range: CellRange): ProbedRange {
  const inRange = given.rows
    .map((row) => ({ ...row, staticScore: staticOf(row), key: keyOf(given, row) }))
    .filter(({ cell, staticScore: own }) => cell === range.cell && own >= range.least && own <= range.most);
  const rows = inRange
    .filter(({ passes, key }) => passes && key >= range.floor && key <= range.ceiling)
    .filter(({ key, id }) => key < range.ceiling || id > range.after)
    .toSorted((a, b) => b.key - a.key || (a.id < b.id ? -1 : 1))

    .slice(0, range.limit);
  return { rows, examined: inRange.length };
}

test('the search finds the best in order, reading a few rows at a time, whatever ties and caps there are', () => {
  const asked = fc.record({
    wanted: fc.oneof(upTo(4), upTo(60)),
    cap: fc.constantFrom(1, 2, 1_000),
    limit: upTo(5),
  });
  fc.assert(
    fc.property(world, asked, fc.boolean(), (drawn, { wanted, cap, limit }, filtered) => {
      const given = filtered
        ? drawn
        : { ...drawn, rows: drawn.rows.map((row) => ({ ...row, passes: true })) };
      const search = new Search(directoryOf(given), {
        values: given.values,
        weights: given.weights,
        cells: filterOf(given),
        maxPerSupplier: cap,
        wanted: () => wanted,
        filtered,
      });
      for (let ranges = search.nextRanges(); ranges.length > 0; ranges = search.nextRanges()) {
        // Fewer than it asks for, so that small worlds take many rounds.
        for (const range of ranges) range.limit = Math.min(range.limit, limit);
        search.take(ranges.map((range) => readRange(given, range)));
      }
      const ofSupplier = new Map<string, number>();
      const expected = given.rows
        .filter((row) => row.passes && allows(given, row))
        .map((row) => ({ ...row, key: keyOf(given, row) }))
        .toSorted((a, b) => b.key - a.key || (a.id < b.id ? -1 : 1))
        .filter(({ supplierId }) => {
          ofSupplier.set(supplierId, (ofSupplier.get(supplierId) ?? 0) + 1);
          return ofSupplier.get(supplierId)! <= cap;
        })
        .slice(0, wanted)
        .map(({ id, key }) => ({ id, key }));
      const result: SearchResult = search.result;
      expect(result.ranked.map(({ id, key }) => ({ id, key }))).toEqual(expected);
      expect(result.exact).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
