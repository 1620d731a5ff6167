import { toNodeId } from '../../src/graphql/node-id';
import { ADMIN, codesIn, governing, operatorOf, supplierOf } from '../support/governance';
import { closeHealthy } from '../support/healthy';
import { insertSku, insertSupplier, type SupplierRow } from '../support/rows';
import { type GraphQlAnswer, startTestServer, type TestServer } from '../support/server';

const OPERATOR = operatorOf('yiwu');
const ELSEWHERE = operatorOf('foshan');
const SERVICE = { roles: ['SERVICE' as never] };
const STREAMER = { roles: ['STREAMER' as never], streamer: 'own' };
const ID = '00000000-0000-4000-8000-000000000000';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
});
afterAll(() => closeHealthy(server));

const admin = () => governing(server);
const sql = <T = any>(text: string, values: unknown[] = []): Promise<T[]> =>
  server.database.dataSource.query(text, values);

async function newSupplier(): Promise<SupplierRow> {
  const supplier = await insertSupplier(server.database.dataSource);
  await insertSku(server.database.dataSource, supplier);
  return supplier;
}

const codeOf = ({ errors }: GraphQlAnswer): string | undefined => errors?.[0]?.extensions.code;

describe('the ledger', () => {
  it('starts at 100; status and credit follow it down and up', async () => {
    const { id } = await newSupplier();
    const steps: [points: number, balance: number, status: string][] = [
      [40, 60, 'ACTIVE'],
      [1, 59, 'LIMITED'],
      [29, 30, 'LIMITED'],
      [1, 29, 'FROZEN'],
      [90, 0, 'FROZEN'],
    ];
    const entries: string[] = [];
    for (const [points, balance, status] of steps) {
      const { entry, supplier } = await admin().deduct(id, points);
      expect(supplier).toMatchObject({ status, credit: { balance } });
      entries.push(entry.id);
    }
    // What lies below 0 has to be restored as well: 100 - 161 + 90 + 1 + 29 = 59.
    const back = entries.toReversed().map((undoes) => ({ kind: 'RESTORATION', undoes, reason: 'MISTAKE' }));
    const balances = [];
    for (const input of back) balances.push((await admin().enter(id, input)).supplier.credit.balance);
    expect(balances).toEqual([29, 30, 59, 60, 100]);
  });

  it('counts in the quality score: a tenth of it, by points', async () => {
    const { id } = await newSupplier();
    const full = (await admin().enter(id, { kind: 'HOLD', hold: 'LIMITED' })).supplier.quality.score;
    expect((await admin().deduct(id, 30)).supplier.quality.score).toBeCloseTo(full - 0.03, 6);
    const [{ quality, sum, copied }] = await sql(
      `SELECT s.quality, (SELECT count(*)::int FROM supplier_metric WHERE supplier_id = s.id) AS sum,
              (SELECT min(supplier_quality) FROM sku WHERE supplier_id = s.id) AS copied
         FROM supplier s WHERE id = $1`,
      [id],
    );
    expect({ sum, copied }).toEqual({ sum: 6, copied: quality });
  });

  it('gives a part back, and no more than stands', async () => {
    const { id } = await newSupplier();
    const { entry } = await admin().deduct(id, 20);
    const part = { kind: 'RESTORATION', undoes: entry.id, reason: 'REMEDIED' };
    expect((await admin().enter(id, { ...part, points: 15 })).supplier.credit.balance).toBe(95);
    expect(codesIn(await admin().enter(id, { ...part, points: 6 }))).toEqual(['INVALID points']);
    expect((await admin().enter(id, part)).supplier.credit.balance).toBe(100);
    expect(codesIn(await admin().enter(id, part))).toEqual(['WRONG_STATE undoes']);
  });

  it('holds without points until the hold is undone; the severest of what stands counts', async () => {
    const { id } = await newSupplier();
    const limited = await admin().enter(id, { kind: 'HOLD', hold: 'LIMITED', reason: 'UNDER_INVESTIGATION' });
    const frozen = await admin().enter(id, { kind: 'HOLD', hold: 'FROZEN' });
    expect([limited, frozen].map(({ supplier }) => supplier.status)).toEqual(['LIMITED', 'FROZEN']);
    const undo = ({ entry }: any) =>
      admin().enter(id, { kind: 'RESTORATION', undoes: entry.id, reason: 'REMEDIED' });
    expect((await undo(frozen)).supplier).toMatchObject({ status: 'LIMITED', credit: { balance: 100 } });
    expect((await undo(limited)).supplier.status).toBe('ACTIVE');
  });

  it('is the same entry under the same key and words, another one never', async () => {
    const { id } = await newSupplier();
    const input = { points: 5, idempotencyKey: 'mine' };
    const first = await admin().enter(id, input);
    expect((await admin().enter(id, input)).entry.id).toBe(first.entry.id);
    expect(codesIn(await admin().enter(id, { ...input, points: 6 }))).toEqual([
      'IDEMPOTENCY_CONFLICT idempotencyKey',
    ]);
    const other = await newSupplier();
    expect(codesIn(await admin().enter(other.id, input))).toEqual(['IDEMPOTENCY_CONFLICT idempotencyKey']);
    expect(await sql('SELECT points FROM credit_entry WHERE supplier_id = $1', [id])).toEqual([
      { points: 5 },
    ]);
  });

  it('is never edited and never removed, and nothing else sets a status', async () => {
    const { id } = await newSupplier();
    await admin().deduct(id, 5);
    for (const statement of [
      'UPDATE credit_entry SET points = 1',
      'DELETE FROM credit_entry',
      'TRUNCATE credit_entry CASCADE',
    ])
      await expect(sql(statement)).rejects.toMatchObject({ driverError: { code: '42501' } });
    const asProgram = `WITH author AS (SELECT set_config('headwater.author', '{"actor": "x"}', true))
      UPDATE supplier SET status = 'FROZEN' FROM author WHERE id = $1`;
    await expect(sql(asProgram, [id])).rejects.toThrow('follows from its credit ledger');
  });

  it('stands in the audit log, with the status that followed, under the name of who entered it', async () => {
    const { id } = await newSupplier();
    await admin().deduct(id, 50);
    const found = await sql(
      `SELECT actor, action, subject_type AS type, operation, after->'points' AS points, after->'status' AS status
         FROM audit_entry WHERE action = 'creditEntryCreate' AND (subject_id = $1 OR after->>'supplier_id' = $1) ORDER BY type`,
      [id],
    );
    const who = { actor: 'test', action: 'creditEntryCreate' };
    expect(found).toEqual([
      { ...who, type: 'CreditEntry', operation: 'CREATED', points: 50, status: null },
      { ...who, type: 'Supplier', operation: 'CHANGED', points: null, status: 'LIMITED' },
    ]);
  });

  it.each([
    ['no points', { points: 0 }, 'INVALID points'],
    ['more than all', { points: 101 }, 'INVALID points'],
    ['a hold with points', { kind: 'HOLD', hold: 'FROZEN', points: 1 }, 'INVALID points'],
    ['a hold at ACTIVE', { kind: 'HOLD', hold: 'ACTIVE' }, 'INVALID hold'],
    ['a deduction that holds', { points: 1, hold: 'LIMITED' }, 'INVALID hold'],
    ['a restoration of nothing', { kind: 'RESTORATION' }, 'INVALID undoes'],
    ['an id of another type', { kind: 'RESTORATION', undoes: toNodeId('Sku', ID) }, 'INVALID undoes'],
    ['an unknown entry', { kind: 'RESTORATION', undoes: toNodeId('CreditEntry', ID) }, 'NOT_FOUND undoes'],
    ['a reason of its own', { points: 1, reason: 'APPEAL_UPHELD' }, 'INVALID reason'],
    ['a blank text', { points: 1, text: ' \n' }, 'INVALID text'],
    ['a long text', { points: 1, text: 'x'.repeat(2_001) }, 'INVALID text'],
    ['much evidence', { points: 1, evidence: Array(21).fill('x') }, 'TOO_LARGE evidence'],
    ['an unknown supplier', { points: 1, supplier: toNodeId('Supplier', ID) }, 'NOT_FOUND supplier'],
  ])('refuses %s', async (_, input, code) => {
    const { id } = await newSupplier();
    expect(codesIn(await admin().enter(id, input))).toEqual([code]);
  });
});

