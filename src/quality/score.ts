import { QualityMetric } from './supplier-metric.entity';

/** What was observed of a supplier in one metric, in the metric's own unit. */
export type Observation = { metric: QualityMetric; observed: number | null; sampleSize: number };

/** What is expected of a supplier of whom nothing is known, and how many observations that belief is worth. */
export type Prior = Record<QualityMetric, { mean: number; strength: number }>;

/** Weight and contribution are in millionths; contributions sum to the score. */
export type Component = Observation & { estimate: number; weight: number; contribution: number };
export type Quality = { score: number; components: Component[] };

const MILLION = 1_000_000;

/** Millionths; they sum to 1,000,000. */
const WEIGHTS: Record<QualityMetric, number> = {
  RATING: 300_000,
  ON_TIME_DISPATCH: 200_000,
  REPLY_RATE: 100_000,
  QUALITY_RETURN_RATE: 200_000,
  DISPUTE_RATE: 100_000,
  CREDIT: 100_000,
};

/**
 * How good an estimate is, 0..1 and strictly monotone. Ratings crowd between 4.5 and 5, hence the fourth power;
 * returns and disputes are rare, hence hyperbolas that are worth one half at 2 % and 0.5 %.
 */
const GOODNESS: Record<QualityMetric, (estimate: number) => number> = {
  RATING: (rating) => ((rating - 1) / 4) ** 4,
  ON_TIME_DISPATCH: (rate) => rate,
  REPLY_RATE: (rate) => rate,
  QUALITY_RETURN_RATE: (rate) => 1 / (1 + rate / 0.02),
  DISPUTE_RATE: (rate) => 1 / (1 + rate / 0.005),
  CREDIT: (points) => points / 100,
};

/** The platform's averages: where every supplier starts. */
export const PLATFORM_PRIOR: Prior = {
  RATING: { mean: 4.7, strength: 50 },
  ON_TIME_DISPATCH: { mean: 0.92, strength: 50 },
  REPLY_RATE: { mean: 0.88, strength: 40 },
  QUALITY_RETURN_RATE: { mean: 0.02, strength: 100 },
  DISPUTE_RATE: { mean: 0.005, strength: 200 },
  CREDIT: { mean: 100, strength: 0 },
};

/**
 * The posterior mean of a rate with a conjugate prior (Gelman et al., Bayesian Data Analysis, 3rd ed., 2.4): the
 * observed value and the prior's, weighted by how many observations stand behind each. Five perfect reviews thus
 * stay near the average, five thousand good ones do not, and a newcomer starts at it.
 */
function estimateOf({ observed, sampleSize }: Observation, { mean, strength }: Prior[QualityMetric]): number {
  if (observed === null || sampleSize === 0) return mean;
  return (observed * sampleSize + mean * strength) / (sampleSize + strength);
}

/** The parts of a score whose estimates are known; sums to the score stored with the supplier. */
export function componentsOf(estimates: (Observation & { estimate: number })[]): Component[] {
  return estimates.map((entry) => {
    const weight = WEIGHTS[entry.metric];
    const goodness = Math.min(1, Math.max(0, GOODNESS[entry.metric](entry.estimate)));
    return { ...entry, weight, contribution: Math.round(weight * goodness) };
  });
}

/** The supplier quality score in millionths, and how it came about; metrics not observed count as the prior. */
export function qualityOf(observations: Observation[], prior: Prior = PLATFORM_PRIOR): Quality {
  const known = new Map(observations.map((observation) => [observation.metric, observation]));
  const components = componentsOf(
    Object.values(QualityMetric).map((metric) => {
      const observation = known.get(metric) ?? { metric, observed: null, sampleSize: 0 };
      return { ...observation, estimate: estimateOf(observation, prior[metric]) };
    }),
  );
  const score = components.reduce((sum, component) => sum + component.contribution, 0);
  return { score: Math.min(MILLION, score), components };
}
