import { estimatePriors, type Sample } from '../quality/estimate-priors';
import type { Observation, Prior } from '../quality/metrics';
import { QualityMetric } from '../quality/supplier-metric.entity';
import type { Random } from './random';

const within = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value));
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

/** The largest number of orders that a supplier has behind it. */
const MOST_ORDERS = 60_000;

/** A new supplier, of whom nothing was observed yet. */
const NEWCOMERS = 0.06;

/**
 * What was observed of a supplier as good as the given standard score says (0 is average, 1 better than 84 in 100),
 * from a handful of orders or tens of thousands: the few make noisy observations, which the score has to stand.
 */
export function observe(goodness: number, random: Random): Observation[] {
  const orders = random.chance(NEWCOMERS)
    ? 0
    : Math.floor(Math.exp(random.between(0, Math.log(MOST_ORDERS))));
  const own = (spread: number): number => spread * random.normal();
  const ratings = Math.ceil(orders * 0.3);
  const enquiries = Math.ceil(orders * 0.5);
  const rating = 4.7 + 0.13 * goodness + own(0.05) + (random.normal() * 0.6) / Math.sqrt(ratings || 1);
  const late = 1 - logistic(2.6 + 0.7 * goodness + own(0.4));
  const silent = 1 - logistic(2.1 + 0.6 * goodness + own(0.5));
  const returned = 0.02 * Math.exp(-0.5 * goodness + own(0.4));
  const disputed = 0.005 * Math.exp(-0.5 * goodness + own(0.5));
  const credit = Math.round(within(40, 90 + 5 * goodness + own(3), 100));
  const { RATING, ON_TIME_DISPATCH, REPLY_RATE, QUALITY_RETURN_RATE, DISPUTE_RATE, CREDIT } = QualityMetric;
  return [
    entry(RATING, ratings, within(1, rating, 5)),
    entry(ON_TIME_DISPATCH, orders, 1 - sampledRate(late, orders, random)),
    entry(REPLY_RATE, enquiries, 1 - sampledRate(silent, enquiries, random)),
    entry(QUALITY_RETURN_RATE, orders, sampledRate(returned, orders, random)),
    entry(DISPUTE_RATE, orders, sampledRate(disputed, orders, random)),
    // Known for certain: who has not sold anything has lost nothing.
    entry(CREDIT, 1, orders > 0 ? credit : 100),
  ];
}

/** Nothing is observed of an empty sample. */
const entry = (metric: QualityMetric, sampleSize: number, observed: number): Observation => ({
  metric,
  observed: sampleSize > 0 ? rounded(observed) : null,
  sampleSize,
});

/** The share of a sample in which something rare came up. */
const sampledRate = (rate: number, sampleSize: number, random: Random): number =>
  Math.min(1, random.poisson(rate * sampleSize) / (sampleSize || 1));

/**
 * What is expected of suppliers of each belt, by its number: estimated as a running server does it once a day, so that its
 * first run finds nothing to change where belts have no more suppliers than it looks at, and little in larger ones.
 */
export function priorsOf(observations: ReadonlyMap<number, readonly Observation[]>): Map<number, Prior> {
  const priors = Object.values(QualityMetric).map((metric) => {
    const samples = [...observations].map(([belt, all]) => [belt, samplesOf(metric, all)] as const);
    return [metric, estimatePriors(metric, new Map(samples))] as const;
  });
  return new Map(
    [...observations.keys()].map((belt) => {
      const ofBelt = priors.map(([metric, { belts, market }]) => [metric, belts.get(belt) ?? market]);
      return [belt, Object.fromEntries(ofBelt) as Prior];
    }),
  );
}

const samplesOf = (metric: QualityMetric, observations: readonly Observation[]): Sample[] =>
  observations
    .filter((observation) => observation.metric === metric && observation.observed !== null)
    .map(({ observed, sampleSize }) => ({ observed: observed!, size: sampleSize }));
