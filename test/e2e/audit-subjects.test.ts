import { Role } from '../../src/auth/principal';
import { toNodeId } from '../../src/graphql/node-id';
import { closeHealthy } from '../support/healthy';
import { insertRow, insertSku, insertStreamer, insertSupplier } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
});
afterAll(() => closeHealthy(server));

it('the audit log tells of ledgers, the alliance, shelves and samples by what they are about, in the words of the schema', async () => {
  const db = server.database.dataSource;
  const supplier = await insertSupplier(db);
  const streamer = await insertStreamer(db);
  const node = { supplier: toNodeId('Supplier', supplier.id), streamer: toNodeId('Streamer', streamer.id) };
  const { id: sku } = await insertSku(db, supplier, {});
  const of = { supplier_id: supplier.id, belt_number: 13 };
  const by = { actor: 'boss', idempotency_key: 'k' };
  const deduction = await insertRow(db, 'credit_entry', {
    ...of,
    kind: 'DEDUCTION',
    points: 5,
    reason: 'OTHER',
    text: 'late',
    actor: 'boss',
  });
  const restoration = await insertRow(db, 'credit_entry', {
    ...of,
    kind: 'RESTORATION',
    points: 5,
    undoes: deduction.id,
    reason: 'MISTAKE',
    text: 'sorry',
    actor: 'boss',
  });
  const appeal = await insertRow(db, 'appeal', {
    ...of,
    entry_id: deduction.id,
    text: 'no',
    opened_by: 'them',
  });
  const deposit = await insertRow(db, 'deposit_entry', {
    ...of,
    ...by,
    kind: 'PAID',
    amount: 123_450,
    note: 'transfer',
  });
  const rating = await insertRow(db, 'alliance_rule', {
    kind: 'RATING',
    threshold: 4_650_000,
    window_days: 90,
    newcomer_days: 0,
    valid_from: '2099-01-01',
  });
  const fee = await insertRow(db, 'alliance_rule', {
    kind: 'NEWCOMER_FEE',
    threshold: 250_000,
    newcomer_days: 30,
    rate: 12_500,
    valid_from: '2099-01-01',
  });
  const said = await insertRow(db, 'alliance_category', { category_number: 3, is_open: false });
  const pick = await insertRow(db, 'pick', { streamer_id: streamer.id, sku_id: sku });
  const sample = await insertRow(db, 'sample_request', {
    ...of,
    streamer_id: streamer.id,
    sku_id: sku,
    quantity: 2,
    message: '',
  });
  const [{ uuid: category, slug }] = await db.query('SELECT id AS uuid, slug FROM category WHERE number = 3');

  const { data } = await server.query(
    `{ auditEntries(first: 100) { nodes { subjectType subjectId subject { __typename id } changes { field after } } } }`,
    { as: { roles: [Role.ADMIN] } },
  );
  const all: any[] = data.auditEntries.nodes;
  const told = (type: string, { id }: { id: string }, expected: object): void => {
    const known = [id, toNodeId(type as 'Pick', id)];
    const entry = all.find(({ subjectType, subjectId }) => subjectType === type && known.includes(subjectId));
    const changes = Object.fromEntries(entry.changes.map(({ field, after }: any) => [field, after]));
    expect({ type, subject: entry.subject, subjectId: entry.subjectId, changes }).toMatchObject({
      type,
      ...expected,
    });
  };
  const itself = (type: 'Pick' | 'Appeal' | 'CreditEntry' | 'AllianceRule' | 'SampleRequest', id: string) => {
    const global = toNodeId(type, id);
    return { subjectId: global, subject: { __typename: type, id: global } };
  };
  told('CreditEntry', deduction, {
    ...itself('CreditEntry', deduction.id),
    changes: { supplier: node.supplier, points: '5', kind: 'DEDUCTION' },
  });
  told('CreditEntry', restoration, { changes: { undoes: toNodeId('CreditEntry', deduction.id) } });
  told('Appeal', appeal, {
    ...itself('Appeal', appeal.id),
    changes: { entry: toNodeId('CreditEntry', deduction.id), openedBy: 'them', belt: 'yiwu' },
  });
  told('DepositEntry', deposit, {
    subjectId: deposit.id,
    subject: { __typename: 'Supplier', id: node.supplier },
    changes: { amount: '1234.50', kind: 'PAID' },
  });
  told('AllianceRule', rating, {
    ...itself('AllianceRule', rating.id),
    changes: { threshold: '4.65', windowDays: '90', validFrom: '2099-01-01' },
  });
  told('AllianceRule', fee, { changes: { threshold: '2500.00', rate: '0.0125' } });
  told('AllianceCategory', said, {
    subjectId: said.id,
    subject: { __typename: 'Category', id: toNodeId('Category', category) },
    changes: { category: slug, isOpen: 'false' },
  });
  told('Pick', pick, {
    ...itself('Pick', pick.id),
    changes: { streamer: node.streamer, sku: toNodeId('Sku', sku) },
  });
  told('SampleRequest', sample, {
    ...itself('SampleRequest', sample.id),
    changes: { streamer: node.streamer, sku: toNodeId('Sku', sku), quantity: '2' },
  });
});
