import type { DataSource } from 'typeorm';
import { settleGovernance } from '../../src/governance/settle';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { ADMIN, governing, supplierOf } from '../support/governance';
import { type ServerOnDatabase, startServerOn } from '../support/graphql-server';
import { matchesOf } from '../support/graphql-matches';

/** Two processes' worth of server over one database: what is entered at one of them, and what the other one ranks. */

const LAG_MS = 2_000;

let database: TestDatabase;
let db: DataSource;
let one: ServerOnDatabase;
let two: ServerOnDatabase;

beforeAll(async () => {
  database = await createTestDatabase({ template: 'demo' });
  db = database.dataSource;
  one = await startServerOn(database);
  two = await startServerOn(database);
});
afterAll(async () => {
  await one?.close();
  await two?.close();
  await database?.drop();
});

type Row = Record<string, unknown>;

const supplierRow = async (id: string): Promise<Row> => {
  const [row] = await db.query(
    `SELECT s.status, s.quality, s.reliable, s.belt_number, count(k.*)::int AS skus, count(k.cell)::int AS eligible
       FROM supplier s JOIN sku k ON k.supplier_id = s.id WHERE s.id = $1 GROUP BY s.id`,
    [id],
  );
  return row;
};

/** Ids, scores and components from rank 1 to 100, without a limit per supplier. */
const ranking = async (server: ServerOnDatabase, handle: string): Promise<Row[]> =>
  (await matchesOf(server, { handle, first: 100, filter: { maxPerSupplier: 1_000 } })).edges.map(
    ({ rank, score, node, components }) => ({ rank, score, id: node.id, components }),
  );

/** The suppliers whose goods lead a streamer's ranking, those of most places first. */
async function leading(handle: string): Promise<{ id: string; skus: string[] }[]> {
  const shown = (await ranking(one, handle)).map(({ id }) =>
    Buffer.from(String(id), 'base64url').toString().slice(4),
  );
  return db.query(
    `SELECT supplier_id AS id, array_agg(id::text) AS skus FROM sku WHERE id = ANY ($1) GROUP BY 1 ORDER BY count(*) DESC, 1`,
    [shown],
  );
}

const balanceOf = async (id: string): Promise<number> => {
  const [{ balance }] = await db.query(
    `SELECT 100 - coalesce(sum(CASE kind WHEN 'DEDUCTION' THEN points WHEN 'RESTORATION' THEN -points ELSE 0 END), 0)::int
            AS balance FROM credit_entry WHERE supplier_id = $1`,
    [id],
  );
  return balance;
};

async function soon(server: ServerOnDatabase, handle: string, wanted: Row[]): Promise<void> {
  const deadline = performance.now() + LAG_MS;
  while (performance.now() < deadline) {
    if (JSON.stringify(await ranking(server, handle)) === JSON.stringify(wanted)) return;
  }
  expect(await ranking(server, handle)).toEqual(wanted);
}

test('a deduction reaches the rankings of every process, and its restoration brings the very same ones back', async () => {
  const [{ handle }] = await db.query('SELECT handle FROM streamer ORDER BY handle LIMIT 1');
  const [{ id, skus }] = (await leading(handle)) as [{ id: string; skus: string[] }];
  const before = { row: await supplierRow(id), ranking: await ranking(one, handle) };
  expect(before.row.status).toBe('ACTIVE');
  expect(await ranking(two, handle)).toEqual(before.ranking);

  // To 55 points: below 60.
  const { entry, supplier } = await governing(one).deduct(id, (await balanceOf(id)) - 55);
  expect(supplier).toMatchObject({ status: 'LIMITED', credit: { balance: 55 } });
  expect(await supplierRow(id)).toMatchObject({ status: 'LIMITED', eligible: 0, skus: before.row.skus });
  const without = await ranking(one, handle);
  const gone = (rows: Row[]): string[] =>
    skus.filter((sku) =>
      rows.some((row) => Buffer.from(String(row.id), 'base64url').toString() === `Sku:${sku}`),
    );
  expect(gone(without)).toEqual([]);
  // Of the other process at once too: the rows say so. What comes in their place may come later.
  expect(gone(await ranking(two, handle))).toEqual([]);
  await soon(two, handle, without);

  const { appeal } = await governing(two, supplierOf(id)).appeal(entry.id);
  const decided = await governing(two).decide(appeal, 'UPHELD');
  expect(decided.appeal).toMatchObject({ status: 'UPHELD', supplier: { status: 'ACTIVE' } });
  expect(await supplierRow(id)).toEqual(before.row);
  expect(await ranking(two, handle)).toEqual(before.ranking);
  await soon(one, handle, before.ranking);
});

