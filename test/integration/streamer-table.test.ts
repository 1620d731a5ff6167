import type { DataSource } from 'typeorm';
import { loadFanAverages } from '../../src/matching/fan-averages';
import { Reference } from '../../src/reference/reference';
import { StreamerTableSync } from '../../src/streamer-matching/streamer-table-sync';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { startServerOn } from '../support/graphql-server';
import { askForStreamers, streamersFor } from '../support/graphql-streamer-matches';

/** How a process comes by its table of streamers, and what it is made anew for. */

let database: TestDatabase;
let db: DataSource;
let sku: string;

beforeAll(async () => {
  database = await createTestDatabase({ template: 'demo' });
  db = database.dataSource;
  [{ id: sku }] = await db.query('SELECT id FROM sku WHERE cell IS NOT NULL LIMIT 1');
});
afterAll(async () => {
  await database?.drop();
});

test('reference data that change make the values anew, snapshots that are alike do not', async () => {
  let basis = { reference: await Reference.load(db), averages: await loadFanAverages(db) };
  const sync = new StreamerTableSync(
    db,
    () => basis,
    (error) => {
      throw error;
    },
  );
  const first = await sync.current();
  basis = { ...basis, reference: await Reference.load(db) };
  await sync.refresh();
  expect(await sync.current()).toBe(first);

  const valuesOf = async (audience: number): Promise<Int32Array> =>
    (await sync.current()).audienceFit[audience]!.values;
  const [{ number, gender_shares }] = await db.query(
    `SELECT number, gender_shares FROM audience WHERE gender_shares[1] <> gender_shares[2] LIMIT 1`,
  );
  const before = await valuesOf(number);
  const turned = `UPDATE audience SET gender_shares = ARRAY[gender_shares[2], gender_shares[1]] WHERE number = $1`;
  await db.query(turned, [number]);
  basis = { ...basis, reference: await Reference.load(db) };
  await sync.refresh();
  expect(await valuesOf(number)).not.toEqual(before);
  await db.query('UPDATE audience SET gender_shares = $2 WHERE number = $1', [number, gender_shares]);
  basis = { ...basis, reference: await Reference.load(db) };
  await sync.refresh();
  expect(await valuesOf(number)).toEqual(before);
  await sync.stop();
});

describe('a table that is not there yet', () => {
  test('keeps waiting whoever asks for it, and nobody else', async () => {
    const lock = db.createQueryRunner();
    await lock.startTransaction();
    await lock.query('LOCK TABLE changed_streamer IN ACCESS EXCLUSIVE MODE');
    const starting = await startServerOn(database);
    let answered = false;
    const answer = streamersFor(starting, { sku, first: 5 }).finally(() => (answered = true));
    expect((await fetch(`${starting.url}/readyz`)).status).toBe(200);
    const { data } = await starting.query('{ suppliers(first: 1) { nodes { name } } }');
    expect(data.suppliers.nodes).toHaveLength(1);
    expect(answered).toBe(false);
    await lock.rollbackTransaction();
    await lock.release();
    expect((await answer).edges).toHaveLength(5);
    expect(starting.faults).toEqual([]);
    await starting.close();
  });

  test('is tried for again where it could not be loaded', async () => {
    await db.query('ALTER TABLE changed_streamer RENAME TO hidden');
    const starting = await startServerOn(database);
    try {
      const { data, errors } = await askForStreamers(starting, { sku });
      expect(errors!.map(({ extensions }) => extensions.code)).toEqual(['INTERNAL_SERVER_ERROR']);
      expect(data).toEqual({ node: { streamerMatches: null } });
    } finally {
      await db.query('ALTER TABLE hidden RENAME TO changed_streamer');
    }
    expect((await streamersFor(starting, { sku, first: 5 })).edges).toHaveLength(5);
    expect(starting.faults.map(String).join()).toContain('relation "changed_streamer" does not exist');
    await starting.close();
  });
});
