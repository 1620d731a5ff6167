import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { matchesOf, SERVICE, skuUuid } from '../support/graphql-matches';
import { type ServerOnDatabase, startServerOn } from '../support/graphql-server';
import { addSkus, addStreamer, addSupplier, type NewSku } from '../support/oracle-catalogue';
import { Random } from '../support/oracle-random';

/**
 * Two processes' worth of server over one database, while others write to it by plain SQL: what either process
 * answers may lag by two seconds in what is new, and never in what is gone.
 */

const LAG_MS = 2_000;
const HANDLE = 'watcher';

let database: TestDatabase;
let db: DataSource;
let one: ServerOnDatabase;
let two: ServerOnDatabase;
let suppliers: string[];

const random = new Random(99);

const anyGood = (): NewSku => ({
  category: random.pick(['dresses', 'skirts', 'mens-tshirts', 'jadeite-bangles']),
  audience: random.pick(['everyone', 'young-women']),
  shipping: random.pick(['nationwide', 'jiangzhehu', 'none']),
  live_price: random.int(300, 60_000),
  market_price: random.chance(0.5) ? random.int(300, 90_000) : null,
  commission_rate: random.int(0, 5_000),
  stock: random.int(1, 5_000),
  sales_recent: random.int(0, 100),
  sales_previous: random.int(0, 100),
});

beforeAll(async () => {
  database = await createTestDatabase({ template: 'migrated' });
  db = database.dataSource;
  suppliers = [];
  for (let i = 0; i < 40; i++) {
    const supplier = await addSupplier(db, { quality: random.int(0, 1_000_000) });
    suppliers.push(supplier);
    await addSkus(db, supplier, Array.from({ length: 25 }, anyGood));
  }
  await addStreamer(db, {
    handle: HANDLE,
    profile: { categories: { dresses: 1_000_000 }, price_bands: [0, 0, 0, 0, 0, 1_000_000] },
  });
  one = await startServerOn(database);
  two = await startServerOn(database);
});
afterAll(async () => {
  await one?.close();
  await two?.close();
  await database?.drop();
});

/** What a client sees of one SKU, found by its code; undefined where it is not among the matches. */
type Seen = { price: string; priceFit: number };
const SEEN = `query Seen($handle: String!, $filter: MatchFilter) { streamer(handle: $handle) { matches(filter: $filter) {
  edges { node { livePrice { amount } } components { factor value } } } } }`;

async function see(server: ServerOnDatabase, code: string): Promise<Seen | undefined> {
  const variables = { handle: HANDLE, filter: { text: code } };
  const { data, errors } = await server.query(SEEN, { variables, as: SERVICE });
  if (errors) throw new Error(JSON.stringify(errors));
  const [edge] = data.streamer.matches.edges;
  const fit = edge?.components.find(({ factor }: { factor: string }) => factor === 'PRICE_FIT').value;
  return edge && { price: edge.node.livePrice.amount, priceFit: fit };
}

/** Looks again and again until it holds, which must be before the lag allowed is over. */
async function holdsSoon(condition: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + LAG_MS;
  do {
    if (await condition()) return true;
  } while (performance.now() < deadline);
  return false;
}

let made = 0;

/** A SKU of a supplier of its own that both processes know. */
async function knownSku(sku: NewSku = {}): Promise<{ code: string; id: string; supplier: string }> {
  const supplier = await addSupplier(db);
  const code = `known-to-both-${++made}`;
  const [id] = await addSkus(db, supplier, [{ code, live_price: 4_000, ...sku }]);
  await Promise.all([one, two].map((server) => server.app.matching.sync.refresh()));
  expect(await see(one, code)).toEqual({ price: '40.00', priceFit: 1 });
  expect(await see(two, code)).toEqual({ price: '40.00', priceFit: 1 });
  return { code, id: id!, supplier };
}

describe('what is no longer eligible is gone from the next answer of every process', () => {
  test.each([
    ['out of stock', 'UPDATE sku SET stock = 0 WHERE id = $1'],
    ['delisted', `UPDATE sku SET status = 'DELISTED' WHERE id = $1`],
    ['flagged', 'UPDATE sku SET flagged = true WHERE id = $1'],
    ['deleted', 'DELETE FROM sku WHERE id = $1'],
    [
      'of a limited supplier',
      `UPDATE supplier SET status = 'LIMITED' WHERE id = (SELECT supplier_id FROM sku WHERE id = $1)`,
    ],
    [
      'of a frozen supplier',
      `UPDATE supplier SET status = 'FROZEN' WHERE id = (SELECT supplier_id FROM sku WHERE id = $1)`,
    ],
  ])('%s', async (_, sql) => {
    const { code, id } = await knownSku();
    await db.query(sql, [id]);
    expect(await see(one, code)).toBeUndefined();
    expect(await see(two, code)).toBeUndefined();
  });
});

