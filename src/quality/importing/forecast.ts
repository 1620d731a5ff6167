import type { QueryRunner } from 'typeorm';
import { IMPORT_LIMITS } from '../../config/limits';
import type { ColumnChange } from '../../imports/changes';
import type { Forecast } from '../../imports/kinds/kind';
import { NEXT_ROWS } from '../../imports/writing/next-rows';
import { formatFen } from '../../pricing/fen';
import { COUNTS, type Figures } from '../recording/metric-day';
import { compareDays } from '../recording/record-days';
import { type StagedDay, stagedDays } from './staged-days';
import type { SupplierMetricsChange } from './supplier-metrics-import.entity';

/** What writing would do now. Reads only, a slice at a time, so that no statement runs long. */
export async function forecastDays(
  runner: QueryRunner,
  importId: string,
  signal: AbortSignal | undefined,
): Promise<Forecast> {
  const total = { toInsert: 0, toUpdate: 0, unchanged: 0 };
  const changes: SupplierMetricsChange[] = [];
  for (let after = 0; ;) {
    signal?.throwIfAborted();
    const days = await stagedDays(runner, NEXT_ROWS, [importId, after, IMPORT_LIMITS.compareRows]);
    const last = days.at(-1);
    if (!last) return { ...total, changes, warnings: [] };
    after = last.row;
    for (const [i, { outcome, before }] of (await compareDays(runner, days)).entries()) {
      if (outcome === 'CREATED') total.toInsert++;
      else if (outcome === 'REPLACED') total.toUpdate++;
      else total.unchanged++;
      const isShown = outcome === 'REPLACED' && changes.length < IMPORT_LIMITS.shownChanges;
      if (isShown) changes.push(changeOf(days[i]!, before!));
    }
  }
}

function changeOf(day: StagedDay, before: Figures): SupplierMetricsChange {
  const { row, supplierCode, source } = day;
  const counts = COUNTS.map((name) => change(name, String(before[name]), String(day[name])));
  const sales = change('sales', formatFen(before.salesFen), formatFen(day.salesFen));
  return { row, supplierCode, day: day.day, source, columns: [...counts, sales].flat() };
}

const change = (column: string, from: string, to: string): ColumnChange[] =>
  from === to ? [] : [{ column, from, to }];
