import { sweepAlliance } from '../../src/alliance/sweep';
import { verdictsOn, type VerdictRow } from '../../src/alliance/verdicts';
import { admit, withdraw } from '../../src/alliance/decide';
import { inTransaction } from '../../src/database/transaction';
import { daysBefore, LICENCE, makeEligible, recordDay } from '../support/alliance-rows';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { rolledBack } from '../support/rolled-back';
import { insertRow, insertSku, insertSupplier, type Row } from '../support/rows';

/* The edges of the rules, what is kept of decisions, and the daily sweep, all by hand. */

const DAY = '2026-11-20';
const at = (clock: string, day = DAY): Date => new Date(`${day}T${clock}+08:00`);
const OLD = { licence: LICENCE, opened_on: '2020-01-01' };

let database: TestDatabase;
type Db = Parameters<Parameters<typeof rolledBack>[1]>[0];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** In the order of the rules: licence, rating, sales, category. */
const LICENCE_RULE = 0;
const RATING = 1;
const SALES = 2;
const CATEGORY = 3;

async function verdict(db: Db, sku: string, moment = at('12:00:00'), day = DAY): Promise<VerdictRow> {
  const [row] = (await db.query(verdictsOn('k.id = $3'), [moment, day, sku])) as [VerdictRow];
  return row;
}

/** An old licensed supplier with a SKU, in a transaction that is rolled back. */
const withSku = <T>(given: Row, work: (db: Db, sku: string, supplier: string) => Promise<T>): Promise<T> =>
  rolledBack(database.dataSource, async (db) => {
    const supplier = await insertSupplier(db, { ...OLD, ...given });
    const { id } = await insertSku(db, supplier);
    return work(db, id, supplier.id);
  });

