import type { QueryRunner } from 'typeorm';
import type { Observation } from './metrics';
import { QualityMetric } from './supplier-metric.entity';

/** Of the days recorded of a supplier, each sum with older days counting less. */
export type DaySums = {
  orders: number;
  ratings: number;
  ratingSum: number;
  dispatchedInTime: number;
  enquiries: number;
  replies: number;
  qualityReturns: number;
  disputes: number;
  disputesSettledInTime: number;
};

/** Half-lives after which a day counts for nothing: a millionth of what it did. */
const FORGOTTEN_HALF_LIVES = 20;

/**
 * A dispute that was settled within 15 days has cost its buyer time, but not the right: it counts as half of one. Were it
 * to count in full, nobody would gain by settling; were it not to count, nobody would gain by avoiding it.
 */
const SETTLED_DISPUTE = 0.5;

const DAY_SUMS = `
  SELECT s.id,
         coalesce(sum(d.orders * w.weight), 0) AS "orders",
         coalesce(sum(d.ratings * w.weight), 0) AS "ratings",
         coalesce(sum(d.rating_sum * w.weight), 0) AS "ratingSum",
         coalesce(sum(d.dispatched_in_time * w.weight), 0) AS "dispatchedInTime",
         coalesce(sum(d.enquiries * w.weight), 0) AS "enquiries",
         coalesce(sum(d.replies * w.weight), 0) AS "replies",
         coalesce(sum(d.quality_returns * w.weight), 0) AS "qualityReturns",
         coalesce(sum(d.disputes * w.weight), 0) AS "disputes",
         coalesce(sum(d.disputes_settled_in_time * w.weight), 0) AS "disputesSettledInTime"
    FROM unnest($1::uuid[]) s(id)
    LEFT JOIN supplier_metric_day d ON d.supplier_id = s.id AND d.day > $2::date - $4::integer
   CROSS JOIN LATERAL (SELECT power(0.5, greatest(0, $2::date - d.day) / $3::float8)) w(weight)
   WHERE EXISTS (SELECT FROM supplier_metric_day e WHERE e.supplier_id = s.id)
   GROUP BY s.id`;

const KEPT = `
  SELECT supplier_id AS id, metric, observed, sample_size AS "sampleSize"
    FROM supplier_metric WHERE supplier_id = ANY ($1::uuid[])`;

/**
 * What is known of suppliers today, by their UUIDs. Where days were ever recorded they alone are counted; a supplier
 * without any keeps what it has. Credit points are another's to keep, and are only read here.
 */
export async function observationsOf(
  runner: QueryRunner,
  supplierIds: readonly string[],
  { day, halfLifeDays }: { day: string; halfLifeDays: number },
): Promise<Map<string, Observation[]>> {
  const sums: (DaySums & { id: string })[] = await runner.query(DAY_SUMS, [
    supplierIds,
    day,
    halfLifeDays,
    FORGOTTEN_HALF_LIVES * halfLifeDays,
  ]);
  const kept: (Observation & { id: string })[] = await runner.query(KEPT, [supplierIds]);
  const found = new Map<string, Observation[]>(supplierIds.map((id) => [id, []]));
  for (const { id, ...ofDays } of sums) found.set(id, observationsFrom(ofDays));
  const counted = new Set(sums.map(({ id }) => id));
  for (const { id, ...observation } of kept)
    if (!counted.has(id) || observation.metric === QualityMetric.CREDIT) found.get(id)!.push(observation);
  return found;
}

/** A sample is as large as its days count together, in whole numbers; less than half an observation is none. */
export function observationsFrom(sums: DaySums): Observation[] {
  const { RATING, ON_TIME_DISPATCH, REPLY_RATE, QUALITY_RETURN_RATE, DISPUTE_RATE } = QualityMetric;
  const { orders, ratings, enquiries } = sums;
  const disputes = sums.disputes - (1 - SETTLED_DISPUTE) * sums.disputesSettledInTime;
  return [
    share(RATING, sums.ratingSum, ratings),
    share(ON_TIME_DISPATCH, sums.dispatchedInTime, orders),
    share(REPLY_RATE, sums.replies, enquiries),
    share(QUALITY_RETURN_RATE, sums.qualityReturns, orders),
    share(DISPUTE_RATE, disputes, orders),
  ];
}

function share(metric: QualityMetric, sum: number, size: number): Observation {
  const sampleSize = Math.round(size);
  return { metric, observed: sampleSize > 0 ? sum / size : null, sampleSize };
}
