import type { QueryRunner } from 'typeorm';
import { PLATFORM_PRIOR } from './metrics';
import { componentsOf, type Estimate } from './score';
import { QualityMetric } from './supplier-metric.entity';

type Row = Omit<Estimate, 'prior'> & Estimate['prior'];

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
      `SELECT metric, observed, sample_size AS "sampleSize", estimate, prior_mean AS mean, prior_strength AS strength,
              prior_deviation AS deviation
         FROM supplier_metric WHERE supplier_id = $1`,
      [supplierId],
    )
    .then((rows: Row[]) => new Map(rows.map((row) => [row.metric, estimateFrom(row)])));
  known.set(QualityMetric.CREDIT, {
    metric: QualityMetric.CREDIT,
    observed: points,
    sampleSize: 1,
    estimate: points,
    prior: PLATFORM_PRIOR.CREDIT,
  });
  const metrics = Object.values(QualityMetric).map((metric) => known.get(metric) ?? expected(metric));
  await runner.query(
    `INSERT INTO supplier_metric
       (supplier_id, metric, observed, sample_size, estimate, prior_mean, prior_strength, prior_deviation)
     SELECT $1, * FROM unnest($2::quality_metric[], $3::float8[], $4::integer[], $5::float8[], $6::float8[],
                              $7::float8[], $8::float8[])
     ON CONFLICT (supplier_id, metric) DO UPDATE
       SET (observed, sample_size, estimate) = (excluded.observed, excluded.sample_size, excluded.estimate)
     WHERE supplier_metric.metric = 'CREDIT'`,
    [
      supplierId,
      metrics.map(({ metric }) => metric),
      metrics.map(({ observed }) => observed),
      metrics.map(({ sampleSize }) => sampleSize),
      metrics.map(({ estimate }) => estimate),
      metrics.map(({ prior }) => prior.mean),
      metrics.map(({ prior }) => prior.strength),
      metrics.map(({ prior }) => prior.deviation),
    ],
  );
  return componentsOf(metrics).reduce((sum, { contribution }) => sum + contribution, 0);
}

const estimateFrom = ({ mean, strength, deviation, ...rest }: Row): Estimate => ({
  ...rest,
  prior: { mean, strength, deviation },
});

const expected = (metric: QualityMetric): Estimate => {
  const prior = PLATFORM_PRIOR[metric];
  return { metric, observed: null, sampleSize: 0, estimate: prior.mean, prior };
};
