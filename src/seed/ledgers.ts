import type { CopyRow } from '../database/copy';
import { CreditEntryKind, CreditReason } from '../governance/credit-entry.entity';
import { FULL_CREDIT } from '../governance/rules';
import { QualityMetric } from '../quality/supplier-metric.entity';
import { SupplierStatus } from '../suppliers/supplier.entity';
import { CATALOGUE_DATE, DAY } from './calendar';
import { stableUuid } from './stable-uuid';
import type { Supplier } from './suppliers';

/** The entries that suppliers' credit and status follow from: a deduction of what is missing, a hold of who is held. */
export function* creditEntryRows(suppliers: readonly Supplier[]): Generator<CopyRow> {
  for (const supplier of suppliers) {
    const credit = supplier.components.find(({ metric }) => metric === QualityMetric.CREDIT)!.estimate;
    const { DEDUCTION, HOLD } = CreditEntryKind;
    if (credit < FULL_CREDIT) {
      const points = FULL_CREDIT - credit;
      yield entryRow(supplier, DEDUCTION, { points, hold: null, reason: CreditReason.LATE_DISPATCH });
    }
    if (supplier.status !== SupplierStatus.ACTIVE) {
      const reason = CreditReason.UNDER_INVESTIGATION;
      yield entryRow(supplier, HOLD, { points: 0, hold: supplier.status, reason });
    }
  }
}

const TEXTS: Partial<Record<CreditReason, string>> = {
  [CreditReason.LATE_DISPATCH]: '近期多笔订单未按承诺时间发货',
  [CreditReason.UNDER_INVESTIGATION]: '接到多起投诉，核查期间暂停推荐',
};

const entryRow = (
  supplier: Supplier,
  kind: CreditEntryKind,
  { points, hold, reason }: { points: number; hold: SupplierStatus | null; reason: CreditReason },
): CopyRow => ({
  id: stableUuid('credit_entry', `${supplier.id}:${kind}`),
  supplier_id: supplier.id,
  belt_number: supplier.plan.belt.number,
  kind,
  points,
  hold,
  reason,
  text: TEXTS[reason]!,
  actor: 'headwater',
  at: new Date(Math.max(supplier.createdAt, CATALOGUE_DATE - 20 * DAY)).toISOString(),
});
