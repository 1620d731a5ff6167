import type { DataSource } from 'typeorm';
import { loadFanAverages } from '../../src/matching/fan-averages';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { SERVICE } from '../support/graphql-matches';
import { type ServerOnDatabase, startServerOn } from '../support/graphql-server';
import { lineOfStreamerEdge, linesOfStreamers, streamersFor } from '../support/graphql-streamer-matches';
import { Oracle } from '../support/oracle';
import { addSkus, addStreamer, addSupplier, type NewProfile } from '../support/oracle-catalogue';
import { Random } from '../support/oracle-random';
import { StreamerOracle } from '../support/oracle-streamers';

/**
 * Two processes' worth of server over one database, while others write to it by plain SQL: what either process
 * answers of streamers may lag by two seconds, and is then what the rows are.
 */

const LAG_MS = 2_000;

let database: TestDatabase;
let db: DataSource;
let one: ServerOnDatabase;
let two: ServerOnDatabase;
let sku: string;
let supplier: string;

const random = new Random(4_711);

const anyProfile = (): NewProfile => ({
  genders: random.pick([[640_000, 360_000], [100_000, 900_000], []]),
  ages: random.pick([[0, 500_000, 500_000, 0, 0, 0], [0, 0, 0, 0, 200_000, 800_000], []]),
  price_bands: random.pick([[0, 0, 0, 0, 0, 600_000, 400_000], [0, 0, 0, 0, 0, 0, 0, 0, 1_000_000], []]),
  regions: random.pick<Record<string, number>>([{ 33: 400_000, 44: 600_000 }, { 65: 1_000_000 }, {}]),
  categories: random.pick<Record<string, number>>([
    { dresses: 700_000, skirts: 300_000 },
    { 'jadeite-bangles': 1_000_000 },
    {},
  ]),
  category_price_bands: random.pick<Record<string, number[]>>([
    {},
    { apparel: [0, 0, 0, 0, 0, 0, 0, 1_000_000] },
  ]),
  sample_size: random.pick([0, 500]),
});

beforeAll(async () => {
  database = await createTestDatabase({ template: 'migrated' });
  db = database.dataSource;
  for (let i = 0; i < 60; i++) {
    await addStreamer(db, {
      handle: `crowd-${i}`,
      home_belt: random.pick(['yiwu', 'changshu', undefined]),
      session_demand: random.int(10, 900),
      niche: random.some(['dresses', 'mens-tshirts', 'jadeite-bangles'], 2),
      profile: random.chance(0.8) ? anyProfile() : undefined,
    });
  }
  supplier = await addSupplier(db);
  const goods = [{ live_price: 4_000 }, { category: 'skirts', stock: 40 }, { category: 'jadeite-bangles' }];
  [sku] = (await addSkus(db, supplier, goods)) as [string];
  one = await startServerOn(database);
  two = await startServerOn(database);
});
afterAll(async () => {
  await one?.close();
  await two?.close();
  await database?.drop();
});

/** The values of one streamer's five factors for the first SKU, by the process; undefined for one who is not there. */
async function see(server: ServerOnDatabase, handle: string): Promise<string | undefined> {
  const { edges } = await streamersFor(server, { sku, first: 100 });
  const edge = edges.find(({ node }) => node.handle === handle);
  return edge && JSON.stringify([edge.score, edge.components.map(({ value }) => value)]);
}

/** What the rows say, by brute force. */
async function truth(handle: string): Promise<string | undefined> {
  const { suited } = new StreamerOracle(await Oracle.load(db)).rank(({ id }) => id === sku);
  const found = suited.find(({ streamer }) => streamer.handle === handle);
  return found && JSON.stringify([found.score / 1e6, found.values.map((value) => value / 1e6)]);
}

/** Looks again and again until it holds, which must be before the lag allowed is over. */
async function holdsSoon(condition: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + LAG_MS;
  do {
    if (await condition()) return true;
  } while (performance.now() < deadline);
  return false;
}

const idOf = async (handle: string): Promise<string> =>
  (await db.query('SELECT id FROM streamer WHERE handle = $1', [handle]))[0].id;

let made = 0;

/** Declared, not counted, so that nobody's average moves with it. */
const DECLARED: NewProfile = {
  genders: [1_000_000, 0],
  ages: [0, 0, 1_000_000, 0, 0, 0],
  price_bands: [0, 0, 0, 0, 0, 1_000_000],
  regions: { 44: 1_000_000 },
};

