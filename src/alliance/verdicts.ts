import type { RecordedCheck } from './alliance-decision.entity';

/**
 * What the rules of a moment say of goods, as a query over SKUs: one row a SKU, by sku_id.
 *
 * Days are China's. A supplier's first day is the one on which its shop opened, or else the first of which anything is
 * recorded; its newcomer's days are counted from there. Of what is recorded, the days before the day of the moment count,
 * so that a verdict does not change in the course of a day. All other facts are those of now.
 *
 * $1 is the moment, $2 its day; `goods` selects from sku k, and may have further parameters from $3 on.
 */
export const verdictsOn = (goods: string): string => `
  WITH RECURSIVE rule AS MATERIALIZED (
    SELECT DISTINCT ON (r.kind) r.*
      FROM alliance_rule r
     WHERE r.valid_from <= $2::date AND (r.valid_until IS NULL OR r.valid_until > $2::date)
     ORDER BY r.kind, r.valid_from DESC, r.added_at DESC, r.id),
  said AS (
    SELECT DISTINCT ON (a.category_number) a.category_number, a.is_open
      FROM alliance_category a WHERE date_trunc('milliseconds', a.at) <= $1::timestamptz
     ORDER BY a.category_number, a.at DESC, a.id),
  opening AS (
    SELECT c.number, coalesce(s.is_open, true) AS is_open
      FROM category c LEFT JOIN said s ON s.category_number = c.number WHERE c.parent_number IS NULL
    UNION ALL
    SELECT c.number, coalesce(s.is_open, o.is_open)
      FROM opening o JOIN category c ON c.parent_number = o.number LEFT JOIN said s ON s.category_number = c.number),
  asked AS MATERIALIZED (SELECT k.id, k.supplier_id, k.category_number, k.in_alliance FROM sku k WHERE ${goods}),
  known AS MATERIALIZED (
    SELECT s.id AS supplier_id, s.licence IS NOT NULL AS licensed, f.first_day, $2::date - f.first_day AS age
      FROM supplier s
     CROSS JOIN LATERAL (
       SELECT coalesce(s.opened_on, least((SELECT min(d.day) FROM supplier_metric_day d WHERE d.supplier_id = s.id),
                                          (s.created_at AT TIME ZONE 'Asia/Shanghai')::date)) AS first_day) f
     WHERE s.id IN (SELECT supplier_id FROM asked)),
  of_supplier AS (
    SELECT k.supplier_id, r.id AS rule, r.kind, c.actual,
           CASE r.kind WHEN 'LICENCE' THEN k.licensed ELSE coalesce(c.actual >= r.threshold, false) END AS met,
           coalesce(k.age < r.newcomer_days, false) AS waived
      FROM known k CROSS JOIN rule r
     CROSS JOIN LATERAL (
       SELECT CASE r.kind
                WHEN 'RATING' THEN div(sum(d.rating_sum) * 1000000::numeric, nullif(sum(d.ratings), 0))
                WHEN 'SALES' THEN coalesce(sum(d.sales_fen), 0)
              END AS actual
         FROM supplier_metric_day d
        WHERE r.kind IN ('RATING', 'SALES') AND d.supplier_id = k.supplier_id
          AND d.day >= $2::date - r.window_days AND d.day < $2::date) c
     WHERE r.kind IN ('LICENCE', 'RATING', 'SALES')),
  checked AS MATERIALIZED (
    SELECT supplier_id, bool_and(met OR waived) AS passes,
           jsonb_agg(jsonb_build_object('rule', rule, 'actual', actual, 'met', met, 'waived', waived) ORDER BY kind) AS checks
      FROM of_supplier GROUP BY supplier_id),
  fee AS MATERIALIZED (
    SELECT k.supplier_id, k.first_day + n.newcomer_days AS newcomer_until, n.threshold AS allowance,
           CASE WHEN n.id IS NOT NULL THEN least(u.used, n.threshold) END AS used,
           CASE WHEN u.used < n.threshold THEN n.rate ELSE (SELECT r.rate FROM rule r WHERE r.kind = 'STANDARD_FEE') END AS rate
      FROM known k
      LEFT JOIN rule n ON n.kind = 'NEWCOMER_FEE' AND k.age < n.newcomer_days
     CROSS JOIN LATERAL (
       SELECT coalesce(sum(d.sales_fen), 0) AS used
         FROM supplier_metric_day d
        WHERE n.id IS NOT NULL AND d.supplier_id = k.supplier_id AND d.day >= k.first_day AND d.day < $2::date) u),
  of_category AS (
    SELECT o.number, o.is_open, jsonb_build_object('rule', r.id, 'actual', NULL, 'met', o.is_open, 'waived', false) AS "check"
      FROM opening o JOIN rule r ON r.kind = 'CATEGORY')
  SELECT a.id AS sku_id, a.in_alliance,
         coalesce(c.passes AND o.is_open, false) AS admissible,
         coalesce(c.checks, '[]') || CASE WHEN o.check IS NULL THEN '[]' ELSE jsonb_build_array(o.check) END AS checks,
         f.rate AS fee_rate, f.newcomer_until::text AS newcomer_until, f.allowance::float8 AS allowance, f.used::float8 AS used
    FROM asked a
    JOIN fee f ON f.supplier_id = a.supplier_id
    LEFT JOIN checked c ON c.supplier_id = a.supplier_id
    LEFT JOIN of_category o ON o.number = a.category_number`;

export type VerdictRow = {
  sku_id: string;
  in_alliance: boolean;
  admissible: boolean;
  checks: RecordedCheck[];
  /** Millionths. */
  fee_rate: number | null;
  /** The first day on which the supplier is no newcomer any more; null, as what follows, where it is none. */
  newcomer_until: string | null;
  /** In fen: what it may sell for the newcomer's fee, and what of it is used. */
  allowance: number | null;
  used: number | null;
};
