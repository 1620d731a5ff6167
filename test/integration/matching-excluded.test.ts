import { IneligibleCounter } from '../../src/matching/ineligible-counts';
import { SERVICE, type Weights, weightsInput } from '../support/graphql-matches';
import { closeHealthy } from '../support/healthy';
import { Oracle, type OracleFilter } from '../support/oracle';
import { addSkus, addSupplier } from '../support/oracle-catalogue';
import { startTestServer, type TestServer } from '../support/server';
import { StatementCounter } from '../support/statement-counter';

/** Much arithmetic; a machine that is shared may take several times as long as it should. */
jest.setTimeout(120_000);

const counter = new StatementCounter();
let server: TestServer;
let oracle: Oracle;

beforeAll(async () => {
  server = await startTestServer({ template: 'demo', logger: counter });
  oracle = await Oracle.load(server.database.dataSource);
});
afterAll(() => closeHealthy(server));

const HANDLE = 'yiwu-xiaomei';

const QUERY = `query ($handle: String!, $first: Int, $after: String, $filter: MatchFilter, $weights: MatchWeightsInput) {
  streamer(handle: $handle) { matches(first: $first, after: $after, filter: $filter, weights: $weights) {
    edges { rank } pageInfo { endCursor } diagnostics { skusConsidered excluded { reason count } } } } }`;

type Asked = { first?: number; after?: string; filter?: OracleFilter; weights?: Weights };
type Told = {
  ranks: number[];
  endCursor: string;
  considered: number;
  reasons: string[];
  counts: Record<string, number>;
};

async function ask({ weights, ...asked }: Asked = {}): Promise<Told> {
  const variables = { handle: HANDLE, ...asked, weights: weightsInput(weights) };
  const { data, errors } = await server.query(QUERY, { variables, as: SERVICE });
  expect(errors).toBeUndefined();
  const { edges, pageInfo, diagnostics } = data.streamer.matches;
  const excluded: { reason: string; count: number }[] = diagnostics.excluded;
  return {
    ranks: edges.map(({ rank }: { rank: number }) => rank),
    endCursor: pageInfo.endCursor,
    considered: diagnostics.skusConsidered,
    reasons: excluded.map(({ reason }) => reason),
    counts: Object.fromEntries(excluded.map(({ reason, count }) => [reason, count])),
  };
}

/** Each SKU that is not eligible under the first reason, by plain SQL over all of them, and over the suppliers' own rows. */
const BY_FIRST_REASON = `
  SELECT CASE WHEN k.status <> 'LISTED' THEN 'NOT_LISTED' WHEN p.status <> 'ACTIVE' THEN 'SUPPLIER_NOT_ACTIVE'
              WHEN k.flagged THEN 'FLAGGED' WHEN k.stock = 0 THEN 'OUT_OF_STOCK' END AS reason, count(*)::integer AS count
    FROM sku k JOIN supplier p ON p.id = k.supplier_id GROUP BY 1`;

async function byFirstReason(): Promise<Record<string, number>> {
  const rows: { reason: string | null; count: number }[] =
    await server.database.dataSource.query(BY_FIRST_REASON);
  return Object.fromEntries(rows.map(({ reason, count }) => [reason ?? 'ELIGIBLE', count]));
}

