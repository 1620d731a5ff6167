import type { DataSource } from 'typeorm';
import { inTransaction } from '../../src/database/transaction';
import { DailyQuality } from '../../src/quality/daily-quality';
import { settleQuality } from '../../src/quality/settle-quality';
import { settleSuppliers, type SettleOptions } from '../../src/quality/settle-suppliers';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { addSkus, addSupplier } from '../support/oracle-catalogue';

const DAY = '2026-11-22';

let database: TestDatabase;
let db: DataSource;
beforeAll(async () => {
  database = await createTestDatabase({ template: 'migrated' });
  db = database.dataSource;
});
afterAll(() => database.drop());
beforeEach(() => db.query('TRUNCATE sku, supplier, quality_prior, quality_run CASCADE'));

const settle = (ids: string[], options: SettleOptions = {}): Promise<string[]> =>
  inTransaction(db, (runner) => settleSuppliers(runner, ids, { day: DAY, halfLifeDays: 60, ...options }));

type Figures = Partial<Record<'orders' | 'dispatched_in_time' | 'ratings' | 'rating_sum', number>>;
const addDay = (supplier: string, day: string, figures: Figures, source = 'shop'): Promise<unknown> => {
  const names = Object.keys(figures);
  return db.query(
    `INSERT INTO supplier_metric_day (supplier_id, day, source, ${names.join(', ')})
     VALUES ($1, $2, $3, ${names.map((_, i) => `$${i + 4}`).join(', ')})`,
    [supplier, day, source, ...Object.values(figures)],
  );
};
/** As a generated catalogue brings it: observed, of how many, with what was expected. */
const addMetric = (supplier: string, metric: string, observed: number, size: number): Promise<unknown> =>
  db.query(
    `INSERT INTO supplier_metric
       (supplier_id, metric, observed, sample_size, estimate, prior_mean, prior_strength, prior_deviation)
     VALUES ($1, $2, $3, $4, $3, $3, 1, NULL)`,
    [supplier, metric, observed, size],
  );
type Metric = { observed: number | null; sample_size: number; estimate: number; prior_mean: number };
const metricOf = async (supplier: string, metric: string): Promise<Metric | undefined> => {
  const [row] = await db.query<Metric[]>(
    `SELECT observed, sample_size, estimate, prior_mean FROM supplier_metric WHERE supplier_id = $1 AND metric = $2`,
    [supplier, metric],
  );
  return row;
};
const qualityOf = async (supplier: string): Promise<number> => {
  const [row] = await db.query<[{ quality: number }]>('SELECT quality FROM supplier WHERE id = $1', [
    supplier,
  ]);
  return row.quality;
};

describe('days', () => {
  it('count half after the half-life, a quarter after two, and those of all sources together', async () => {
    const supplier = await addSupplier(db);
    await addDay(supplier, DAY, { orders: 100, dispatched_in_time: 100 });
    // 60 and 120 days before.
    await addDay(supplier, '2026-09-23', { orders: 200, dispatched_in_time: 100 });
    await addDay(supplier, '2026-09-23', { orders: 100, dispatched_in_time: 0 }, 'other');
    await addDay(supplier, '2026-07-25', { orders: 400, dispatched_in_time: 0 });
    expect(await settle([supplier])).toEqual([supplier]);
    // 100 + ½ · 300 + ¼ · 400 orders, of which 100 + ½ · 100 in time; the platform's 0.92 is worth 50.
    const found = await metricOf(supplier, 'ON_TIME_DISPATCH');
    expect(found).toMatchObject({ sample_size: 350, prior_mean: 0.92 });
    expect(found!.observed).toBeCloseTo(150 / 350, 12);
    expect(found!.estimate).toBeCloseTo((150 + 46) / 400, 12);
    expect(await metricOf(supplier, 'RATING')).toMatchObject({
      observed: null,
      sample_size: 0,
      estimate: 4.7,
    });
  });

  it('that are too old to count leave nothing, and whoever had something before days has it no more', async () => {
    const supplier = await addSupplier(db);
    await addMetric(supplier, 'ON_TIME_DISPATCH', 0.1, 5_000);
    await addDay(supplier, '2020-01-01', { orders: 1_000, dispatched_in_time: 10 });
    for (const halfLifeDays of [1, 60, 3_650]) {
      await settle([supplier], { halfLifeDays, leastChange: 0 });
      const { sample_size } = (await metricOf(supplier, 'ON_TIME_DISPATCH'))!;
      // Six years and 326 days are 0.69 half-lives of ten years.
      expect(sample_size).toBe(halfLifeDays === 3_650 ? Math.round(1_000 * 0.5 ** (2_517 / 3_650)) : 0);
    }
  });

  it('are not needed: a supplier without any keeps what it has', async () => {
    const supplier = await addSupplier(db);
    await addMetric(supplier, 'RATING', 4.9, 5_000);
    await settle([supplier]);
    expect(await metricOf(supplier, 'RATING')).toMatchObject({
      observed: 4.9,
      sample_size: 5_000,
      prior_mean: 4.7,
    });
  });

  it('leave credit points to whoever keeps them, and count these', async () => {
    const [poor, rich] = [await addSupplier(db), await addSupplier(db)];
    await addMetric(poor, 'CREDIT', 10, 1);
    await addMetric(rich, 'CREDIT', 100, 1);
    for (const supplier of [poor, rich]) await addDay(supplier, DAY, { ratings: 10, rating_sum: 48 });
    await settle([poor, rich]);
    expect(await metricOf(poor, 'CREDIT')).toMatchObject({ observed: 10, sample_size: 1, estimate: 10 });
    // A tenth of the score, 90 points of a hundred apart.
    expect((await qualityOf(rich)) - (await qualityOf(poor))).toBe(90_000);
  });
});

