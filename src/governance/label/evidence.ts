import type { DataSource, QueryRunner } from 'typeorm';
import { LABEL_LIMITS } from '../../config/limits';
import { QualityMetric, type SupplierMetric } from '../../quality/supplier-metric.entity';
import { type Evidence, NOTHING_OBSERVED } from './criteria';

type Db = Pick<DataSource, 'query'> | Pick<QueryRunner, 'query'>;

/** Listed goods of a supplier, and those of them that promise free shipping in time. */
export type Promises = Pick<Evidence, 'listed' | 'promised'>;

const PROMISES = `
  SELECT k.supplier_id AS "supplierId", count(*)::integer AS listed,
         (count(*) FILTER (WHERE h.dispatch_hours <= $2 AND cardinality(h.free_provinces) >= $3))::integer AS promised
    FROM sku k JOIN shipping_class h ON h.number = k.shipping_number
   WHERE k.supplier_id = ANY ($1::uuid[]) AND k.status = 'LISTED'
   GROUP BY k.supplier_id`;

const NO_PROMISES: Promises = { listed: 0, promised: 0 };

/** In the order of the suppliers. */
export async function readPromises(db: Db, supplierIds: readonly string[]): Promise<Promises[]> {
  if (supplierIds.length === 0) return [];
  const { dispatchHours, freeProvinces } = LABEL_LIMITS;
  const rows = (await db.query(PROMISES, [supplierIds, dispatchHours, freeProvinces])) as (Promises & {
    supplierId: string;
  })[];
  const bySupplier = new Map(
    rows.map(({ supplierId, listed, promised }) => [supplierId, { listed, promised }]),
  );
  return supplierIds.map((id) => bySupplier.get(id) ?? NO_PROMISES);
}

/** What is known of a supplier beside its goods. */
export const evidenceOf = (
  enterpriseQualified: boolean,
  metrics: readonly Pick<SupplierMetric, 'metric' | 'observed' | 'sampleSize'>[],
  promises: Promises,
): Evidence => {
  const of = (wanted: QualityMetric): Evidence['rating'] =>
    metrics.find(({ metric }) => metric === wanted) ?? NOTHING_OBSERVED;
  return {
    enterpriseQualified,
    rating: of(QualityMetric.RATING),
    replyRate: of(QualityMetric.REPLY_RATE),
    onTimeDispatch: of(QualityMetric.ON_TIME_DISPATCH),
    ...promises,
  };
};

/** A supplier that may have the label, or has it, and what is known of it beside its goods. */
export type Candidate = {
  id: string;
  reliable: boolean;
  enterpriseQualified: boolean;
  metrics: Pick<SupplierMetric, 'metric' | 'observed' | 'sampleSize'>[];
};

const CANDIDATES = `
  SELECT s.id, s.reliable, s.enterprise_qualified AS "enterpriseQualified",
         (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'metric', m.metric, 'observed', m.observed, 'sampleSize', m.sample_size)), '[]')
            FROM supplier_metric m WHERE m.supplier_id = s.id) AS metrics
    FROM supplier s
   WHERE (s.enterprise_qualified OR s.reliable) AND ($1::uuid[] IS NULL OR s.id = ANY ($1::uuid[]))
   ORDER BY s.id`;

/** Of these suppliers, or of all. Nobody else can have the label: what has no papers needs no further look. */
export const readCandidates = (db: Db, supplierIds?: readonly string[]): Promise<Candidate[]> =>
  db.query(CANDIDATES, [supplierIds ?? null]) as Promise<Candidate[]>;