describe('who may do what', () => {
  const askers = { admin: ADMIN, service: SERVICE, operator: OPERATOR, elsewhere: ELSEWHERE };

  it('in ledgers and deposits', async () => {
    const { id } = await newSupplier();
    const { raw } = admin();
    const node = toNodeId('Supplier', id);
    const entry = { supplier: node, kind: 'DEDUCTION', points: 1, reason: 'OTHER', text: 'x' };
    const deposit = { supplier: node, kind: 'PAID', amount: '1.00', note: 'x' };
    const all = { ...askers, streamer: STREAMER, supplier: supplierOf(id), nobody: undefined };
    const told: Record<string, (string | undefined)[]> = {};
    for (const [who, as] of Object.entries(all)) {
      told[who] = [];
      for (const [document, input] of [
        [raw.enter, { ...entry, idempotencyKey: who }],
        [raw.deposit, { ...deposit, idempotencyKey: who }],
      ] as const)
        told[who].push(codeOf(await server.query(document, { variables: { input }, as, subject: who })));
      const read = `query ($id: ID!) { node(id: $id) { ... on Supplier { credit { balance } deposit { paid { amount } } } } }`;
      told[who].push(codeOf(await server.query(read, { variables: { id: node }, as })));
    }
    const no = 'FORBIDDEN';
    expect(told).toEqual({
      admin: [undefined, undefined, undefined],
      service: [undefined, undefined, undefined],
      operator: [undefined, no, undefined],
      elsewhere: [no, no, no],
      streamer: [no, no, no],
      supplier: [no, no, undefined],
      nobody: ['UNAUTHENTICATED', 'UNAUTHENTICATED', 'UNAUTHENTICATED'],
    });
  });

  it('operators deduct within bounds, make no holds, and undo what is their own', async () => {
    const { id } = await newSupplier();
    const operator = governing(server, OPERATOR);
    expect(codesIn(await operator.deduct(id, 11))).toEqual(['FORBIDDEN points']);
    expect(codesIn(await operator.enter(id, { kind: 'HOLD', hold: 'LIMITED' }))).toEqual(['FORBIDDEN kind']);
    await operator.deduct(id, 10);
    const { entry } = await operator.deduct(id, 9);
    expect(codesIn(await operator.deduct(id, 2))).toEqual(['FORBIDDEN points']);
    const others = await server.query(admin().raw.enter, {
      variables: {
        input: {
          supplier: toNodeId('Supplier', id),
          kind: 'RESTORATION',
          undoes: entry.id,
          reason: 'MISTAKE',
          text: 'x',
          idempotencyKey: 'o',
        },
      },
      as: OPERATOR,
      subject: 'a colleague',
    });
    expect(codesIn(others.data.creditEntryCreate)).toEqual(['FORBIDDEN undoes']);
    const undo = { kind: 'RESTORATION', undoes: entry.id, reason: 'MISTAKE' };
    expect((await operator.enter(id, undo)).supplier.credit.balance).toBe(90);
  });

  it('an entry and an appeal are there for those whom they concern alone', async () => {
    const { id } = await newSupplier();
    const { entry } = await admin().deduct(id, 3);
    const { appeal } = await governing(server, OPERATOR).appeal(entry.id);
    const other = await newSupplier();
    for (const node of [entry.id, appeal.id]) {
      const see = async (as: any) =>
        codeOf(
          await server.query('query ($id: ID!) { node(id: $id) { id } }', { variables: { id: node }, as }),
        );
      expect(await Promise.all([ADMIN, OPERATOR, supplierOf(id)].map(see))).toEqual(Array(3).fill(undefined));
      expect(await Promise.all([ELSEWHERE, supplierOf(other.id), STREAMER, undefined].map(see))).toEqual(
        Array(4).fill('NOT_FOUND'),
      );
    }
    const list = async (as: any) =>
      (await server.query('{ appeals(first: 100) { nodes { id } } }', { as })).data.appeals?.nodes.map(
        (node: any) => node.id,
      );
    expect(await list(supplierOf(id))).toEqual([appeal.id]);
    expect(await list(supplierOf(other.id))).toEqual([]);
    expect(await list(ELSEWHERE)).toEqual([]);
    expect(await list(OPERATOR)).toContain(appeal.id);
    expect(await list(STREAMER)).toBeUndefined();
  });
});