describe('what is new is seen within two seconds by every process, and at once by one that refreshes', () => {
  // ¥40 is in the fans' band; ¥25, in the band below it, has a half of what it has.
  const CHANGED = { price: '25.00', priceFit: 0.5 };

  test('a changed price, with the value that belongs to it', async () => {
    const { code, id } = await knownSku();
    await db.query('UPDATE sku SET live_price = 2500 WHERE id = $1', [id]);
    await one.app.matching.sync.refresh();
    expect(await see(one, code)).toEqual(CHANGED);
    expect(await holdsSoon(async () => (await see(two, code)) !== undefined)).toBe(true);
    expect(await see(two, code)).toEqual(CHANGED);
  });

  test('a new SKU', async () => {
    const code = `brand-new-${++made}`;
    await addSkus(db, suppliers[0]!, [{ code, live_price: 2_500, stock: 77_777, shipping: 'south-west' }]);
    await two.app.matching.sync.refresh();
    expect(await see(two, code)).toEqual(CHANGED);
    expect(await holdsSoon(async () => (await see(one, code)) !== undefined)).toBe(true);
  });

  test('without anyone refreshing by hand', async () => {
    const code = `brand-new-${++made}`;
    await addSkus(db, suppliers[0]!, [{ code, stock: 77_777, shipping: 'south-west', audience: 'elders' }]);
    expect(await holdsSoon(async () => (await see(one, code)) !== undefined)).toBe(true);
    expect(await holdsSoon(async () => (await see(two, code)) !== undefined)).toBe(true);
  });

  test('what is eligible again', async () => {
    const { code, id, supplier } = await knownSku();
    await db.query(`UPDATE supplier SET status = 'LIMITED' WHERE id = $1`, [supplier]);
    await db.query('UPDATE sku SET stock = 0 WHERE id = $1', [id]);
    await two.app.matching.sync.refresh();
    await db.query('UPDATE sku SET stock = 20 WHERE id = $1', [id]);
    await db.query(`UPDATE supplier SET status = 'ACTIVE' WHERE id = $1`, [supplier]);
    expect(await holdsSoon(async () => (await see(one, code)) !== undefined)).toBe(true);
    expect(await holdsSoon(async () => (await see(two, code)) !== undefined)).toBe(true);
  });
});

test('no answer ever holds what was ineligible before the question, however fast goods go', async () => {
  const goneSince = new Map<string, number>();
  const seenLately: string[] = [];
  const late: { id: string; by: number }[] = [];
  let answers = 0;
  const state = { done: false };

  async function read(server: ServerOnDatabase, filter: object): Promise<void> {
    while (!state.done) {
      const asked = performance.now();
      const { edges } = await matchesOf(server, { handle: HANDLE, first: 30, filter });
      for (const id of edges.map(({ node }) => skuUuid(node.id))) {
        const gone = goneSince.get(id);
        if (gone !== undefined && gone < asked) late.push({ id, by: asked - gone });
        seenLately.push(id);
      }
      answers++;
    }
  }
  async function write(): Promise<void> {
    const enough = performance.now() + 3_000;
    while (performance.now() < enough) {
      // Of what was just shown, as that is what would be shown again.
      const id = seenLately.at(-random.int(1, 40));
      const gone = await (id === undefined || goneSince.has(id) ? db.query('SELECT') : takeAway(id));
      for (const { id: away } of gone as { id: string }[]) goneSince.set(away, performance.now());
    }
    state.done = true;
  }
  async function takeAway(id: string): Promise<{ id: string }[]> {
    const ways = [
      'UPDATE sku SET stock = 0 WHERE id = $1',
      `UPDATE sku SET status = 'DELISTED' WHERE id = $1`,
      'UPDATE sku SET flagged = true WHERE id = $1',
    ];
    if (random.chance(0.9)) {
      await db.query(random.pick(ways), [id]);
      return [{ id }];
    }
    await db.query(
      `UPDATE supplier SET status = 'LIMITED' WHERE id = (SELECT supplier_id FROM sku WHERE id = $1)`,
      [id],
    );
    return db.query('SELECT id FROM sku WHERE supplier_id = (SELECT supplier_id FROM sku WHERE id = $1)', [
      id,
    ]);
  }

  await Promise.all([
    write(),
    read(one, {}),
    read(one, { minStock: 40 }),
    read(two, { maxPerSupplier: 100 }),
    read(two, { categories: ['womens-wear'] }),
  ]);
  expect(late).toEqual([]);
  // Readers and writer did meet.
  expect(goneSince.size).toBeGreaterThan(20);
  expect(answers).toBeGreaterThan(20);
});

/** A process's directory, in the form of the query below. */
function held({ app }: ServerOnDatabase): string[] {
  const { directory } = app.matching.sync;
  const { cell, skus, maxStatic, largest, staticAtLargest } = directory.columns;
  const part = (column: Int32Array, length: number, i: number): number[] => [
    ...column.subarray(i * length, (i + 1) * length),
  ];
  return Array.from({ length: directory.size }, (_, i) => i)
    .filter((i) => skus[i] !== 0)
    .map((i) =>
      [cell[i], skus[i], maxStatic[i], ...part(largest, 10, i), ...part(staticAtLargest, 4, i)].join(' '),
    )
    .toSorted();
}