describe('a score', () => {
  it('is written where it changes by enough, with its copies, and else not at all', async () => {
    const supplier = await addSupplier(db, { quality: 500_000 });
    await addSkus(db, supplier, [{}, {}]);
    await addDay(supplier, DAY, { ratings: 1_000, rating_sum: 4_800 });
    expect(await settle([supplier])).toEqual([supplier]);
    const quality = await qualityOf(supplier);
    expect(await db.query('SELECT DISTINCT supplier_quality FROM sku')).toEqual([
      { supplier_quality: quality },
    ]);
    // The same again finds nothing to write.
    expect(await settle([supplier], { leastChange: 1 })).toEqual([]);
    const before = await metricOf(supplier, 'RATING');
    await db.query('UPDATE supplier_metric_day SET rating_sum = 4797');
    expect(await settle([supplier])).toEqual([]);
    expect([await qualityOf(supplier), await metricOf(supplier, 'RATING')]).toEqual([quality, before]);
    expect(await settle([supplier], { leastChange: 100 })).toEqual([supplier]);
    expect(await metricOf(supplier, 'RATING')).toMatchObject({ observed: 4.797 });
  });

  it('is the sum of what is stored beside it', async () => {
    const supplier = await addSupplier(db);
    await addDay(supplier, DAY, { orders: 30, dispatched_in_time: 20, ratings: 10, rating_sum: 30 });
    await settle([supplier]);
    const rows: { metric: string; estimate: number }[] = await db.query(
      'SELECT metric, estimate FROM supplier_metric',
    );
    const of = Object.fromEntries(rows.map(({ metric, estimate }) => [metric, estimate])) as Record<
      string,
      number
    >;
    // The formulas of docs/quality.md, once more.
    const score =
      0.3 * ((of.RATING! - 1) / 4) ** 4 +
      0.2 * of.ON_TIME_DISPATCH! +
      0.1 * of.REPLY_RATE! +
      0.2 / (1 + of.QUALITY_RETURN_RATE! / 0.02) +
      0.1 / (1 + of.DISPUTE_RATE! / 0.005) +
      0.001 * of.CREDIT!;
    expect(Math.abs((await qualityOf(supplier)) - score * 1_000_000)).toBeLessThan(4);
  });
});

