import { chinaDay } from '../../src/calendar/china-day';
import { fromNodeId, toNodeId } from '../../src/graphql/node-id';
import type { AccessWorld } from './access-world';
import { daysBefore, LICENCE, recordDay } from './alliance-rows';
import { insertRow } from './rows';

/** What people do with goods, and what follows for suppliers: one row of each, and the ids of those that have some. */
export async function insertTrade({ server, ids, supplier }: AccessWorld): Promise<Record<string, string>> {
  const db = server.database.dataSource;
  const uuidOf = (of: keyof typeof ids): string => fromNodeId(ids[of]).uuid;
  const streamer = uuidOf('streamer');
  const goods = { streamer_id: streamer, sku_id: uuidOf('sku') };

  await db.query(`UPDATE supplier SET licence = $2, opened_on = current_date - 2 WHERE id = $1`, [
    supplier,
    LICENCE,
  ]);
  await recordDay(db, supplier, daysBefore(chinaDay(Date.now()), 1), { ratings: [10, 48], sales: 100_000 });
  await insertRow(db, 'reliability_change', { supplier_id: supplier, granted: true, criteria: '[]' });
  await insertRow(db, 'alliance_category', { category_number: 3, is_open: true });
  await insertRow(db, 'alliance_decision', {
    sku_id: goods.sku_id,
    cause: 'APPLIED',
    admitted: true,
    actor: 'somebody',
  });
  const pick = await insertRow(db, 'pick', goods);
  const sampleRequest = await insertRow(db, 'sample_request', {
    ...goods,
    supplier_id: supplier,
    belt_number: 13,
    quantity: 1,
    message: '',
  });

  // Another supplier has an appeal as well, so that whoever may list any finds their own.
  const [creditEntry, appeal] = await insertAppeal(supplier, 13);
  await insertAppeal(uuidOf('otherSupplier'), 14);
  await insertRow(db, 'deposit_entry', {
    supplier_id: supplier,
    belt_number: 13,
    kind: 'PAID',
    amount: 100,
    note: '银行转账',
    actor: 'somebody',
    idempotency_key: 'a key',
  });

  const auditEntryOf = async (type: string, uuid: string): Promise<string> => {
    const [{ id }] = await db.query(
      'SELECT id FROM audit_entry WHERE subject_type = $1 AND subject_id = $2 ORDER BY id LIMIT 1',
      [type, uuid],
    );
    return toNodeId('AuditEntry', id);
  };
  return {
    pick: toNodeId('Pick', pick.id),
    sampleRequest: toNodeId('SampleRequest', sampleRequest.id),
    creditEntry: toNodeId('CreditEntry', creditEntry),
    appeal: toNodeId('Appeal', appeal),
    auditEntry: await auditEntryOf('Sku', goods.sku_id),
    auditOfPick: await auditEntryOf('Pick', pick.id),
    auditOfFans: await auditEntryOf('FanProfile', streamer),
  };

  async function insertAppeal(supplierId: string, belt: number): Promise<[entry: string, appeal: string]> {
    const of = { supplier_id: supplierId, belt_number: belt };
    const said = { reason: 'LATE_DISPATCH', text: '三单超时', actor: 'somebody' };
    const entry = await insertRow(db, 'credit_entry', { ...of, ...said, kind: 'DEDUCTION', points: 2 });
    const against = { ...of, entry_id: entry.id, text: '物流有记录', opened_by: 'somebody' };
    return [entry.id, (await insertRow(db, 'appeal', against)).id];
  }
}