describe('the rules', () => {
  test.each([
    [[10, 47], 4_700_000, true],
    [[100, 470], 4_700_000, true],
    [[1_000, 4_699], 4_699_000, false],
    // 4.69999966…: rounded down, not to 4.7.
    [[3_000_000, 14_099_999], 4_699_999, false],
    [[1, 5], 5_000_000, true],
    [[0, 0], null, false],
  ] as const)('rating: %j is %s, enough: %s', (ratings, actual, met) =>
    withSku({}, async (db, sku, supplier) => {
      await recordDay(db, supplier, daysBefore(DAY, 1), { ratings: [...ratings] });
      expect((await verdict(db, sku)).checks[RATING]).toMatchObject({ actual, met, waived: false });
    }),
  );

  test.each([
    [99_999, false],
    [100_000, true],
  ])('sales of %i fen are enough: %s', (sales, met) =>
    withSku({}, async (db, sku, supplier) => {
      await recordDay(db, supplier, daysBefore(DAY, 1), { sales });
      expect((await verdict(db, sku)).checks[SALES]).toMatchObject({ actual: sales, met, waived: false });
    }),
  );

  test.each([
    ['the day itself', 0, 0],
    ['the day before', 1, 7],
    ['thirty days before', 30, 7],
    ['thirty-one days before', 31, 0],
  ])('sales on %s count for the day', (_, ago, fen) =>
    withSku({}, async (db, sku, supplier) => {
      await recordDay(db, supplier, daysBefore(DAY, ago), { sales: 7 });
      expect((await verdict(db, sku)).checks[SALES]!.actual).toBe(fen);
    }),
  );

  test.each([
    ['opened thirty days ago: its thirty-first day', { opened_on: daysBefore(DAY, 30) }, false],
    ['opened twenty-nine days ago: its thirtieth day', { opened_on: daysBefore(DAY, 29) }, true],
    ['opened today', { opened_on: DAY }, true],
    // Nobody knows when it opened: it is known since then, in China, where it is a day later.
    [
      'known since twenty-nine days',
      { opened_on: null, created_at: `${daysBefore(DAY, 30)}T16:00:00Z` },
      true,
    ],
    ['known since thirty days', { opened_on: null, created_at: `${daysBefore(DAY, 30)}T15:59:59Z` }, false],
  ])('a supplier %s', (_, given, isNew) =>
    withSku(given, async (db, sku) => {
      const { checks, fee_rate } = await verdict(db, sku);
      expect(checks.map(({ waived }) => waived)).toEqual([false, isNew, isNew, false]);
      expect(fee_rate).toBe(isNew ? 10_000 : 50_000);
    }),
  );

  it('takes the first recorded day of a supplier of whom nobody knows when it opened', () =>
    withSku({ opened_on: null, created_at: at('00:00:00') }, async (db, sku, supplier) => {
      expect((await verdict(db, sku)).checks[SALES]!.waived).toBe(true);
      await recordDay(db, supplier, daysBefore(DAY, 30), {});
      expect((await verdict(db, sku)).checks[SALES]!.waived).toBe(false);
    }));

  it('asks newcomers for a licence, too', () =>
    withSku({ licence: null, opened_on: DAY }, async (db, sku) => {
      const { admissible, checks } = await verdict(db, sku);
      expect(checks[LICENCE_RULE]).toMatchObject({ met: false, waived: false });
      expect(admissible).toBe(false);
    }));

  it.each([
    [99_999_999, 10_000],
    [100_000_000, 50_000],
    [170_000_000, 50_000],
  ])('a newcomer who has sold for %i fen pays %i millionths', (sold, rate) =>
    withSku({ opened_on: daysBefore(DAY, 10) }, async (db, sku, supplier) => {
      await recordDay(db, supplier, daysBefore(DAY, 10), { sales: sold - 1 });
      await recordDay(db, supplier, daysBefore(DAY, 1), { sales: 1 });
      // Before it opened, and today: neither counts.
      await recordDay(db, supplier, daysBefore(DAY, 11), { sales: 5_000_000 });
      await recordDay(db, supplier, DAY, { sales: 5_000_000 });
      expect(await verdict(db, sku)).toMatchObject({
        fee_rate: rate,
        allowance: 100_000_000,
        used: Math.min(sold, 100_000_000),
        newcomer_until: daysBefore(DAY, -20),
      });
    }),
  );

  it('change at midnight in China, and change back where a version ends', () =>
    withSku({}, async (db, sku, supplier) => {
      await recordDay(db, supplier, daysBefore(DAY, 3), { sales: 100_000 });
      await insertRow(db, 'alliance_rule', {
        kind: 'SALES',
        threshold: 100_001,
        window_days: 30,
        newcomer_days: 30,
        valid_from: DAY,
        valid_until: daysBefore(DAY, -1),
      });
      const before = await verdict(db, sku, at('23:59:59', daysBefore(DAY, 1)), daysBefore(DAY, 1));
      const on = await verdict(db, sku, at('00:00:00'), DAY);
      const after = await verdict(db, sku, at('00:00:00', daysBefore(DAY, -1)), daysBefore(DAY, -1));
      expect([before, on, after].map(({ checks }) => checks[SALES]!.met)).toEqual([true, false, true]);
      expect(before.checks[SALES]!.rule).toBe(after.checks[SALES]!.rule);
      expect(on.checks[SALES]!.rule).not.toBe(before.checks[SALES]!.rule);
    }));

  it('inherit what is said of categories, from the nearest above', () =>
    withSku({}, async (db, sku) => {
      const [{ leaf, parent }] = (await db.query(
        `SELECT c.number AS leaf, c.parent_number AS parent FROM category c JOIN sku k ON k.category_number = c.number
          WHERE k.id = $1`,
        [sku],
      )) as [{ leaf: number; parent: number }];
      const say = (category_number: number, is_open: boolean | null, clock: string): Promise<unknown> =>
        insertRow(db, 'alliance_category', { category_number, is_open, at: at(clock) });
      const isOpen = async (clock: string): Promise<boolean> =>
        (await verdict(db, sku, at(clock))).checks[CATEGORY]!.met;
      await say(parent, false, '08:00:00');
      await say(leaf, true, '09:00:00');
      await say(leaf, null, '10:00:00');
      await say(parent, null, '11:00:00');
      const clocks = ['07:59:59', '08:00:00', '09:00:00', '10:00:00', '11:00:00'];
      const open: boolean[] = [];
      for (const clock of clocks) open.push(await isOpen(clock));
      expect(open).toEqual([true, false, true, false, true]);
    }));
});