/** Somebody holds a SKU of the supplier: whoever wants to write all of them waits, until the work is done. */
async function holdingSku(skuId: string, work: () => Promise<void>): Promise<void> {
  const holder = db.createQueryRunner();
  await holder.startTransaction();
  try {
    await holder.query('SELECT FROM sku WHERE id = $1 FOR UPDATE', [skuId]);
    await work();
  } finally {
    await holder.rollbackTransaction();
    await holder.release();
  }
}

const withheld = (): Promise<Row[]> => db.query('SELECT supplier_id AS id FROM withheld_supplier');

/** The backend that waits for a lock to rewrite SKUs. */
async function waitingBackend(): Promise<number> {
  for (;;) {
    const [found] = await db.query(
      `SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%UPDATE supplier%'`,
    );
    if (found) return found.pid;
  }
}

test('goods are left out by every process before their rows are written, also under filters and other weights', async () => {
  const [{ handle }] = await db.query('SELECT handle FROM streamer ORDER BY handle OFFSET 1 LIMIT 1');
  const [{ id, skus }] = (await leading(handle)) as [{ id: string; skus: string[] }];
  const before = { row: await supplierRow(id), ranking: await ranking(two, handle) };
  const [{ name }] = await db.query('SELECT name FROM supplier WHERE id = $1', [id]);
  const suppliersIn = async (request: object): Promise<unknown[]> => {
    const { edges } = await matchesOf(two, { handle, first: 100, ...request });
    const ids = edges.map(({ node }) => Buffer.from(node.id, 'base64url').toString().slice(4));
    return db.query('SELECT DISTINCT supplier_id AS id FROM sku WHERE id = ANY ($1::uuid[])', [ids]);
  };
  const requests = [
    { filter: { maxPerSupplier: 1_000 } },
    { filter: { text: name } },
    { filter: { minStock: 2 } },
    { weights: { SUPPLIER_QUALITY: 1, COMMISSION: 3 } },
  ];
  for (const request of requests) expect(await suppliersIn(request)).toContainEqual({ id });

  let holding: Promise<{ entry: { id: string }; supplier: unknown }>;
  await holdingSku(skus[0]!, async () => {
    holding = governing(one).enter(id, { kind: 'HOLD', hold: 'FROZEN' });
    await waitingBackend();
    expect(await withheld()).toEqual([{ id }]);
    expect(await supplierRow(id)).toEqual(before.row);
    for (const request of requests) expect(await suppliersIn(request)).not.toContainEqual({ id });
  });
  const { entry, supplier } = await holding!;
  expect(supplier).toMatchObject({ status: 'FROZEN' });
  expect(await supplierRow(id)).toMatchObject({ status: 'FROZEN', eligible: 0 });
  expect(await withheld()).toEqual([]);

  await governing(two).enter(id, { kind: 'RESTORATION', undoes: entry.id, reason: 'MISTAKE' });
  expect(await supplierRow(id)).toEqual(before.row);
  expect(await ranking(two, handle)).toEqual(before.ranking);
});

