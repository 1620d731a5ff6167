import { DataSource } from 'typeorm';
import { LOCKS } from '../../src/database/locks';
import { ExposureCounter } from '../../src/exposure/exposure-counter';
import { settleNewcomers } from '../../src/exposure/settle-newcomers';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { addSkus, addSupplier } from '../support/oracle-catalogue';
import { Random } from '../support/oracle-random';
import { until } from '../support/started';

const DAY = '2026-11-22';
const NOON = Date.parse(`${DAY}T12:00:00+08:00`);

let database: TestDatabase;
let db: DataSource;
/** What further processes would have. */
let others: DataSource[];
beforeAll(async () => {
  database = await createTestDatabase({ template: 'migrated' });
  db = database.dataSource;
  others = await Promise.all([1, 2, 3].map(() => new DataSource(db.options).initialize()));
});
afterAll(async () => {
  for (const other of others) await other.destroy();
  await database.drop();
});
beforeEach(() => db.query('TRUNCATE sku, supplier, supplier_exposure, newcomer_day CASCADE'));

const fail = (error: unknown): never => {
  throw error;
};

/** Sessions that wait for a lock. */
const WAITS = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

async function suppliers(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const id = await addSupplier(db);
    await addSkus(db, id, [{}]);
    ids.push(id);
  }
  return ids.toSorted();
}

async function shown(): Promise<Record<string, number>> {
  const rows = await db.query(`SELECT supplier_id AS id, shown FROM supplier_exposure WHERE day = $1`, [DAY]);
  return Object.fromEntries(rows.map(({ id, shown: times }: { id: string; shown: number }) => [id, times]));
}

test('several processes that write the same suppliers at once lose nothing, and count nothing twice', async () => {
  const ids = await suppliers(40);
  const random = new Random(7);
  const counters = others.map((dataSource) => new ExposureCounter(dataSource, fail, () => NOON));
  const expected: Record<string, number> = {};
  for (let round = 0; round < 25; round++) {
    for (const counter of counters) {
      // In another order each: crosswise, if they were not put in order.
      const some = Array.from({ length: 60 }, () => random.pick(ids));
      for (const id of some) expected[id] = (expected[id] ?? 0) + 1;
      counter.count(some);
    }
    await Promise.all(counters.map((counter) => counter.flush()));
  }
  expect(await shown()).toEqual(expected);
});

test('what is counted while it is written, or cannot be written, is written once, later', async () => {
  const [one, two] = (await suppliers(2)) as [string, string];
  const counter = new ExposureCounter(db, fail, () => NOON);
  counter.count([one, one, two]);
  const gate = db.createQueryRunner();
  await gate.startTransaction();
  await gate.query('LOCK TABLE supplier_exposure');
  const writing = counter.flush();
  await until(async () => (await db.query(WAITS)).length === 1, 'it writes');
  counter.count([one]);
  await gate.rollbackTransaction();
  await gate.release();
  await writing;
  expect(await shown()).toEqual({ [one]: 2, [two]: 1 });

  await db.query('ALTER TABLE supplier_exposure RENAME TO elsewhere');
  await expect(counter.flush()).rejects.toThrow('supplier_exposure');
  counter.count([two, two]);
  await expect(counter.flush()).rejects.toThrow('supplier_exposure');
  await db.query('ALTER TABLE elsewhere RENAME TO supplier_exposure');
  await counter.flush();
  await counter.flush();
  expect(await shown()).toEqual({ [one]: 3, [two]: 3 });
});

test('a supplier that is deleted meanwhile keeps nobody else’s counts from being written', async () => {
  const [one, two] = (await suppliers(2)) as [string, string];
  const counter = new ExposureCounter(db, fail, () => NOON);
  counter.count([one, two]);
  await db.query('DELETE FROM sku WHERE supplier_id = $1', [one]);
  await db.query('DELETE FROM supplier WHERE id = $1', [one]);
  await counter.flush();
  expect(await shown()).toEqual({ [two]: 1 });
});

test('what is still in memory is written when the process stops', async () => {
  const [one] = (await suppliers(1)) as [string];
  const counter = new ExposureCounter(db, fail, () => NOON);
  counter.start();
  counter.count([one]);
  await counter.stop();
  expect(await shown()).toEqual({ [one]: 1 });
});

const flagged = async (): Promise<string[]> =>
  (await db.query('SELECT id FROM supplier WHERE newcomer ORDER BY id')).map(({ id }: { id: string }) => id);

test('of several processes that begin a day at once, one chooses, and all find it settled', async () => {
  const [well, ...little] = await suppliers(130);
  await db.query('INSERT INTO supplier_exposure VALUES ($1, $2::date - 1, 1000)', [well, DAY]);
  await Promise.all(others.map((dataSource) => settleNewcomers(dataSource, DAY)));
  for (const dataSource of others) expect(await settleNewcomers(dataSource, DAY)).toBe(true);
  expect(await flagged()).toEqual(little);
  expect(await db.query('SELECT day::text, supplier_ids FROM newcomer_day')).toEqual([
    { day: DAY, supplier_ids: little },
  ]);
});

test('while one is at it, others leave it to that one; if it dies, they take over', async () => {
  const [well, ...little] = await suppliers(3);
  await db.query('INSERT INTO supplier_exposure VALUES ($1, $2::date - 1, 1000)', [well, DAY]);
  const gate = db.createQueryRunner();
  await gate.startTransaction();
  await gate.query('SELECT FROM supplier WHERE id = $1 FOR UPDATE', [little[1]]);
  const dying = settleNewcomers(others[0]!, DAY).catch((error: Error) => error);
  const holder = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = ${LOCKS.newcomers} AND granted
                     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  const waits = `SELECT FROM pg_stat_activity WHERE pid IN (${holder}) AND wait_event_type = 'Lock'`;
  await until(async () => (await db.query(waits)).length === 1, 'it waits at the gate');
  expect(await settleNewcomers(others[1]!, DAY)).toBe(false);

  await db.query(`SELECT pg_terminate_backend(pid) FROM (${holder}) held`);
  expect(await dying).toBeInstanceOf(Error);
  await gate.rollbackTransaction();
  await gate.release();
  expect(await flagged()).toEqual([]);
  expect(await settleNewcomers(others[1]!, DAY)).toBe(true);
  expect(await flagged()).toEqual(little);
});

test('goods imported for a supplier while it becomes a newcomer lie with the newcomers’', async () => {
  const [well, newcomer] = (await suppliers(2)) as [string, string];
  await db.query('INSERT INTO supplier_exposure VALUES ($1, $2::date - 1, 1000)', [well, DAY]);
  const writer = db.createQueryRunner();
  await writer.startTransaction();
  // As imports do: the supplier is locked, its columns are copied.
  await writer.query('SELECT FROM supplier WHERE id = $1 FOR KEY SHARE', [newcomer]);
  const settling = settleNewcomers(others[0]!, DAY);
  await until(async () => (await db.query(WAITS)).length === 1, 'it waits for the import');
  await addSkus(writer, newcomer, [{ code: 'imported' }]);
  await writer.commitTransaction();
  await writer.release();
  expect(await settling).toBe(true);
  expect(
    await db.query('SELECT bool_and(cell < 0) AS all FROM sku WHERE supplier_id = $1', [newcomer]),
  ).toEqual([{ all: true }]);
});
