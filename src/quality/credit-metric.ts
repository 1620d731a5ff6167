import type { QueryRunner } from 'typeorm';
import { componentsOf, PLATFORM_PRIOR } from './score';
import { QualityMetric, type SupplierMetric } from './supplier-metric.entity';

type Metric = Pick<SupplierMetric, 'metric' | 'observed' | 'sampleSize' | 'estimate'>;

/**
 * Records a supplier's credit as its metric CREDIT, and returns the quality score, in millionths, that its metrics then
 * come to. The points are known for certain, so they are their own estimate. Where nothing else was ever recorded, what is
 * expected of anybody is, so that the parts of the score are complete.
 */
export async function qualityWithCredit(
  runner: QueryRunner,
  supplierId: string,
  points: number,
): Promise<number> {
  const known = await runner.manager
    .query(
      'SELECT metric, observed, sample_size AS "sampleSize", estimate FROM supplier_metric WHERE supplier_id = $1',
      [supplierId],
    )
    .then((rows: Metric[]) => new Map(rows.map((row) => [row.metric, row])));
  known.set(QualityMetric.CREDIT, {
    metric: QualityMetric.CREDIT,
    observed: points,
    sampleSize: 1,
    estimate: points,
  });
  const metrics = Object.values(QualityMetric).map(
    (metric): Metric =>
      known.get(metric) ?? { metric, observed: null, sampleSize: 0, estimate: PLATFORM_PRIOR[metric].mean },
  );
  await runner.query(
    `INSERT INTO supplier_metric (supplier_id, metric, observed, sample_size, estimate)
     SELECT $1, * FROM unnest($2::quality_metric[], $3::float8[], $4::integer[], $5::float8[])
     ON CONFLICT (supplier_id, metric) DO UPDATE
       SET (observed, sample_size, estimate) = (excluded.observed, excluded.sample_size, excluded.estimate)
     WHERE supplier_metric.metric = 'CREDIT'`,
    [
      supplierId,
      metrics.map(({ metric }) => metric),
      metrics.map(({ observed }) => observed),
      metrics.map(({ sampleSize }) => sampleSize),
      metrics.map(({ estimate }) => estimate),
    ],
  );
  return componentsOf(metrics).reduce((sum, { contribution }) => sum + contribution, 0);
}