async function counted(): Promise<string[]> {
  const factors = ['supplier_quality', 'price_advantage', 'commission_value', 'momentum'];
  const [quality, advantage, commission, momentum] = factors;
  const pairs = [
    [quality, advantage],
    [commission, momentum],
    [quality, commission],
    [advantage, momentum],
    [quality, momentum],
    [advantage, commission],
  ];
  const rows: { line: string }[] = await db.query(`
    SELECT concat_ws(' ', cell, count(*), max(static_score), ${factors.map((f) => `max(${f})`).join(', ')},
                     ${pairs.map((pair) => `max(${pair.join(' + ')})`).join(', ')},
                     ${factors.map((f) => `max(static_score) FILTER (WHERE ${f} = most_${f})`).join(', ')}) AS line
      FROM (SELECT *, ${factors.map((f) => `max(${f}) OVER (PARTITION BY cell) AS most_${f}`).join(', ')}
              FROM sku WHERE cell IS NOT NULL) s
     GROUP BY cell`);
  return rows.map(({ line }) => line).toSorted();
}

test('after many writers, some of whom roll back, the directories are what the rows are', async () => {
  const ids: string[] = (await db.query('SELECT id FROM sku')).map(({ id }: { id: string }) => id);
  let committed = 0;
  let rolledBack = 0;
  const state = { writing: true };

  const changes: ((run: Pick<DataSource, 'query'>) => Promise<unknown>)[] = [
    (run) => run.query('UPDATE sku SET stock = $2 WHERE id = $1', [random.pick(ids), random.int(0, 40_000)]),
    (run) =>
      run.query('UPDATE sku SET live_price = $2 WHERE id = $1', [random.pick(ids), random.int(100, 90_000)]),
    (run) =>
      run.query('UPDATE sku SET sales_recent = $2 WHERE id = $1', [random.pick(ids), random.int(0, 500)]),
    (run) => run.query('UPDATE sku SET flagged = NOT flagged WHERE id = ANY ($1)', [random.some(ids, 20)]),
    (run) =>
      run.query('UPDATE sku SET status = $2 WHERE id = ANY ($1)', [
        random.some(ids, 20),
        random.pick(['LISTED', 'LISTED', 'DRAFT']),
      ]),
    (run) =>
      run.query('UPDATE supplier SET quality = $2 WHERE id = $1', [
        random.pick(suppliers),
        random.int(0, 1e6),
      ]),
    (run) =>
      run.query('UPDATE supplier SET status = $2 WHERE id = $1', [
        random.pick(suppliers),
        random.pick(['ACTIVE', 'ACTIVE', 'LIMITED', 'FROZEN']),
      ]),
    (run) => run.query('DELETE FROM sku WHERE id = ANY ($1)', [random.some(ids, 4)]),
    async (run) =>
      ids.push(...(await addSkus(run, random.pick(suppliers), Array.from({ length: 5 }, anyGood)))),
  ];

  async function write(): Promise<void> {
    const connection = db.createQueryRunner();
    for (let i = 0; i < 40; i++) {
      await connection.startTransaction();
      try {
        for (let n = random.int(1, 4); n > 0; n--) await random.pick(changes)(connection);
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
  /** While all that goes on, what is committed is in after a refresh. */
  async function watch(server: ServerOnDatabase): Promise<void> {
    const supplier = await addSupplier(db);
    while (state.writing) {
      const code = `in-the-crowd-${++made}`;
      await addSkus(db, supplier, [{ ...anyGood(), code, live_price: 4_000 }]);
      await server.app.matching.sync.refresh();
      expect({ code, seen: await see(server, code) }).toEqual({
        code,
        seen: { price: '40.00', priceFit: 1 },
      });
    }
  }

  const watched = Promise.all([watch(one), watch(two)]);
  await Promise.all([write(), write(), write(), write()]);
  state.writing = false;
  await watched;
  expect(committed).toBeGreaterThan(60);
  expect(rolledBack).toBeGreaterThan(30);

  await Promise.all([one.app.matching.sync.refresh(), two.app.matching.sync.refresh()]);
  const truth = await counted();
  expect(held(one)).toEqual(truth);
  expect(held(two)).toEqual(truth);
  const [{ skus }] = await db.query('SELECT count(*)::int AS skus FROM sku WHERE cell IS NOT NULL');
  expect([one, two].map(({ app }) => app.matching.sync.directory.skuCount)).toEqual([skus, skus]);
});

test('goods in a category that a process does not know yet leave its other answers as they are', async () => {
  await db.query(`
    INSERT INTO category (number, slug, name, parent_number) SELECT max(number) + 1, 'newest', '新', 1 FROM category`);
  await addSkus(db, suppliers[0]!, [{ category: 'newest', code: 'of-the-newest' }]);
  await one.app.matching.sync.refresh();
  const { edges, diagnostics } = await matchesOf(one, { handle: HANDLE, first: 30 });
  expect(edges).toHaveLength(30);
  expect(diagnostics.exact).toBe(true);
});

test('nothing went wrong inside', () => {
  expect([...one.faults, ...two.faults]).toEqual([]);
});
