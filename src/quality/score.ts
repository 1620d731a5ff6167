import { type MetricPrior, type Observation, PLATFORM_PRIOR, type Prior } from './metrics';
import { estimateOf } from './posterior';
import { QualityMetric } from './supplier-metric.entity';

/** An estimate, and what it was made of. */
export type Estimate = Observation & { estimate: number; prior: MetricPrior };

/** Weight and contribution are in millionths; contributions sum to the score. */
export type Component = Estimate & { weight: number; contribution: number };
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

/** The parts of a score whose estimates are known; sums to the score stored with the supplier. */
export function componentsOf(estimates: readonly Estimate[]): Component[] {
  return estimates.map((entry) => {
    const weight = WEIGHTS[entry.metric];
    const goodness = Math.min(1, Math.max(0, GOODNESS[entry.metric](entry.estimate)));
    return { ...entry, weight, contribution: Math.round(weight * goodness) };
  });
}

/** The supplier quality score in millionths, and how it came about; metrics not observed count as the prior. */
export function qualityOf(observations: readonly Observation[], prior: Prior = PLATFORM_PRIOR): Quality {
  const known = new Map(observations.map((observation) => [observation.metric, observation]));
  const components = componentsOf(
    Object.values(QualityMetric).map((metric) => {
      const { observed, sampleSize } = known.get(metric) ?? { observed: null, sampleSize: 0 };
      const observation = { metric, observed, sampleSize };
      return { ...observation, estimate: estimateOf(observation, prior[metric]), prior: prior[metric] };
    }),
  );
  const score = components.reduce((sum, component) => sum + component.contribution, 0);
  return { score: Math.min(MILLION, score), components };
}
