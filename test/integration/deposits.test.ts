import type { DataSource } from 'typeorm';
import { chinaDay } from '../../src/calendar/china-day';
import { settleShortfalls } from '../../src/governance/deposit-shortfall';
import { settleGovernance } from '../../src/governance/settle';
import { toNodeId } from '../../src/graphql/node-id';
import { codesIn, governing, supplierOf } from '../support/governance';
import { closeHealthy } from '../support/healthy';
import { insertRow, insertSku, insertSupplier } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';

const DAY = 24 * 3_600_000;

let server: TestServer;
let db: DataSource;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  db = server.database.dataSource;
});
afterAll(() => closeHealthy(server));

/** A supplier that sold so much, in fen, so many days ago; by source. */
async function seller(...sales: [daysAgo: number, fen: number, source?: string][]): Promise<string> {
  const supplier = await insertSupplier(db);
  await insertSku(db, supplier);
  for (const [daysAgo, sales_fen, source = 'platform'] of sales)
    await insertRow(db, 'supplier_metric_day', {
      supplier_id: supplier.id,
      day: chinaDay(Date.now() - daysAgo * DAY),
      source,
      orders: 1,
      sales_fen,
    });
  return supplier.id;
}

const DEPOSIT = `query ($id: ID!) { node(id: $id) { ... on Supplier { status deposit {
  sales { amount } tier { minSales { amount } } required { amount } paid { amount } dueBy
  entries { nodes { kind amount { amount } note } } } } } }`;

async function depositOf(id: string): Promise<any> {
  const { data, errors } = await server.query(DEPOSIT, {
    variables: { id: toNodeId('Supplier', id) },
    as: supplierOf(id),
  });
  if (errors) throw new Error(JSON.stringify(errors));
  return { status: data.node.status, ...data.node.deposit };
}

it.each([
  ['nothing', [], '0.00', '0.00'],
  ['a fen less than a tier', [[1, 9_999_999]], '99999.99', '0.00'],
  ['a tier', [[1, 10_000_000]], '100000.00', '5000.00'],
  [
    'more in several days and sources',
    [
      [1, 30_000_000],
      [30, 10_000_000],
      [1, 10_000_000, 'base'],
    ],
    '500000.00',
    '20000.00',
  ],
  [
    'today and 31 days ago, which do not count',
    [
      [0, 90_000_000],
      [31, 90_000_000],
    ],
    '0.00',
    '0.00',
  ],
  ['far more than an integer holds', [[2, 9_000_000_000]], '90000000.00', '100000.00'],
] as [string, [number, number, string?][], string, string][])(
  'what is required follows the sales: %s',
  async (_, sales, total, required) => {
    expect(await depositOf(await seller(...sales))).toMatchObject({
      sales: { amount: total },
      required: { amount: required },
      paid: { amount: '0.00' },
    });
  },
);

it('who does not pay within a fortnight is limited until it is paid, and again when it is returned too early', async () => {
  const id = await seller([1, 60_000_000]);
  const now = Date.now();
  await settleGovernance(db);
  const { dueBy, status } = await depositOf(id);
  expect(status).toBe('ACTIVE');
  expect(Math.abs(Date.parse(dueBy) - now - 14 * DAY)).toBeLessThan(60_000);

  // Looked at again later, the day stays as it was told.
  await settleShortfalls(db, undefined, now + DAY / 2);
  expect((await depositOf(id)).dueBy).toBe(dueBy);
  await db.query(`UPDATE deposit_shortfall SET due_by = now() - interval '1 second' WHERE supplier_id = $1`, [
    id,
  ]);
  expect((await settleGovernance(db)).statuses).toBe(1);
  expect((await depositOf(id)).status).toBe('LIMITED');

  const admin = governing(server);
  const part = await admin.deposit(id, { amount: '19999.99' });
  expect(part.supplier).toMatchObject({ status: 'LIMITED', deposit: { paid: { amount: '19999.99' } } });
  const rest = await admin.deposit(id, { amount: '0.01', note: '补足' });
  expect(rest.supplier).toEqual({ status: 'ACTIVE', deposit: { paid: { amount: '20000.00' }, dueBy: null } });
  expect((await depositOf(id)).entries.nodes.map(({ note }: any) => note)).toEqual(['补足', '银行转账']);

  // Returned, there is a fortnight again.
  const back = await admin.deposit(id, { kind: 'RETURNED', amount: '20000.00' });
  expect(back.supplier).toMatchObject({ status: 'ACTIVE', deposit: { paid: { amount: '0.00' } } });
  expect(Date.parse(back.supplier.deposit.dueBy)).toBeGreaterThan(now + 13 * DAY);
});

it('who sells less again owes nothing any more', async () => {
  const id = await seller([1, 60_000_000]);
  await settleGovernance(db);
  await db.query(`UPDATE deposit_shortfall SET due_by = now() - interval '1 second' WHERE supplier_id = $1`, [
    id,
  ]);
  await settleGovernance(db);
  expect((await depositOf(id)).status).toBe('LIMITED');
  await db.query('UPDATE supplier_metric_day SET sales_fen = 5 WHERE supplier_id = $1', [id]);
  await settleGovernance(db);
  expect(await depositOf(id)).toMatchObject({ status: 'ACTIVE', dueBy: null });
});

it('an entry is recorded once under its key, and is never edited', async () => {
  const id = await seller();
  const admin = governing(server);
  const input = { amount: '10.00', idempotencyKey: 'transfer 1' };
  const all = await Promise.all([1, 2, 3].map(() => admin.deposit(id, input)));
  expect(all.map(({ userErrors }) => userErrors)).toEqual([[], [], []]);
  expect((await depositOf(id)).paid).toEqual({ amount: '10.00' });
  expect(codesIn(await admin.deposit(id, { ...input, amount: '11.00' }))).toEqual([
    'IDEMPOTENCY_CONFLICT idempotencyKey',
  ]);
  const other = await seller();
  expect(codesIn(await admin.deposit(other, input))).toEqual(['IDEMPOTENCY_CONFLICT idempotencyKey']);
  await expect(db.query('UPDATE deposit_entry SET amount = 1')).rejects.toMatchObject({
    driverError: { code: '42501' },
  });
});

it.each([
  ['nothing', { amount: '0.00' }, 'INVALID amount'],
  ['a third decimal', { amount: '1.001' }, 'INVALID amount'],
  ['more than an amount holds', { amount: '20000000.01' }, 'INVALID amount'],
  ['more back than was paid', { amount: '1.00', kind: 'RETURNED' }, 'INVALID amount'],
  ['no note', { amount: '1.00', note: '' }, 'INVALID note'],
  ['no key', { amount: '1.00', idempotencyKey: '' }, 'INVALID idempotencyKey'],
])('refuses %s', async (_, input, code) => {
  expect(codesIn(await governing(server).deposit(await seller(), input))).toEqual([code]);
});

it('who is left out of rankings without a cause that stands is let in by the next sweep', async () => {
  const id = await seller();
  await db.query('INSERT INTO withheld_supplier (supplier_id) VALUES ($1)', [id]);
  expect((await settleGovernance(db)).statuses).toBe(1);
  expect(await db.query('SELECT FROM withheld_supplier')).toEqual([]);
});

it('a status that was set past the ledger is set right by the next sweep', async () => {
  const id = await seller();
  await db.query(`UPDATE supplier SET status = 'FROZEN' WHERE id = $1`, [id]);
  expect((await settleGovernance(db)).statuses).toBe(1);
  expect((await depositOf(id)).status).toBe('ACTIVE');
});
