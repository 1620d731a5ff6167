import { auditedTransaction } from '../../src/audit/audited-transaction';
import { type Author, leaveUnaudited } from '../../src/audit/author';
import { pruneLog } from '../../src/audit/prune-log';
import { inTransaction } from '../../src/database/transaction';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { insertRow, insertSku, insertStreamer, insertSupplier, type SupplierRow } from '../support/rows';

const OPERATOR: Author = { actor: 'operator@yiwu', roles: ['OPERATOR'], action: 'test', reference: 'why' };

type Entry = {
  actor: string;
  roles: string[];
  action: string | null;
  reference: string | null;
  operation: string;
  subject_type: string;
  subject_id: string;
  belt_number: number | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
};

let database: TestDatabase;
let supplier: SupplierRow;

beforeAll(async () => {
  database = await createTestDatabase();
  supplier = await insertSupplier(database.dataSource);
});
afterAll(() => database.drop());

const write = (sql: string, values: unknown[] = []): Promise<unknown> =>
  auditedTransaction(database.dataSource, OPERATOR, (runner) => runner.query(sql, values));

const entriesOf = (subjectId: string): Promise<Entry[]> =>
  database.dataSource.query('SELECT * FROM audit_entry WHERE subject_id = $1 ORDER BY id', [subjectId]);