describe('an appeal', () => {
  it('is opened once against an entry that stands, by the supplier or for it', async () => {
    const { id } = await newSupplier();
    const { entry } = await admin().deduct(id, 50);
    const own = governing(server, supplierOf(id));
    const { appeal } = await own.appeal(entry.id, '物流单号在此');
    expect((await own.appeal(entry.id, '物流单号在此')).appeal).toEqual(appeal);
    expect(codesIn(await own.appeal(entry.id, '再来一次'))).toEqual(['WRONG_STATE entry']);
    const stranger = governing(server, supplierOf((await newSupplier()).id));
    expect(codesIn(await stranger.appeal(entry.id))).toEqual(['NOT_FOUND entry']);
    expect(codesIn(await own.appeal(entry.id, ''))).toEqual(['INVALID text']);

    expect(codesIn(await admin().decide({ ...appeal, version: 2 }, 'REJECTED'))).toEqual([
      'CONFLICT expectedVersion',
    ]);
    const { appeal: decided } = await admin().decide(appeal, 'REJECTED', '证据不足');
    expect(decided).toMatchObject({
      status: 'REJECTED',
      decision: '证据不足',
      decidedBy: 'test',
      version: 2,
    });
    expect(decided.supplier).toMatchObject({ status: 'LIMITED', credit: { balance: 50 } });
    expect(codesIn(await admin().decide(decided, 'UPHELD'))).toEqual(['WRONG_STATE appeal']);
  });

  it('that is upheld restores what still stands, and undoes a hold', async () => {
    const { id } = await newSupplier();
    const { entry } = await admin().deduct(id, 50);
    await admin().enter(id, { kind: 'RESTORATION', undoes: entry.id, points: 20, reason: 'REMEDIED' });
    const hold = await admin().enter(id, { kind: 'HOLD', hold: 'FROZEN' });
    const own = governing(server, supplierOf(id));
    const upheld = async (of: string) =>
      (await admin().decide((await own.appeal(of)).appeal, 'UPHELD')).appeal.supplier;
    expect(await upheld(hold.entry.id)).toMatchObject({ status: 'ACTIVE', credit: { balance: 70 } });
    expect(await upheld(entry.id)).toMatchObject({ status: 'ACTIVE', credit: { balance: 100 } });
    expect(
      await sql(
        `SELECT points FROM credit_entry WHERE supplier_id = $1 AND reason = 'APPEAL_UPHELD' ORDER BY at`,
        [id],
      ),
    ).toEqual([{ points: 0 }, { points: 30 }]);
  });
});