test('who dies in between leaves goods left out, and the sweep, or the same request again, sets all right', async () => {
  const [{ handle }] = await db.query('SELECT handle FROM streamer ORDER BY handle OFFSET 2 LIMIT 1');
  const [{ id, skus }, next] = (await leading(handle)) as { id: string; skus: string[] }[] as [
    { id: string; skus: string[] },
    { id: string; skus: string[] },
  ];
  const dying = (of: string, sku: string, idempotencyKey: string): Promise<void> =>
    holdingSku(sku, async () => {
      const entering = governing(one)
        .enter(of, { kind: 'HOLD', hold: 'LIMITED', idempotencyKey })
        .catch(() => undefined);
      await db.query('SELECT pg_terminate_backend($1)', [await waitingBackend()]);
      await entering;
    });
  const isShown = async (of: { skus: string[] }): Promise<boolean> =>
    (await ranking(two, handle)).some((row) =>
      of.skus.includes(Buffer.from(String(row.id), 'base64url').toString().slice(4)),
    );
  await dying(id, skus[0]!, 'dies');
  expect(await supplierRow(id)).toMatchObject({ status: 'ACTIVE' });
  expect([await isShown({ skus }), await isShown(next)]).toEqual([false, true]);
  await settleGovernance(db);
  expect(await supplierRow(id)).toMatchObject({ status: 'LIMITED', eligible: 0 });
  expect(await withheld()).toEqual([]);

  await dying(next.id, next.skus[0]!, 'dies too');
  expect([(await supplierRow(next.id)).status, await isShown(next)]).toEqual(['ACTIVE', false]);
  const { entry, supplier } = await governing(one).enter(next.id, {
    kind: 'HOLD',
    hold: 'LIMITED',
    idempotencyKey: 'dies too',
  });
  expect(supplier).toMatchObject({ status: 'LIMITED' });
  const [{ count }] = await db.query(
    'SELECT count(*)::int FROM credit_entry WHERE supplier_id = $1 AND kind = $2',
    [next.id, 'HOLD'],
  );
  expect(count).toBe(1);
  expect(await withheld()).toEqual([]);
  await governing(two).enter(next.id, { kind: 'RESTORATION', undoes: entry.id, reason: 'MISTAKE' });
  expect(await isShown(next)).toBe(true);
});

test('deductions at once all count, whichever process takes them', async () => {
  const [{ id }] = await db.query(`SELECT id FROM supplier WHERE status = 'ACTIVE' ORDER BY id DESC LIMIT 1`);
  const before = await balanceOf(id);
  const servers = [one, two, one, two, one, two];
  const entered = await Promise.all(servers.map((server) => governing(server).deduct(id, 7)));
  expect(entered.map(({ userErrors }) => userErrors)).toEqual(servers.map(() => []));
  // Each was told a balance of its own.
  const told = entered.map(({ supplier }) => supplier.credit.balance);
  expect(Math.min(...told)).toBe(before - 42);
  expect(await balanceOf(id)).toBe(before - 42);
  const [{ status, observed, quality, parts }] = await db.query(
    `SELECT s.status, m.observed, s.quality,
            (SELECT array_agg(DISTINCT supplier_quality) FROM sku WHERE supplier_id = s.id) AS parts
       FROM supplier s JOIN supplier_metric m ON m.supplier_id = s.id AND m.metric = 'CREDIT' WHERE s.id = $1`,
    [id],
  );
  expect({ status, observed, parts }).toEqual({
    status: before - 42 < 60 ? 'LIMITED' : 'ACTIVE',
    observed: before - 42,
    parts: [quality],
  });
});