/** A streamer whose every factor comes of the profile, known to both processes. */
async function known(): Promise<{ handle: string; id: string }> {
  const handle = `known-${++made}`;
  const profile = { ...DECLARED, categories: { dresses: 1_000_000 } };
  await addStreamer(db, { handle, niche: ['dresses'], profile });
  await Promise.all([one, two].map(({ app }) => app.streamerTable.refresh()));
  expect(await see(one, handle)).toBe(await truth(handle));
  expect(await see(two, handle)).toBe(await truth(handle));
  return { handle, id: await idOf(handle) };
}

describe('what changes is seen by every process within two seconds, and at once by one that refreshes', () => {
  test.each([
    [
      'a profile replaced',
      `UPDATE fan_profile SET category_shares = '{}', price_band_shares = '{0,0,0,0,0,0,1000000}'
        WHERE streamer_id = $1`,
    ],
    ['a profile deleted', 'DELETE FROM fan_profile WHERE streamer_id = $1'],
    ['a session’s demand', 'UPDATE streamer SET session_demand = 5000 WHERE id = $1'],
    ['a streamer deleted', 'DELETE FROM streamer WHERE id = $1'],
  ])('%s', async (_, sql) => {
    const { handle, id } = await known();
    const before = await truth(handle);
    await db.query(sql, [id]);
    const after = await truth(handle);
    expect(after).not.toBe(before);
    await one.app.streamerTable.refresh();
    expect(await see(one, handle)).toBe(after);
    expect(await holdsSoon(async () => (await see(two, handle)) === after)).toBe(true);
  });

  test('a niche, where it stands in for purchases', async () => {
    const handle = 'niche-alone';
    await addStreamer(db, { handle, niche: ['jadeite-bangles'], profile: DECLARED });
    await db.query(`INSERT INTO streamer_niche SELECT $1, number FROM category WHERE slug = 'dresses'`, [
      await idOf(handle),
    ]);
    const both = await truth(handle);
    expect(await holdsSoon(async () => (await see(one, handle)) === both)).toBe(true);
    await db.query(
      `DELETE FROM streamer_niche n USING category c
        WHERE n.streamer_id = $1 AND c.number = n.category_number AND c.slug = 'dresses'`,
      [await idOf(handle)],
    );
    const banglesAlone = await truth(handle);
    expect(banglesAlone).not.toBe(both);
    expect(await holdsSoon(async () => (await see(one, handle)) === banglesAlone)).toBe(true);
    expect(await holdsSoon(async () => (await see(two, handle)) === banglesAlone)).toBe(true);
  });

  test('followers, by which equal scores are ordered and filters ask', async () => {
    const { handle, id } = await known();
    await db.query('UPDATE streamer SET follower_count = 2000000000 WHERE id = $1', [id]);
    for (const server of [one, two]) {
      const filter = { minFollowers: 2_000_000_000 };
      const seen = async (): Promise<boolean> => {
        const { edges } = await streamersFor(server, { sku, filter });
        return edges.length === 1 && edges[0]!.node.handle === handle;
      };
      expect(await holdsSoon(seen)).toBe(true);
    }
    await db.query('DELETE FROM streamer WHERE id = $1', [id]);
  });

  test('a streamer of a transaction that is rolled back never, one that commits late when it does', async () => {
    const late = db.createQueryRunner();
    const never = db.createQueryRunner();
    for (const runner of [late, never]) await runner.startTransaction();
    await addStreamer(late, { handle: 'committed-late', niche: ['dresses'] });
    await addStreamer(never, { handle: 'rolled-back', niche: ['dresses'] });
    // Others' changes meanwhile go past the open ones.
    const { handle } = await known();
    expect(await see(one, handle)).toBeDefined();
    expect(await see(one, 'committed-late')).toBeUndefined();
    await late.commitTransaction();
    await never.rollbackTransaction();
    for (const runner of [late, never]) await runner.release();
    for (const server of [one, two]) {
      expect(await holdsSoon(async () => (await see(server, 'committed-late')) !== undefined)).toBe(true);
      expect(await see(server, 'rolled-back')).toBeUndefined();
    }
  });
});

