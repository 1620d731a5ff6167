import type { DataSource, QueryRunner } from 'typeorm';
import { chinaDay } from '../calendar/china-day';
import { DEPOSIT_GRACE_DAYS, DEPOSIT_SALES_DAYS, DEPOSIT_TIERS } from './rules';

type Db = Pick<DataSource, 'query'> | Pick<QueryRunner, 'query'>;

/** Sales of the thirty days before today, in China; whoever counts them, all sources together. */
export const SALES = `
  SELECT d.supplier_id, sum(d.sales_fen) AS sales
    FROM supplier_metric_day d
   WHERE d.day >= $1::date - $2::integer AND d.day < $1::date`;

/** Paid and not returned, in fen. */
export const PAID = `
  SELECT coalesce(sum(CASE e.kind WHEN 'PAID' THEN e.amount::bigint ELSE -e.amount::bigint END), 0) AS paid
    FROM deposit_entry e WHERE e.supplier_id =`;

/** The first two parameters of SALES. */
export const salesWindow = (now = Date.now()): [today: string, days: number] => [
  chinaDay(now),
  DEPOSIT_SALES_DAYS,
];

const [{ minSalesFen: leastSales }] = DEPOSIT_TIERS.filter(({ requiredFen }) => requiredFen > 0) as [
  (typeof DEPOSIT_TIERS)[number],
];

/** Suppliers, of $3 or of all, that have paid less than the tier of their sales requires. */
const SHORT = `
  SELECT sold.supplier_id
    FROM (${SALES} AND ($3::uuid[] IS NULL OR d.supplier_id = ANY ($3::uuid[]))
           GROUP BY d.supplier_id HAVING sum(d.sales_fen) >= $4) sold
   CROSS JOIN LATERAL (
     SELECT max(t.required) AS required FROM unnest($5::bigint[], $6::bigint[]) AS t (least, required)
      WHERE t.least <= sold.sales) tier
   WHERE tier.required > (${PAID} sold.supplier_id)`;

/**
 * Notes whose deposit has become short, with the day by which it must be paid, and forgets those who have paid or sell
 * less again; of these suppliers, or of all. The day stays as it was once told.
 */
export async function settleShortfalls(
  db: Db,
  supplierIds?: readonly string[],
  now = Date.now(),
): Promise<void> {
  await db.query(
    `WITH short AS (${SHORT}),
     gone AS (
       DELETE FROM deposit_shortfall f
        WHERE ($3::uuid[] IS NULL OR f.supplier_id = ANY ($3::uuid[]))
          AND f.supplier_id NOT IN (SELECT supplier_id FROM short))
     INSERT INTO deposit_shortfall (supplier_id, due_by)
     SELECT supplier_id, to_timestamp($7) + make_interval(days => $8) FROM short ORDER BY supplier_id
     ON CONFLICT (supplier_id) DO NOTHING`,
    [
      ...salesWindow(now),
      supplierIds ?? null,
      leastSales,
      DEPOSIT_TIERS.map(({ minSalesFen }) => minSalesFen),
      DEPOSIT_TIERS.map(({ requiredFen }) => requiredFen),
      now / 1_000,
      DEPOSIT_GRACE_DAYS,
    ],
  );
}
