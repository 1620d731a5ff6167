import type { QueryRunner } from 'typeorm';
import { settleSuppliers, type SettleOptions } from '../settle-suppliers';
import { type Figure, FIGURES, type Figures, type MetricDay } from './metric-day';

/** A day to be recorded; the version is that of what it replaces, 0 where there must be nothing, null for whatever is there. */
export type RecordedDay = MetricDay & { expectedVersion: number | null };

/** CONFLICT is where another version is there than was expected. */
export type Recorded = {
  outcome: 'CREATED' | 'REPLACED' | 'UNCHANGED' | 'CONFLICT';
  version: number;
  /** What was there; null where nothing was. */
  before: Figures | null;
};

const LOCK = 'SELECT FROM supplier WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE';

const COLUMN: Record<Figure, string> = {
  orders: 'orders',
  salesFen: 'sales_fen',
  ratings: 'ratings',
  ratingSum: 'rating_sum',
  dispatchedInTime: 'dispatched_in_time',
  enquiries: 'enquiries',
  replies: 'replies',
  qualityReturns: 'quality_returns',
  disputes: 'disputes',
  disputesSettledInTime: 'disputes_settled_in_time',
};

const THERE = `
  SELECT x.place::integer, m.version, ${FIGURES.map((name) => `m.${COLUMN[name]} AS "${name}"`).join(', ')}
    FROM unnest($1::uuid[], $2::date[], $3::text[]) WITH ORDINALITY x(supplier_id, day, source, place)
    JOIN supplier_metric_day m USING (supplier_id, day, source)`;

const WRITE = `
  INSERT INTO supplier_metric_day AS m (supplier_id, day, source, ${FIGURES.map((name) => COLUMN[name]).join(', ')})
  SELECT * FROM unnest($1::uuid[], $2::date[], $3::text[], ${FIGURES.map(
    (name, i) => `$${i + 4}::${name === 'salesFen' ? 'bigint' : 'integer'}[]`,
  ).join(', ')})
  ON CONFLICT (supplier_id, day, source) DO UPDATE
     SET ${FIGURES.map((name) => `${COLUMN[name]} = excluded.${COLUMN[name]}`).join(', ')},
         version = m.version + 1, updated_at = now()`;

/**
 * Records days of suppliers, each in the place of what is there of the same supplier, day and source, and settles the
 * quality of the suppliers of whom something changed. Whoever records locks the suppliers first, in the order of their ids,
 * so that nobody changes meanwhile what is compared.
 *
 * @param days no two of the same supplier, day and source
 */
export async function recordDays(
  runner: QueryRunner,
  days: readonly RecordedDay[],
  options: SettleOptions = {},
): Promise<Recorded[]> {
  await runner.query(LOCK, [[...new Set(days.map(({ supplierId }) => supplierId))]]);
  const recorded = await compareDays(runner, days);
  const written = days.filter((_, i) => ['CREATED', 'REPLACED'].includes(recorded[i]!.outcome));
  if (written.length === 0) return recorded;
  await runner.query(WRITE, [...keysOf(written), ...FIGURES.map((name) => written.map((day) => day[name]))]);
  await settleSuppliers(runner, [...new Set(written.map(({ supplierId }) => supplierId))], options);
  return recorded;
}

/** What recording would do, without doing it. */
export async function compareDays(runner: QueryRunner, days: readonly RecordedDay[]): Promise<Recorded[]> {
  const rows: (Record<Figure, number | string> & { place: number; version: number })[] = await runner.query(
    THERE,
    keysOf(days),
  );
  const there = new Map(rows.map((row) => [row.place - 1, row]));
  return days.map((day, i): Recorded => {
    const row = there.get(i);
    const version = row?.version ?? 0;
    const before = row ? figuresOf(row) : null;
    if (day.expectedVersion !== null && day.expectedVersion !== version)
      return { outcome: 'CONFLICT', version, before };
    if (!before) return { outcome: 'CREATED', version: 1, before };
    const isSame = FIGURES.every((name) => before[name] === day[name]);
    return isSame
      ? { outcome: 'UNCHANGED', version, before }
      : { outcome: 'REPLACED', version: version + 1, before };
  });
}

/** pg gives a bigint as text. */
const figuresOf = (row: Record<Figure, number | string>): Figures =>
  Object.fromEntries(FIGURES.map((name) => [name, Number(row[name])])) as Figures;

const keysOf = (days: readonly MetricDay[]): unknown[][] => [
  days.map(({ supplierId }) => supplierId),
  days.map(({ day }) => day),
  days.map(({ source }) => source),
];
