import { chinaDay } from '../../calendar/china-day';
import { fromNodeId } from '../../graphql/node-id';
import { type Problem, problem } from '../../imports/problems';
import { QUALITY_LIMITS } from '../../config/limits';
import { formatFen, parseFen } from '../../pricing/fen';
import { checkDay, checkFigures, checkSource, COUNTS, type Figures } from './metric-day';
import type { SupplierName } from './named-suppliers';
import type { SupplierMetricsItem } from './record.types';

export type CheckedItem = {
  /** Null where it names none, or in two ways. */
  name: SupplierName | null;
  day: string;
  source: string;
  figures: Figures;
  problems: Problem[];
};

/** Checks one item by itself; of whom it is, the database has to say. */
export function checkItem(item: SupplierMetricsItem): CheckedItem {
  const source = item.source.trim();
  const sales = item.sales ?? '0';
  const salesFen = parseFen(sales, QUALITY_LIMITS.salesFen);
  const counts = Object.fromEntries(COUNTS.map((name) => [name, item[name]]));
  const figures = { ...counts, salesFen: salesFen ?? 0 } as Figures;
  const range = { min: 0, max: formatFen(QUALITY_LIMITS.salesFen) };
  return {
    name: nameOf(item),
    day: item.day,
    source,
    figures,
    problems: [
      ...checkDay(item.day, chinaDay(Date.now())),
      ...checkSource(source),
      ...checkFigures(figures),
      ...(salesFen === undefined ? [problem('NUMBER_OUT_OF_RANGE', 'sales', sales, range)] : []),
    ],
  };
}

function nameOf({ supplier, belt, code }: SupplierMetricsItem): SupplierName | null {
  if (supplier) return belt || code ? null : { id: uuidOf(supplier) };
  return belt && code ? { belt, code } : null;
}

/** No supplier has an id that cannot be read. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

function uuidOf(id: string): string {
  try {
    return fromNodeId(id, 'Supplier').uuid;
  } catch {
    return NOBODY;
  }
}
