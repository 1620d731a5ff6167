import { betaQuantile } from './beta';
import { METRIC_MODEL, METRIC_RANGE, type MetricPrior, type Observation } from './metrics';

/** The share of the posterior that a credible interval holds, with the same share left out on either side. */
export const CREDIBLE_SHARE = 0.9;
const TAIL = (1 - CREDIBLE_SHARE) / 2;
/** The standard normal's quantile at 1 - TAIL. */
const NORMAL_QUANTILE = 1.6448536269514722;

export type Interval = { low: number; high: number };

/**
 * The posterior mean under a conjugate prior (Gelman et al., Bayesian Data Analysis, 3rd ed., 2.4 and 2.5): the observed
 * value and the prior's, weighted by how many observations stand behind each. Five perfect reviews thus stay near the
 * average, five thousand good ones do not, and a newcomer starts at it.
 */
export function estimateOf({ observed, sampleSize }: Observation, { mean, strength }: MetricPrior): number {
  if (observed === null || sampleSize === 0) return mean;
  return (observed * sampleSize + mean * strength) / (sampleSize + strength);
}

/** Where the supplier's true value lies with CREDIBLE_SHARE, by what was observed and what was expected. */
export function intervalOf(observation: Observation, prior: MetricPrior): Interval {
  const { metric, observed, sampleSize } = observation;
  const [least, most] = METRIC_RANGE[metric];
  const estimate = estimateOf(observation, prior);
  const size = (observed === null ? 0 : sampleSize) + prior.strength;
  if (METRIC_MODEL[metric] === 'POINTS') {
    return observed === null ? { low: least, high: most } : { low: observed, high: observed };
  }
  if (METRIC_MODEL[metric] === 'MEAN') {
    const reach = (NORMAL_QUANTILE * (prior.deviation ?? 0)) / Math.sqrt(size);
    return { low: Math.max(least, estimate - reach), high: Math.min(most, estimate + reach) };
  }
  const [hits, misses] = [size * estimate, size * (1 - estimate)];
  const low = betaQuantile(TAIL, hits, misses);
  // Quantiles are exact to a millionth of a millionth; where nearly all lies that close to an end, they could cross.
  return { low, high: Math.max(low, betaQuantile(1 - TAIL, hits, misses)) };
}
