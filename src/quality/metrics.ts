import { QualityMetric } from './supplier-metric.entity';

/** What was observed of a supplier in one metric, in the metric's own unit. */
export type Observation = { metric: QualityMetric; observed: number | null; sampleSize: number };

/** What is expected of a supplier of whom nothing is known, in one metric. */
export type MetricPrior = {
  mean: number;
  /** How many observations that belief is worth. */
  strength: number;
  /** The standard deviation of single ratings of one supplier; null for what has no such thing. */
  deviation: number | null;
};

export type Prior = Readonly<Record<QualityMetric, MetricPrior>>;

/**
 * How a metric comes about, which is what its prior is a distribution of:
 * a RATE is the share of a sample, so Beta is its conjugate prior;
 * a MEAN is that of ratings, of which nothing but the sum is known, so Normal is;
 * POINTS are known, not sampled: nothing pulls them anywhere.
 */
export type MetricModel = 'RATE' | 'MEAN' | 'POINTS';

export const METRIC_MODEL: Readonly<Record<QualityMetric, MetricModel>> = {
  RATING: 'MEAN',
  ON_TIME_DISPATCH: 'RATE',
  REPLY_RATE: 'RATE',
  QUALITY_RETURN_RATE: 'RATE',
  DISPUTE_RATE: 'RATE',
  CREDIT: 'POINTS',
};

/** The unit of a metric: its least and its largest value. */
export const METRIC_RANGE: Readonly<Record<QualityMetric, readonly [number, number]>> = {
  RATING: [1, 5],
  ON_TIME_DISPATCH: [0, 1],
  REPLY_RATE: [0, 1],
  QUALITY_RETURN_RATE: [0, 1],
  DISPUTE_RATE: [0, 1],
  CREDIT: [0, 100],
};

/**
 * Where every supplier starts as long as nothing can be estimated from data. The means and strengths are judgements; an
 * estimate from data leaves them behind with the first few suppliers.
 */
export const PLATFORM_PRIOR: Prior = {
  RATING: { mean: 4.7, strength: 50, deviation: 0.8 },
  ON_TIME_DISPATCH: { mean: 0.92, strength: 50, deviation: null },
  REPLY_RATE: { mean: 0.88, strength: 40, deviation: null },
  QUALITY_RETURN_RATE: { mean: 0.02, strength: 100, deviation: null },
  DISPUTE_RATE: { mean: 0.005, strength: 200, deviation: null },
  CREDIT: { mean: 100, strength: 0, deviation: null },
};