test('new averages are those of streamers who rest on them, in both directions, and nobody else’s', async () => {
  await addStreamer(db, { handle: 'rests-on-averages' });
  await one.app.streamerTable.refresh();
  const asBefore = await see(one, 'rests-on-averages');
  // A profile that moves the platform's average, and stays.
  await addStreamer(db, {
    handle: 'mover',
    profile: {
      genders: [0, 1_000_000],
      price_bands: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1_000_000],
      categories: { 'mens-tshirts': 1_000_000 },
      sample_size: 1,
    },
  });
  await one.app.streamerTable.refresh();
  expect(await see(one, 'rests-on-averages')).toBe(asBefore);
  one.app.matching.averages = await loadFanAverages(db);
  await one.app.streamerTable.refresh();
  const moved = await truth('rests-on-averages');
  expect(moved).not.toBe(asBefore);
  expect(await see(one, 'rests-on-averages')).toBe(moved);
  expect(await see(one, 'mover')).toBe(await truth('mover'));
  two.app.matching.averages = one.app.matching.averages;
  expect(await holdsSoon(async () => (await see(two, 'rests-on-averages')) === moved)).toBe(true);

  const { data } = await one.query(
    `{ streamer(handle: "rests-on-averages") { matches { edges { score node { id } } } }
       node(id: "${Buffer.from(`Sku:${sku}`).toString('base64url')}") { id } }`,
    { as: SERVICE },
  );
  const edge = data.streamer.matches.edges.find(({ node }: any) => node.id === data.node.id);
  expect(JSON.parse(moved!)[0]).toBe(edge.score);
});

test('after many writers, some of whom roll back, both processes answer what the rows are', async () => {
  let committed = 0;
  let rolledBack = 0;
  const state = { writing: true };
  const anybody = `(SELECT id FROM streamer WHERE handle LIKE 'crowd-%' ORDER BY random() LIMIT 1)`;
  const changes: ((run: Pick<DataSource, 'query'>) => Promise<unknown>)[] = [
    (run) =>
      run.query(`UPDATE streamer SET session_demand = $1, follower_count = $2 WHERE id = ${anybody}`, [
        random.int(1, 2_000),
        random.int(0, 9),
      ]),
    (run) => run.query(`UPDATE fan_profile SET category_shares = '{}' WHERE streamer_id = ${anybody}`),
    (run) => run.query(`DELETE FROM fan_profile WHERE streamer_id = ${anybody}`),
    (run) => run.query(`DELETE FROM streamer_niche WHERE streamer_id = ${anybody}`),
    (run) => run.query(`DELETE FROM streamer WHERE id = ${anybody}`),
    (run) =>
      addStreamer(run, {
        handle: `crowd-new-${++made}`,
        niche: ['dresses'],
        profile: random.chance(0.5) ? anyProfile() : undefined,
      }),
  ];
  async function write(): Promise<void> {
    const connection = db.createQueryRunner();
    for (let i = 0; i < 40; i++) {
      await connection.startTransaction();
      try {
        for (let n = random.int(1, 3); n > 0; n--) await random.pick(changes)(connection);
        if (random.chance(0.3)) throw new Error('Changed its mind');
        await connection.commitTransaction();
        committed++;
      } catch {
        // Also where it lost against another writer, as it must now and then.
        await connection.rollbackTransaction();
        rolledBack++;
      }
    }
    await connection.release();
  }
  async function read(server: ServerOnDatabase): Promise<void> {
    while (state.writing) {
      const { edges } = await streamersFor(server, { supplier, first: 100 });
      const scores = edges.map(({ score }) => score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      // The parts make the whole even of a streamer who has just changed.
      for (const { score, components } of edges) {
        const sum = components.reduce((total, { contribution }) => total + contribution, 0);
        expect(Math.abs(sum - score)).toBeLessThan(1e-9);
      }
    }
  }
  const reading = Promise.all([read(one), read(two)]);
  await Promise.all([write(), write(), write()]);
  state.writing = false;
  await reading;
  expect(committed).toBeGreaterThan(40);
  expect(rolledBack).toBeGreaterThan(20);

  const averages = await loadFanAverages(db);
  const oracle = new StreamerOracle(await Oracle.load(db));
  for (const server of [one, two]) {
    server.app.matching.averages = averages;
    await server.app.streamerTable.refresh();
    for (const asked of [{ sku }, { supplier }]) {
      const { edges, diagnostics } = await streamersFor(server, { ...asked, first: 100 });
      const ranking = oracle.rank((of) => of.id === asked.sku || of.supplier === asked.supplier);
      expect(edges.map(lineOfStreamerEdge)).toEqual(linesOfStreamers(ranking, 0, 100));
      expect(diagnostics.streamersConsidered).toBe(ranking.considered);
    }
  }
});

test('nothing went wrong inside', () => {
  expect([...one.faults, ...two.faults]).toEqual([]);
});
