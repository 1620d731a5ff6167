import type { DataSource } from 'typeorm';
import { ExposureCounter } from '../../src/exposure/exposure-counter';
import { NewcomerDays } from '../../src/exposure/newcomer-days';
import { settleNewcomers } from '../../src/exposure/settle-newcomers';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { addSkus, addSupplier } from '../support/oracle-catalogue';

/** The day that is settled, and what a clock in China shows on it. */
const DAY = '2026-11-22';
const clock = (time: string, day = DAY): number => Date.parse(`${day}T${time}+08:00`);

let database: TestDatabase;
let db: DataSource;
beforeAll(async () => {
  database = await createTestDatabase({ template: 'migrated' });
  db = database.dataSource;
});
afterAll(() => database.drop());
beforeEach(() => db.query('TRUNCATE sku, supplier, supplier_exposure, newcomer_day CASCADE'));

const fail = (error: unknown): never => {
  throw error;
};

/** A process that settles at that moment, as far as it does. */
const settleAt = (now: number): Promise<void> => new NewcomerDays(db, fail, () => now).settle();

type Given = { shown?: Record<string, number>; quality?: number; goods?: number; status?: string };

/** A supplier with one eligible good, unless something else is said. */
async function supplier({ shown = {}, quality, goods = 1, status }: Given): Promise<string> {
  const id = await addSupplier(db, { quality });
  await addSkus(
    db,
    id,
    Array.from({ length: goods }, () => ({})),
  );
  for (const [day, count] of Object.entries(shown))
    await db.query('INSERT INTO supplier_exposure VALUES ($1, $2, $3)', [id, day, count]);
  if (status) await db.query('UPDATE supplier SET status = $2 WHERE id = $1', [id, status]);
  return id;
}

async function newcomers(): Promise<string[]> {
  const rows: { id: string }[] = await db.query('SELECT id FROM supplier WHERE newcomer ORDER BY id');
  return rows.map(({ id }) => id);
}