describe('goods that are not eligible', () => {
  it('are counted once, under the first reason, and nothing is left over', async () => {
    const { ELIGIBLE, ...expected } = await byFirstReason();
    expect(Object.values(expected).every((count) => count > 0)).toBe(true);
    const { reasons, counts, considered } = await ask();
    expect(reasons).toEqual([
      'NOT_LISTED',
      'SUPPLIER_NOT_ACTIVE',
      'FLAGGED',
      'OUT_OF_STOCK',
      'FILTERED',
      'SUPPLIER_LIMIT',
    ]);
    expect(counts).toMatchObject({ ...expected, FILTERED: 0 });
    expect(considered).toBe(ELIGIBLE);
  });

  it('are counted by one statement for all who ask at the same time, and by none where nobody asks', async () => {
    const ofCounting = (statements: string[]): number =>
      statements.filter((statement) => statement.includes('cell IS NULL')).length;
    const fresh = new IneligibleCounter(server.database.dataSource, 60_000);
    const first = await counter.during(() => Promise.all(Array.from({ length: 30 }, () => fresh.current())));
    expect(ofCounting(first)).toBe(1);
    expect(ofCounting(await counter.during(() => fresh.current()))).toBe(0);
    const silent = await counter.during(() =>
      server.query(`{ streamer(handle: "${HANDLE}") { matches { diagnostics { skusConsidered } } } }`, {
        as: SERVICE,
      }),
    );
    expect(silent.length).toBeGreaterThan(0);
    expect(ofCounting(silent)).toBe(0);
  });

  it('are counted anew once the count is too old, and stand as they were until then', async () => {
    const db = server.database.dataSource;
    const kept = new IneligibleCounter(db, 60_000);
    const expired = new IneligibleCounter(db, 0);
    const before = Object.fromEntries(await kept.current());
    const supplier = await addSupplier(db);
    await addSkus(db, supplier, [
      { status: 'DRAFT' },
      { flagged: true },
      { flagged: true, stock: 0 },
      { stock: 0 },
      {},
    ]);
    expect(Object.fromEntries(await kept.current())).toEqual(before);
    const plus = { NOT_LISTED: 1, FLAGGED: 2, OUT_OF_STOCK: 1 };
    const after = Object.fromEntries(
      Object.entries(before).map(([reason, count]) => [
        reason,
        count + (plus[reason as keyof typeof plus] ?? 0),
      ]),
    );
    expect(Object.fromEntries(await expired.current())).toEqual(after);

    await db.query(`UPDATE supplier SET status = 'LIMITED' WHERE id = $1`, [supplier]);
    const { ELIGIBLE: _, ...expected } = await byFirstReason();
    expect(Object.fromEntries(await expired.current())).toEqual(expected);
    await db.query('DELETE FROM sku WHERE supplier_id = $1', [supplier]);
    expect(Object.fromEntries(await expired.current())).toEqual(before);
    await server.app.matching.sync.refresh();
  });

  it('are counted again after a count that failed', async () => {
    const db = server.database.dataSource;
    const fresh = new IneligibleCounter(db, 60_000);
    await db.query('ALTER TABLE sku RENAME COLUMN flagged TO away');
    await expect(fresh.current()).rejects.toThrow('flagged');
    await db.query('ALTER TABLE sku RENAME COLUMN away TO flagged');
    const { ELIGIBLE: _, ...expected } = await byFirstReason();
    expect(Object.fromEntries(await fresh.current())).toEqual(expected);
  });
});

