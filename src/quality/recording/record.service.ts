import { auditedTransaction } from '../../audit/audited-transaction';
import { authorOf } from '../../audit/author';
import { managesBelt } from '../../auth/rules';
import { QUALITY_LIMITS } from '../../config/limits';
import type { RequestContext } from '../../graphql/context';
import {
  failure,
  type Result,
  success,
  type UserError,
  userError,
  UserErrorCode,
} from '../../graphql/user-errors';
import { messageOf, type Problem, problem } from '../../imports/problems';
import { SupplierMetricDay } from '../supplier-metric-day.entity';
import { checkItem, type CheckedItem } from './check-item';
import { dayKey } from './metric-day';
import { type NamedSupplier, namedSuppliers } from './named-suppliers';
import { type RecordedDay, recordDays } from './record-days';
import {
  RecordOutcome,
  type SupplierMetricsItem,
  type SupplierMetricsRecordInput,
  type SupplierMetricsResult,
} from './record.types';

/** An item, where it stands, and what is wrong with it; its day is of use where nothing is. */
type Item = { index: number; errors: UserError[]; day: RecordedDay };

export async function recordMetrics(
  context: RequestContext,
  { items }: SupplierMetricsRecordInput,
): Promise<Result<{ items: SupplierMetricsResult[] }>> {
  if (items.length === 0) {
    const max = QUALITY_LIMITS.recordItems;
    const says = { en: `items: expected 1 to ${max}.`, 'zh-CN': `items：应为 1 到 ${max} 项。` };
    return failure(userError(context, 'INVALID', ['input', 'items'], says));
  }
  const { app, loaders } = context;
  const checked = items.map(checkItem);
  const suppliers = await namedSuppliers(
    app.dataSource,
    app.reference,
    checked.map(({ name }) => name),
  );
  const prepared = items.map((item, i) => preparedItem(context, i, item, checked[i]!, suppliers[i]));
  rejectRepeated(context, prepared);
  const results = await recordItems(context, prepared);
  await app.matching.sync.refresh();
  // What this request may have read of them before is no longer so.
  for (const { day } of prepared) {
    loaders.supplier.clear(day.supplierId);
    loaders.metrics.clear(day.supplierId);
  }
  return success({ items: results });
}

function preparedItem(
  context: RequestContext,
  index: number,
  { expectedVersion = null }: SupplierMetricsItem,
  { name, day, source, figures, problems }: CheckedItem,
  supplier: NamedSupplier | undefined,
): Item {
  const errors = problems.map((found) => problemError(context, index, found));
  const wrong = wrongSupplier(context, index, name, supplier);
  return {
    index,
    errors: wrong ? [wrong, ...errors] : errors,
    day: { supplierId: supplier?.id ?? '', day, source, ...figures, expectedVersion },
  };
}

function wrongSupplier(
  context: RequestContext,
  index: number,
  name: CheckedItem['name'],
  supplier: NamedSupplier | undefined,
): UserError | undefined {
  const error = (code: keyof typeof UserErrorCode, en: string, zh: string): UserError =>
    userError(context, code, pathTo(index, 'supplier'), { en, 'zh-CN': zh });
  if (!name) {
    return error(
      'INVALID',
      'Expected either supplier, or belt and code.',
      '应填写 supplier，或同时填写 belt 和 code。',
    );
  }
  if (!supplier) return error('NOT_FOUND', 'There is no such supplier.', '不存在此供应商。');
  if (managesBelt(context, context.app.reference.belts.get(supplier.belt)!)) return undefined;
  return error('FORBIDDEN', 'Its belt is not one of yours.', '该供应商不属于您的产业带。');
}

/** Which of two is meant, only people can say. */
function rejectRepeated(context: RequestContext, items: readonly Item[]): void {
  const sound = items.filter(({ errors }) => errors.length === 0);
  const byKey = new Map<string, Item[]>();
  for (const item of sound) byKey.set(dayKey(item.day), [...(byKey.get(dayKey(item.day)) ?? []), item]);
  for (const same of byKey.values()) {
    if (same.length === 1) continue;
    const rows = same.map(({ index }) => index + 1).join(', ');
    for (const { index, errors } of same)
      errors.push(problemError(context, index, problem('DAY_DUPLICATE', 'day', null, { rows })));
  }
}

/** All that can be recorded is, in one transaction, or nothing. */
async function recordItems(
  context: RequestContext,
  items: readonly Item[],
): Promise<SupplierMetricsResult[]> {
  const days = items.filter(({ errors }) => errors.length === 0).map(({ day }) => day);
  const { recorded, rows } = await auditedTransaction(
    context.app.dataSource,
    authorOf(context, 'supplierMetricsRecord'),
    async (runner) => ({
      recorded: await recordDays(runner, days),
      rows: await runner.manager.find(SupplierMetricDay, {
        where: days.map(({ supplierId, day, source }) => ({ supplierId, day, source })),
      }),
    }),
  );
  const outcomeOf = new Map(days.map((day, i) => [day, recorded[i]!]));
  const rowOf = new Map(rows.map((row) => [dayKey(row), row]));
  return items.map(({ index, errors, day }): SupplierMetricsResult => {
    const { outcome, version } = outcomeOf.get(day) ?? { outcome: 'REJECTED', version: 0 };
    const userErrors = outcome === 'CONFLICT' ? [conflict(context, index, version)] : errors;
    if (userErrors.length > 0) return { outcome: RecordOutcome.REJECTED, metricDay: null, userErrors };
    return {
      outcome: RecordOutcome[outcome as keyof typeof RecordOutcome],
      metricDay: rowOf.get(dayKey(day)) ?? null,
      userErrors,
    };
  });
}

const conflict = (context: RequestContext, index: number, version: number): UserError =>
  userError(context, 'CONFLICT', pathTo(index, 'expectedVersion'), {
    en: `The version that is there is ${version}; look at it anew.`,
    'zh-CN': `当前版本为 ${version}，请重新查看。`,
  });

const problemError = ({ language }: RequestContext, index: number, found: Problem): UserError => ({
  field: pathTo(index, found.column!),
  code: UserErrorCode.INVALID,
  message: messageOf(found, language),
});

const pathTo = (index: number, name: string): string[] => ['input', 'items', String(index), name];