describe('newcomers of a day', () => {
  it('are nobody while nothing has been shown', async () => {
    await supplier({});
    await supplier({ shown: { [DAY]: 50 } });
    await settleAt(clock('12:00'));
    expect(await newcomers()).toEqual([]);
    expect(await db.query('SELECT supplier_ids FROM newcomer_day')).toEqual([{ supplier_ids: [] }]);
  });

  it('were shown less than a quarter as often as the mean supplier with eligible goods', async () => {
    // 100 + 60 + 10 + 9 + 0 + 21 = 200 over five: the mean is 40, a quarter of it 10.
    await supplier({ shown: { '2026-11-21': 70, '2026-11-01': 30 } });
    await supplier({ shown: { '2026-11-20': 60 } });
    await supplier({ shown: { '2026-11-21': 10 } });
    const nine = await supplier({ shown: { '2026-11-21': 9 } });
    await supplier({ shown: { '2026-11-21': 21 } });
    // Neither of these is of the market: with them, the mean would be 1,040 or 29.
    await supplier({ shown: { '2026-11-21': 5_000 }, status: 'LIMITED' });
    await supplier({ goods: 0 });
    await settleAt(clock('12:00'));
    expect(await newcomers()).toEqual([nine]);
  });

  it('may have been shown before the thirty days, and on the day itself', async () => {
    await supplier({ shown: { '2026-11-21': 100 } });
    const long = await supplier({ shown: { '2026-10-22': 900 } });
    const today = await supplier({ shown: { [DAY]: 900 } });
    await supplier({ shown: { '2026-10-23': 90 } });
    await settleAt(clock('12:00'));
    expect(await newcomers()).toEqual([long, today].toSorted());
  });

  it('have a quality of 0.6 at least', async () => {
    await supplier({ shown: { '2026-11-21': 1_000 } });
    const enough = await supplier({ quality: 600_000 });
    await supplier({ quality: 599_999 });
    await settleAt(clock('12:00'));
    expect(await newcomers()).toEqual([enough]);
  });

  it('are the same whenever in the day they are chosen, whatever is shown meanwhile', async () => {
    const well = await supplier({ shown: { '2026-11-21': 40 } });
    const little = await supplier({ shown: { '2026-11-21': 1 } });
    const counter = new ExposureCounter(db, fail, () => clock('00:00'));
    // Served before midnight, written after it: it is the new day's.
    counter.count(Array.from({ length: 500 }, () => little));
    await counter.flush();
    await settleAt(clock('00:01'));
    const atOnce = await newcomers();
    await db.query('DELETE FROM newcomer_day');
    counter.count(Array.from({ length: 9_000 }, () => little));
    await counter.flush();
    await settleAt(clock('23:59:59'));
    expect({ atOnce, late: await newcomers() }).toEqual({ atOnce: [little], late: [little] });

    await settleAt(clock('00:01', '2026-11-23'));
    expect(await newcomers()).toEqual([well]);
  });

  it('stay for the day, whatever becomes of them; a supplier that is no longer active leaves with its goods', async () => {
    await supplier({ shown: { '2026-11-21': 1_000 } });
    const worse = await supplier({});
    const limited = await supplier({});
    const late = await supplier({ goods: 0 });
    await settleAt(clock('08:00'));
    await db.query('UPDATE supplier SET quality = 0 WHERE id = $1', [worse]);
    await db.query(`UPDATE supplier SET status = 'LIMITED' WHERE id = $1`, [limited]);
    await addSkus(db, late, [{}]);
    await settleAt(clock('20:00'));
    expect(await newcomers()).toEqual([worse, limited].toSorted());
    const cells = await db.query(
      'SELECT supplier_id, cell < 0 AS below FROM sku WHERE supplier_id = ANY ($1) ORDER BY supplier_id',
      [[worse, limited, late]],
    );
    expect(cells).toEqual(
      [
        { supplier_id: worse, below: true },
        { supplier_id: limited, below: null },
        { supplier_id: late, below: false },
      ].toSorted((a, b) => (a.supplier_id < b.supplier_id ? -1 : 1)),
    );

    await settleAt(clock('08:00', '2026-11-23'));
    expect(await newcomers()).toEqual([late]);
  });

  it('are not chosen in the first minute, in which the day before is still being written', async () => {
    const settled = (): Promise<unknown> =>
      db.query('SELECT day::text FROM newcomer_day WHERE applied_at IS NOT NULL ORDER BY day');
    await settleAt(clock('00:00:59.999'));
    expect(await settled()).toEqual([{ day: '2026-11-21' }]);
    await settleAt(clock('00:01'));
    expect(await settled()).toEqual([{ day: '2026-11-21' }, { day: DAY }]);
  });

  it('are all told, and told on where a process died over it', async () => {
    await supplier({ shown: { '2026-11-21': 1_000 } });
    const many: string[] = [];
    for (let i = 0; i < 120; i++) many.push(await supplier({}));
    await db.query(`CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF (SELECT count(*) >= 50 FROM supplier WHERE newcomer) THEN RAISE EXCEPTION 'died'; END IF; RETURN NULL; END $$;
      CREATE TRIGGER die BEFORE UPDATE ON supplier FOR EACH STATEMENT EXECUTE FUNCTION die()`);
    await expect(settleNewcomers(db, DAY)).rejects.toThrow('died');
    expect(await newcomers()).toEqual(many.toSorted().slice(0, 50));

    await db.query('DROP TRIGGER die ON supplier; DROP FUNCTION die()');
    expect(await settleNewcomers(db, DAY)).toBe(true);
    expect(await newcomers()).toEqual(many.toSorted());
  });

  it('are told by whoever settles next where a process was asked to stop', async () => {
    await supplier({ shown: { '2026-11-21': 1_000 } });
    const newcomer = await supplier({});
    expect(await settleNewcomers(db, DAY, AbortSignal.abort())).toBe(false);
    expect(await newcomers()).toEqual([]);
    expect(await settleNewcomers(db, DAY)).toBe(true);
    expect(await newcomers()).toEqual([newcomer]);
  });

  it('and what was shown are forgotten after ninety days', async () => {
    const old = await supplier({ shown: { '2026-08-23': 1, '2026-08-24': 2 } });
    await settleNewcomers(db, '2026-08-23');
    await settleNewcomers(db, '2026-08-24');
    await settleNewcomers(db, DAY);
    expect(await db.query('SELECT supplier_id, day::text, shown FROM supplier_exposure')).toEqual([
      { supplier_id: old, day: '2026-08-24', shown: 2 },
    ]);
    expect(await db.query('SELECT day::text FROM newcomer_day ORDER BY day')).toEqual([
      { day: '2026-08-24' },
      { day: DAY },
    ]);
  });
});