describe('goods that the filter leaves out', () => {
  const ELIGIBLE = `k.status = 'LISTED' AND p.status = 'ACTIVE' AND NOT k.flagged AND k.stock > 0`;
  const LADDER = '(VALUES (1), (10), (30), (100), (300), (1000), (3000), (10000), (30000))';
  /** A SKU's price band and the floor of its step of stock, by the tables of the specification. */
  const TIERED = `
    SELECT b.slug AS belt, c.slug AS category, band.min_fen, band.max_fen,
           ladder.step,
           max(p.quality) OVER (PARTITION BY b.number, c.number, band.number, k.audience_number, k.shipping_number, step)
             AS best_quality
      FROM sku k JOIN supplier p ON p.id = k.supplier_id JOIN belt b ON b.number = p.belt_number
      JOIN category c ON c.number = k.category_number
      JOIN price_band band ON band.min_fen <= k.live_price AND (band.max_fen > k.live_price OR band.max_fen IS NULL)
     CROSS JOIN LATERAL (SELECT max(floor) AS step FROM ${LADDER} AS steps (floor) WHERE floor <= k.stock) ladder
     WHERE ${ELIGIBLE}`;

  const countWhere = async (condition: string): Promise<number> => {
    const [{ count }] = await server.database.dataSource.query(
      `SELECT count(*)::integer AS count FROM (${TIERED}) t WHERE ${condition}`,
    );
    return count;
  };

  it.each<[what: string, filter: OracleFilter, leftOut: string]>([
    ['by belt', { belts: ['yiwu', 'foshan'] }, `belt NOT IN ('yiwu', 'foshan')`],
    ['by category', { categories: ['dresses'] }, `category <> 'dresses'`],
    ['by the whole price band', { price: { min: '60', max: '85' } }, 'min_fen > 8500 OR max_fen <= 6000'],
    ['by the whole step of stock', { minStock: 450 }, 'step < 300'],
    ['by the best quality of the cell', { minQuality: 0.8 }, 'best_quality < 800000'],
    ['by several at once', { belts: ['yiwu'], minStock: 30 }, `belt <> 'yiwu' OR step < 30`],
    ['not by text or guarantees', { text: '女', guarantees: ['TENFOLD_IF_FAKE'] }, 'false'],
  ])('are counted %s, and with those considered are all', async (_, filter, leftOut) => {
    const expected = await countWhere(leftOut);
    expect(expected > 0).toBe(leftOut !== 'false');
    const { counts, considered } = await ask({ filter });
    expect(counts.FILTERED).toBe(expected);
    expect(counts.FILTERED! + considered).toBe(await countWhere('true'));
  });
});

describe('goods that the limit per supplier leaves out', () => {
  /** What stands above the last place, but for the places; all but the places where the ranking ends with them. */
  function passedOver({ filter = {}, weights }: Asked, end: number): number {
    const { matches } = oracle.rank(HANDLE, filter, weights);
    const everything = oracle.rank(HANDLE, { ...filter, maxPerSupplier: Infinity }, weights).matches;
    if (matches.length <= end) return everything.length - matches.length;
    const last = matches[end - 1];
    return last ? everything.findIndex(({ id }) => id === last.id) - (end - 1) : 0;
  }

  it.each<[what: string, asked: Asked]>([
    ['on a page of 20', {}],
    ['on a page of one', { first: 1 }],
    ['on an empty page', { first: 0 }],
    ['where one of each supplier is let through', { first: 100, filter: { maxPerSupplier: 1 } }],
    ['where nobody is passed over', { first: 100, filter: { maxPerSupplier: 1_000 } }],
    ['under other weights', { first: 50, weights: { SUPPLIER_QUALITY: 5, MOMENTUM: 2 } }],
    ['of those that a filter of rows lets through', { first: 50, filter: { text: '女', maxPerSupplier: 2 } }],
    ['where there are none at all', { filter: { text: '没有这样的货品' } }],
  ])('are counted %s', async (_, asked) => {
    const { counts } = await ask(asked);
    expect(counts.SUPPLIER_LIMIT).toBe(passedOver(asked, asked.first ?? 20));
  });

  it('are all that is not on the page where the goods end on it', async () => {
    const filter = { belts: ['ruili'], maxPerSupplier: 1 };
    const { ranks, counts } = await ask({ first: 100, filter });
    expect(ranks.length).toBeLessThan(100);
    const { eligible } = oracle.rank(HANDLE, filter);
    expect(counts.SUPPLIER_LIMIT).toBe(eligible - ranks.length);
    expect(counts.SUPPLIER_LIMIT).toBeGreaterThan(0);
  });

  it('are counted from the best on, page after page, up to the last rank', async () => {
    let after: string | undefined;
    for (let end = 100; end <= 1_000; end += 100) {
      const { ranks, endCursor, counts }: Told = await ask({ first: 100, after });
      expect([ranks.at(-1), counts.SUPPLIER_LIMIT]).toEqual([end, passedOver({}, end)]);
      after = endCursor;
    }
    expect(passedOver({}, 1_000)).toBeGreaterThan(1_000);
  });
});