test('the same key at once makes one entry; an entry is restored once, whoever tries', async () => {
  const [{ id }] = await db.query(
    `SELECT id FROM supplier WHERE status = 'ACTIVE' ORDER BY id DESC OFFSET 1 LIMIT 1`,
  );
  const before = await balanceOf(id);
  const same = { points: 9, idempotencyKey: 'once' };
  const entered = await Promise.all([one, two, one].map((server) => governing(server).enter(id, same)));
  expect(new Set(entered.map(({ entry }) => entry.id)).size).toBe(1);
  expect(await balanceOf(id)).toBe(before - 9);

  const [{ entry }] = entered as [{ entry: { id: string } }];
  const { appeal } = await governing(one, supplierOf(id)).appeal(entry.id);
  const restore = { kind: 'RESTORATION', undoes: entry.id, reason: 'MISTAKE' };
  const [restored, decided, rejected, deducted] = await Promise.all([
    governing(one).enter(id, restore),
    governing(two).decide(appeal, 'UPHELD'),
    governing(one).decide(appeal, 'REJECTED'),
    governing(two).deduct(id, 4),
  ]);
  // One of two decisions; the points come back once, by the decision or by the restoration; and 4 are gone.
  expect([decided, rejected].filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
  expect(deducted.userErrors).toEqual([]);
  expect(await balanceOf(id)).toBe(before - 4);
  const undoing = await db.query(
    'SELECT points FROM credit_entry WHERE undoes = (SELECT entry_id FROM appeal WHERE supplier_id = $1)',
    [id],
  );
  expect(undoing).toEqual([{ points: 9 }]);
  expect([[], ['WRONG_STATE']]).toContainEqual(restored.userErrors.map(({ code }: any) => code));
});

const UPSERT = `mutation ($input: SkuBulkUpsertInput!) { skuBulkUpsert(input: $input) { items { outcome } userErrors { code } } }`;

test('entries against writing goods of the same suppliers: all come through, and every SKU has its supplier’s status', async () => {
  const suppliers: { id: string; code: string; name: string; belt: string }[] = await db.query(
    `SELECT s.id, s.code, s.name, b.slug AS belt FROM supplier s JOIN belt b ON b.number = s.belt_number
      WHERE s.status = 'ACTIVE' AND b.slug = 'yiwu' ORDER BY s.id LIMIT 3`,
  );
  const write = async (server: ServerOnDatabase, writer: number): Promise<void> => {
    for (let round = 0; round < 6; round++) {
      const items = Array.from({ length: 30 }, (_, i) => ({
        title: `货品 ${i} 第 ${round} 轮`,
        code: `race-${(i * 7 + writer) % 40}`,
        supplierCode: suppliers[(i + writer) % 3]!.code,
        livePrice: `${10 + round + writer}.00`,
      })).filter(({ code }, i, all) => all.findIndex((other) => other.code === code) === i);
      const { data, errors } = await server.query(UPSERT, {
        variables: { input: { belt: 'yiwu', items } },
        as: ADMIN,
      });
      expect(errors).toBeUndefined();
      expect(data.skuBulkUpsert.userErrors).toEqual([]);
      expect(data.skuBulkUpsert.items.map(({ outcome }: any) => outcome)).not.toContain('REJECTED');
    }
  };
  const enter = async (server: ServerOnDatabase, of: number): Promise<void> => {
    const { id } = suppliers[of]!;
    for (let round = 0; round < 4; round++) {
      const { entry, userErrors } = await governing(server).enter(id, { kind: 'HOLD', hold: 'LIMITED' });
      expect(userErrors).toEqual([]);
      const undo = { kind: 'RESTORATION', undoes: entry.id, reason: 'REMEDIED' };
      expect((await governing(server).enter(id, undo)).userErrors).toEqual([]);
    }
    expect((await governing(server).enter(id, { kind: 'HOLD', hold: 'FROZEN' })).userErrors).toEqual([]);
  };
  await Promise.all([write(one, 0), write(two, 1), enter(one, 0), enter(two, 1), enter(one, 2)]);
  const found = await db.query(
    `SELECT s.status, k.supplier_status AS copied, count(k.cell)::int AS eligible FROM supplier s JOIN sku k ON k.supplier_id = s.id
      WHERE s.id = ANY ($1) GROUP BY 1, 2`,
    [suppliers.map(({ id }) => id)],
  );
  expect(found).toEqual([{ status: 'FROZEN', copied: 'FROZEN', eligible: 0 }]);
}, 120_000);

test('nothing went wrong inside', () => {
  expect([...one.faults, ...two.faults]).toEqual([]);
});