describe('decisions', () => {
  type Kept = { cause: string; admitted: boolean; fee_rate: number | null; checks: unknown[]; actor: string };
  const kept = (sku: string): Promise<Kept[]> =>
    database.dataSource.query('SELECT * FROM alliance_decision WHERE sku_id = $1 ORDER BY at', [sku]);
  const isIn = async (sku: string): Promise<boolean> =>
    (await database.dataSource.query('SELECT in_alliance FROM sku WHERE id = $1', [sku]))[0].in_alliance;
  const apply = (sku: string): Promise<unknown> =>
    inTransaction(database.dataSource, (runner) => admit(runner, [sku], { actor: 'a', at: at('12:00:00') }));

  async function eligibleSku(): Promise<{ sku: string; supplier: string }> {
    const supplier = await insertSupplier(database.dataSource);
    await makeEligible(database.dataSource, supplier.id, DAY);
    const { id } = await insertSku(database.dataSource, supplier);
    return { sku: id, supplier: supplier.id };
  }

  it('are kept with the facts that they were made on, once, and mark the goods', async () => {
    const { sku, supplier } = await eligibleSku();
    await apply(sku);
    await apply(sku);
    expect(await isIn(sku)).toBe(true);
    const rules: { id: string }[] = await database.dataSource.query(
      `SELECT id FROM alliance_rule WHERE kind IN ('LICENCE', 'RATING', 'SALES', 'CATEGORY') ORDER BY kind`,
    );
    const facts = [null, 4_800_000, 100_000, null].map((actual, i) => ({
      rule: rules[i]!.id,
      actual,
      met: true,
      waived: false,
    }));
    const admitted = { cause: 'APPLIED', admitted: true, fee_rate: 50_000, checks: facts, actor: 'a' };
    expect(await kept(sku)).toEqual([expect.objectContaining(admitted)]);

    // What becomes known later does not touch what was kept.
    await database.dataSource.query('UPDATE supplier SET licence = NULL WHERE id = $1', [supplier]);
    await apply(sku);
    expect(await isIn(sku)).toBe(false);
    expect((await kept(sku)).map(({ admitted: was }) => was)).toEqual([true, false]);
    expect((await kept(sku))[0]).toMatchObject(admitted);
  });

  it('of a withdrawal name no rules; goods that are not in are not decided on', async () => {
    const { sku } = await eligibleSku();
    const take = (): Promise<unknown> =>
      inTransaction(database.dataSource, (runner) => withdraw(runner, [sku], { actor: 'b' }));
    await take();
    expect(await kept(sku)).toEqual([]);
    await apply(sku);
    await take();
    await take();
    expect((await kept(sku)).map(({ cause, admitted, checks }) => [cause, admitted, checks.length])).toEqual([
      ['APPLIED', true, 4],
      ['WITHDRAWN', false, 0],
    ]);
    expect(await isIn(sku)).toBe(false);
  });

  test.each(['alliance_rule', 'alliance_category', 'alliance_decision', 'board_week', 'board_entry'])(
    '%s is only ever added to',
    async (table) => {
      for (const sql of [`DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`])
        await expect(database.dataSource.query(sql)).rejects.toThrow('is only ever added to');
      const column = table === 'board_week' ? 'settled_at' : table === 'board_entry' ? 'score' : 'id';
      await expect(database.dataSource.query(`UPDATE ${table} SET ${column} = ${column}`)).rejects.toThrow(
        `${table} is only ever added to`,
      );
    },
  );

  describe('of the sweep', () => {
    const sweep = (day: string): Promise<number | undefined> =>
      sweepAlliance(database.dataSource, at('12:00:00', day));

    it('take out what the rules of the day do not let in any more, once a day, and say why', async () => {
      const staying = await eligibleSku();
      const falling = await eligibleSku();
      for (const { sku } of [staying, falling]) await apply(sku);
      await recordDay(database.dataSource, staying.supplier, daysBefore(DAY, -29), { sales: 100_000 });
      await recordDay(database.dataSource, staying.supplier, daysBefore(DAY, -80), { ratings: [1, 5] });

      // The thirtieth day after the sales is the last for which they count.
      expect(await sweep(daysBefore(DAY, -29))).toBe(0);
      expect(await sweep(daysBefore(DAY, -30))).toBe(1);
      expect([await isIn(staying.sku), await isIn(falling.sku)]).toEqual([true, false]);
      const [, last] = await kept(falling.sku);
      expect(last).toMatchObject({ cause: 'SWEPT', admitted: false, actor: 'headwater' });
      expect(last!.checks[SALES]).toMatchObject({ actual: 0, met: false, waived: false });
      expect(last!.checks[RATING]).toMatchObject({ actual: 4_800_000, met: true });

      // Done for the day; and nobody comes in by it.
      expect(await sweep(daysBefore(DAY, -30))).toBe(1);
      await recordDay(database.dataSource, falling.supplier, daysBefore(DAY, -30), { sales: 900_000 });
      expect(await sweep(daysBefore(DAY, -31))).toBe(0);
      expect(await isIn(falling.sku)).toBe(false);
      expect(await kept(falling.sku)).toHaveLength(2);
    });

    it('are due again on the same day where something is said of a category', async () => {
      const day = daysBefore(DAY, -40);
      const { sku, supplier } = await eligibleSku();
      await recordDay(database.dataSource, supplier, daysBefore(day, 1), { ratings: [1, 5], sales: 100_000 });
      await inTransaction(database.dataSource, (runner) =>
        admit(runner, [sku], { actor: 'a', at: at('12:00:00', day) }),
      );
      await sweep(day);
      expect(await isIn(sku)).toBe(true);
      await database.dataSource.query(
        `INSERT INTO alliance_category (category_number, is_open) SELECT category_number, false FROM sku WHERE id = $1`,
        [sku],
      );
      await sweep(day);
      expect(await isIn(sku)).toBe(false);
      expect((await kept(sku)).at(-1)!.checks[CATEGORY]).toMatchObject({ met: false });
      await database.dataSource.query(
        `INSERT INTO alliance_category (category_number, is_open) SELECT category_number, NULL FROM sku WHERE id = $1`,
        [sku],
      );
    });
  });
});