describe('the audit log', () => {
  it('keeps who created, changed and removed what, with what was there and what came of it', async () => {
    const { id } = await auditedTransaction(database.dataSource, OPERATOR, (runner) =>
      insertSku(runner, supplier, { title: '玻璃杯', stock: 5 }),
    );
    await write('UPDATE sku SET stock = 4, version = version + 1, updated_at = now() WHERE id = $1', [id]);
    await write('DELETE FROM sku WHERE id = $1', [id]);

    const [created, changed, removed, ...more] = await entriesOf(id);
    expect(more).toEqual([]);
    const who = { actor: 'operator@yiwu', roles: ['OPERATOR'], action: 'test', reference: 'why' };
    const what = { subject_type: 'Sku', subject_id: id, belt_number: 13 };
    expect(created).toMatchObject({ ...who, ...what, operation: 'CREATED', before: null });
    expect(created!.after).toMatchObject({ title: '玻璃杯', stock: 5, supplier_id: supplier.id });
    expect(changed).toMatchObject({ ...who, ...what, operation: 'CHANGED' });
    expect([changed!.before, changed!.after]).toEqual([{ stock: 5 }, { stock: 4 }]);
    expect(removed).toMatchObject({ ...who, ...what, operation: 'REMOVED', after: null });
    expect(removed!.before).toMatchObject({ title: '玻璃杯', stock: 4 });
  });

  it('leaves out what is worked out from other columns', async () => {
    const { id } = await insertSku(database.dataSource, supplier, {});
    const [{ after }] = (await entriesOf(id)) as [Entry];
    for (const column of [
      'version',
      'updated_at',
      'supplier_quality',
      'search_vector',
      'static_score',
      'cell',
    ])
      expect(after).not.toHaveProperty(column);
  });

  it('keeps every value as it is, but for what nobody gave: nothing, and defaults', async () => {
    const { id } = await insertSku(database.dataSource, supplier, {
      title: '引号" 反斜\\ \n 换行 😀',
      description: "a'b",
      attributes: JSON.stringify({ 'k"': ['v', null, 1.5] }),
      image_urls: ['https://a.example/"x"', ''],
      guarantees: ['TENFOLD_IF_FAKE', 'REFUND_WITHOUT_RETURN'],
      market_price: 2_000_000_000,
      flagged: true,
      status: 'DRAFT',
      stock: 0,
    });
    const [{ after }] = (await entriesOf(id)) as [Entry];
    const [{ whole }] = await database.dataSource.query(
      `SELECT to_jsonb(k) - ARRAY ['id', 'belt_number', 'version', 'created_at', 'updated_at', 'search_text', 'search_vector',
                                   'supplier_status', 'supplier_quality', 'supplier_newcomer', 'supplier_reliable',
                                   'guarantee_bits', 'price_band', 'price_advantage', 'commission_value', 'momentum',
                                   'static_score', 'cell'] AS whole
         FROM sku k WHERE id = $1`,
      [id],
    );
    const { stock, commission_rate, sales_total, sales_recent, sales_previous, in_alliance, ...given } =
      whole;
    expect([stock, commission_rate, sales_total, sales_recent, sales_previous]).toEqual([0, 0, 0, 0, 0]);
    expect(in_alliance).toBe(false);
    expect(after).toEqual(given);

    await write(
      `UPDATE sku SET title = 'x', image_urls = '{}', market_price = NULL, flagged = false WHERE id = $1`,
      [id],
    );
    expect((await entriesOf(id))[1]).toMatchObject({
      before: {
        title: given.title,
        image_urls: given.image_urls,
        market_price: 2_000_000_000,
        flagged: true,
      },
      after: { title: 'x', image_urls: [], market_price: null, flagged: false },
    });
  });

  it('says which database role wrote past the program', async () => {
    const { id } = await insertSku(database.dataSource, supplier, {});
    const [{ user }] = await database.dataSource.query('SELECT session_user AS user');
    expect(await entriesOf(id)).toMatchObject([{ actor: `database:${user}`, roles: [], action: null }]);
  });

  it('has one entry for each row of a statement, and none for rows that stay as they were', async () => {
    const one = await insertSku(database.dataSource, supplier, { stock: 1 });
    const two = await insertSku(database.dataSource, supplier, { stock: 2 });
    await write('UPDATE sku SET stock = 2, version = version + 1 WHERE id = ANY ($1)', [[one.id, two.id]]);
    expect((await entriesOf(one.id)).map(({ before, after }) => [before, after])).toEqual([
      [null, expect.any(Object)],
      [{ stock: 1 }, { stock: 2 }],
    ]);
    expect(await entriesOf(two.id)).toHaveLength(1);
  });

  it('has nothing of goods whose copies of their supplier follow it, but what happened to the supplier', async () => {
    const other = await insertSupplier(database.dataSource, { quality: 1 });
    const { id } = await insertSku(database.dataSource, other, {});
    await write(`UPDATE supplier SET kind = 'TRADER', quality = 2 WHERE id = $1`, [other.id]);
    expect(await entriesOf(id)).toHaveLength(1);
    expect((await entriesOf(other.id))[1]).toMatchObject({
      subject_type: 'Supplier',
      before: { kind: 'FACTORY' },
      after: { kind: 'TRADER' },
    });
  });

  it('watches days of suppliers and fan profiles by their own keys', async () => {
    await write(
      `INSERT INTO supplier_metric_day (supplier_id, day, source, orders) VALUES ($1, '2026-11-20', 'shop', 3)`,
      [supplier.id],
    );
    await write('UPDATE supplier_metric_day SET orders = 4 WHERE supplier_id = $1', [supplier.id]);
    expect(await entriesOf(`${supplier.id}/2026-11-20/shop`)).toMatchObject([
      { operation: 'CREATED', belt_number: 13 },
      { operation: 'CHANGED', before: { orders: 3 }, after: { orders: 4 } },
    ]);
    const streamer = await insertStreamer(database.dataSource);
    await insertRow(database.dataSource, 'fan_profile', { streamer_id: streamer.id });
    expect((await entriesOf(streamer.id)).map((entry) => entry.subject_type).toSorted()).toEqual([
      'FanProfile',
      'Streamer',
    ]);
  });

  it('goes with the transaction: what is rolled back was never written', async () => {
    const attempt = auditedTransaction(database.dataSource, OPERATOR, async (runner) => {
      await insertSku(runner, supplier, { code: 'ROLLED-BACK' });
      throw new Error('no');
    });
    await expect(attempt).rejects.toThrow('no');
    const found = await database.dataSource.query(
      `SELECT FROM audit_entry WHERE after->>'code' = 'ROLLED-BACK'`,
    );
    expect(found).toEqual([]);
  });

  it('does not take one transaction’s author for the next one’s', async () => {
    await inTransaction(database.dataSource, async (runner) => {
      await runner.query('SELECT 1');
      await leaveUnaudited(runner);
      await insertSku(runner, supplier, { code: 'MADE-UP' });
    });
    const { id } = await insertSku(database.dataSource, supplier, { code: 'REAL' });
    expect(await entriesOf(id)).toMatchObject([{ action: null }]);
    const found = await database.dataSource.query(`SELECT FROM audit_entry WHERE after->>'code' = 'MADE-UP'`);
    expect(found).toEqual([]);
  });

  it.each([
    ['changed', 'UPDATE audit_entry SET actor = $$someone else$$'],
    ['removed', 'DELETE FROM audit_entry'],
    ['emptied', 'TRUNCATE audit_entry'],
  ])('cannot be %s', async (_what, sql) => {
    await expect(database.dataSource.query(sql)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('pruning the audit log', () => {
  let own: TestDatabase;
  beforeAll(async () => {
    own = await createTestDatabase();
  });
  afterAll(() => own.drop());

  const all = (): Promise<any[]> => own.dataSource.query('SELECT * FROM audit_entry ORDER BY id');

  it('removes what is from before an instant, leaves an entry that says so, and locks the log again', async () => {
    for (const at of ['2026-01-01 00:00Z', '2026-02-01 00:00Z', '2026-02-01 00:00:00.001Z'])
      await own.dataSource.query(
        `INSERT INTO audit_entry (at, actor, operation, subject_type, subject_id) VALUES ($1, 'x', 'CREATED', 'Sku', 'y')`,
        [at],
      );
    const [, , kept] = await all();
    const by = { actor: 'shell:root', roles: [], action: 'audit-prune' };
    expect(await pruneLog(own.dataSource, new Date('2026-02-01T00:00:00.001Z'), by)).toBe(2);
    const [left, told, ...more] = await all();
    expect(more).toEqual([]);
    expect(left).toEqual(kept);
    expect(told).toMatchObject({
      actor: 'shell:root',
      action: 'audit-prune',
      operation: 'REMOVED',
      subject_type: 'AuditEntry',
      subject_id: expect.stringMatching(/^until 2026-0[12]-/),
      before: { entries: 2 },
    });
    expect(new Date(told.before.from)).toEqual(new Date('2026-01-01T00:00:00Z'));
    await expect(own.dataSource.query('DELETE FROM audit_entry')).rejects.toMatchObject({ code: '42501' });
    // Where there is nothing to remove there is nothing to tell.
    expect(await pruneLog(own.dataSource, new Date('2025-01-01T00:00:00Z'), by)).toBe(0);
    expect(await all()).toHaveLength(2);
  });
});
