import { toNodeId } from '../../src/graphql/node-id';
import { ADMIN } from './governance';
import { OPERATOR, type Use } from './operation-use';
import type { TestServer } from './server';

/** A supplier with a long ledger, its entries, and appeals against half of them. */
export type Ledger = { governed: string; entries: string[]; appeals: string[] };

/** How frontends use the operations of labels, ledgers, appeals and deposits. */
export const governanceUses = (ids: () => Ledger): Record<string, Use> => ({
  'supplier-label': {
    variables: (first) => ({ id: ids().governed, first }),
    rows: (data) => data.node.reliability.history.nodes,
    statements: [
      'rows supplier',
      'rows reliability_change',
      'rows supplier_metric',
      'rows sku',
      'places reliability_change',
    ],
  },
  'supplier-standing': {
    as: OPERATOR,
    variables: (first) => ({ id: ids().governed, first }),
    rows: (data) => data.node.credit.entries.nodes,
    statements: [
      'rows supplier',
      'standing',
      'deposit',
      'places credit_entry',
      'rows credit_entry',
      'rows credit_entry',
      'rows appeal',
    ],
  },
  'credit-entry-create': {
    as: OPERATOR,
    sizes: [1],
    variables: () => ({
      input: {
        supplier: ids().governed,
        kind: 'DEDUCTION',
        points: 3,
        reason: 'LATE_DISPATCH',
        text: '三单超时',
        idempotencyKey: 'operations',
      },
    }),
    rows: (data) => [data.creditEntryCreate.entry.id],
    statements: [
      'rows supplier',
      'setting',
      'author',
      'lock supplier',
      'rows credit_entry',
      'rows credit_entry',
      'write credit_entry',
      'rows credit_entry',
      'standing',
      'write withheld_supplier',
      'author',
      'lock supplier',
      'standing',
      'rows supplier_metric',
      'write supplier_metric',
      'setting',
      'setting',
      'write supplier',
      'setting',
      'write withheld_supplier',
      'setting',
      'rows supplier',
      'standing',
    ],
  },
  appeals: {
    as: OPERATOR,
    variables: (first) => ({ first }),
    rows: (data) => data.appeals.nodes,
    statements: ['places appeal', 'rows appeal', 'rows credit_entry', 'rows supplier'],
  },
  'appeal-create': {
    as: OPERATOR,
    sizes: [1],
    variables: () => ({ input: { entry: ids().entries[0], text: '物流有记录' } }),
    rows: (data) => [data.appealCreate.appeal.id],
    statements: [
      'rows credit_entry',
      'setting',
      'author',
      'lock supplier',
      'rows appeal',
      'rows credit_entry',
      'write appeal',
      'rows appeal',
      'standing',
      'write withheld_supplier',
      'setting',
    ],
  },
  'appeal-decide': {
    as: ADMIN,
    sizes: [1],
    variables: () => ({
      input: { appeal: ids().appeals[0], expectedVersion: 1, outcome: 'UPHELD', text: '已核实' },
    }),
    rows: (data) => [data.appealDecide.appeal.id],
    statements: [
      'rows appeal',
      'setting',
      'author',
      'lock supplier',
      'write appeal',
      'rows appeal',
      'rows credit_entry',
      'rows credit_entry',
      'write credit_entry',
      'rows credit_entry',
      'standing',
      'write withheld_supplier',
      'setting',
      'rows supplier',
      'standing',
    ],
  },
  'deposit-record': {
    as: ADMIN,
    sizes: [1],
    variables: () => ({
      input: {
        supplier: ids().governed,
        kind: 'PAID',
        amount: '100.00',
        note: '转账',
        idempotencyKey: 'operations',
      },
    }),
    rows: (data) => [data.depositRecord.entry.at],
    statements: [
      'rows supplier',
      'setting',
      'author',
      'lock supplier',
      'rows deposit_entry',
      'write deposit_entry',
      'rows deposit_entry',
      'write deposit_shortfall',
      'standing',
      'write withheld_supplier',
      'setting',
      'rows supplier',
      'deposit',
    ],
  },
});

/** A long history of the label and of credit, and appeals against half of it. */
export async function addLedger(server: TestServer): Promise<Ledger> {
  const { dataSource } = server.database;
  const [{ id: supplier }] = await dataSource.query(
    `SELECT s.id FROM supplier s JOIN belt b ON b.number = s.belt_number
      WHERE b.slug = 'yiwu' AND s.status = 'ACTIVE' ORDER BY s.id DESC LIMIT 1`,
  );
  await dataSource.query(
    `INSERT INTO reliability_change (supplier_id, granted, criteria) SELECT $1, n % 2 = 1, '[]' FROM generate_series(1, 60) AS n`,
    [supplier],
  );
  const entries: { id: string }[] = await dataSource.query(
    `INSERT INTO credit_entry (supplier_id, belt_number, kind, hold, reason, text, actor, at)
     SELECT id, belt_number, 'HOLD', 'LIMITED', 'OTHER', '记录', 'test', now() + interval '1 day' FROM supplier, generate_series(1, 110) WHERE id = $1
     RETURNING id`,
    [supplier],
  );
  const appeals: { id: string }[] = await dataSource.query(
    `INSERT INTO appeal (entry_id, supplier_id, belt_number, text, opened_by)
     SELECT id, supplier_id, belt_number, '申诉', 'test' FROM credit_entry WHERE id = ANY ($1) RETURNING id`,
    [entries.slice(50).map(({ id }) => id)],
  );
  await dataSource.query(`UPDATE supplier SET status = 'LIMITED' WHERE id = $1`, [supplier]);
  await server.app.matching.sync.refresh();
  return {
    governed: toNodeId('Supplier', supplier),
    entries: entries.map(({ id }) => toNodeId('CreditEntry', id)),
    appeals: appeals.map(({ id }) => toNodeId('Appeal', id)),
  };
}