describe('the run of a day', () => {
  const addMarket = async (count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let i = 0; i < count; i++) {
      const supplier = await addSupplier(db, { belt: i % 3 === 0 ? 'sihui' : 'yiwu', quality: 1 });
      await addMetric(
        supplier,
        'ON_TIME_DISPATCH',
        i % 3 === 0 ? 0.7 + (i % 5) / 50 : 0.95 + (i % 5) / 100,
        1_000,
      );
      ids.push(supplier);
    }
    return ids.toSorted();
  };

  it('estimates what is expected of each belt, and settles all suppliers by it', async () => {
    await addMarket(240);
    const stranger = await addSupplier(db, { belt: 'sihui', quality: 1 });
    const nowhere = await addSupplier(db, { belt: 'ruili', quality: 1 });
    const run = await settleQuality(db, DAY);
    expect(run).toMatchObject({ day: DAY, suppliers: 242, changed: 242, finishedAt: expect.any(Date) });
    const rows: { slug: string; mean: number; suppliers: number; strength: number }[] = await db.query(
      `SELECT b.slug, p.mean, p.suppliers, p.strength FROM quality_prior p JOIN belt b ON b.number = p.belt_number
        WHERE p.metric = 'ON_TIME_DISPATCH'`,
    );
    const priors = new Map(rows.map((row) => [row.slug, row]));
    const [{ belts }] = await db.query('SELECT count(*)::integer AS belts FROM belt');
    expect(priors.size).toBe(belts);
    // Means of 0.7 to 0.78, and of 0.95 to 0.99.
    expect(priors.get('sihui')).toMatchObject({ suppliers: 80, mean: expect.closeTo(0.74, 2) });
    expect(priors.get('yiwu')).toMatchObject({ suppliers: 160, mean: expect.closeTo(0.97, 2) });
    const market = priors.get('ruili')!;
    expect(market.suppliers).toBe(0);
    expect(market.mean).toBeGreaterThan(0.75);
    expect(market.mean).toBeLessThan(0.96);
    expect((await metricOf(stranger, 'ON_TIME_DISPATCH'))!.estimate).toBe(priors.get('sihui')!.mean);
    expect((await metricOf(nowhere, 'ON_TIME_DISPATCH'))!.estimate).toBe(market.mean);
  });

  it('is done once, and anew where that is asked for', async () => {
    const [first] = await addMarket(30);
    await settleQuality(db, DAY);
    await db.query('UPDATE supplier SET quality = 5 WHERE id = $1', [first]);
    await settleQuality(db, DAY);
    expect(await qualityOf(first!)).toBe(5);
    expect(await settleQuality(db, DAY, { again: true })).toMatchObject({ suppliers: 30, changed: 1 });
    expect(await qualityOf(first!)).toBeGreaterThan(5);
  });

  it('is gone on with where it was stopped', async () => {
    const ids = await addMarket(250);
    const stopping = new AbortController();
    const stopped = await settleQuality(db, DAY, {
      signal: stopping.signal,
      onProgress: () => stopping.abort(),
    });
    expect(stopped).toMatchObject({ suppliers: 100, settledTo: ids[99], finishedAt: null });
    expect(await qualityOf(ids[99]!)).toBeGreaterThan(1);
    expect(await qualityOf(ids[100]!)).toBe(1);
    // What is settled already is not looked at again.
    await db.query('UPDATE supplier SET quality = 5 WHERE id = $1', [ids[0]]);
    expect(await settleQuality(db, DAY)).toMatchObject({
      suppliers: 250,
      changed: 250,
      finishedAt: expect.any(Date),
    });
    expect(await qualityOf(ids[0]!)).toBe(5);
  });

  it('is left to the process that is at it', async () => {
    await addMarket(3);
    const other = db.createQueryRunner();
    try {
      await other.query('SELECT pg_advisory_lock(4711018)');
      expect(await settleQuality(db, DAY)).toBeNull();
    } finally {
      await other.query('SELECT pg_advisory_unlock(4711018)');
      await other.release();
    }
    expect(await settleQuality(db, DAY)).toMatchObject({ suppliers: 3 });
  });

  it('begins a minute after midnight in China, in each process that runs', async () => {
    await addMarket(3);
    const at = async (time: string): Promise<string[]> => {
      const fail = (error: unknown): never => {
        throw error;
      };
      await new DailyQuality(db, fail, () => Date.parse(time)).settle();
      const rows: { day: string }[] = await db.query('SELECT day::text FROM quality_run ORDER BY day');
      return rows.map(({ day }) => day);
    };
    expect(await at('2026-11-22T23:59:59+08:00')).toEqual(['2026-11-22']);
    expect(await at('2026-11-23T00:00:59+08:00')).toEqual(['2026-11-22']);
    expect(await at('2026-11-23T00:01:00+08:00')).toEqual(['2026-11-22', '2026-11-23']);
    // A season later, what went on is forgotten.
    expect(await at('2027-03-01T12:00:00+08:00')).toEqual(['2027-03-01']);
  });
});

it('a generated catalogue has nothing for its first run to change', async () => {
  const demo = await createTestDatabase({ template: 'demo' });
  try {
    const run = await settleQuality(demo.dataSource, DAY);
    expect(run!.suppliers).toBeGreaterThan(100);
    expect(run!.changed).toBe(0);
  } finally {
    await demo.drop();
  }
});
