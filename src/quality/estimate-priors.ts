import { METRIC_MODEL, type MetricModel, METRIC_RANGE, type MetricPrior, PLATFORM_PRIOR } from './metrics';
import { LIKELIHOOD, likeliestStrength, ratingDeviation, type Residual } from './prior-strength';
import type { QualityMetric } from './supplier-metric.entity';

/** Of one supplier in one metric. */
export type Sample = { observed: number; size: number };

/** What is expected of a belt's suppliers, and what of it is the belt's own. */
export type BeltPrior = MetricPrior & {
  /** The average over the belt's suppliers alone; null where none was observed. */
  beltMean: number | null;
  marketMean: number;
  /** How many suppliers were looked at. */
  suppliers: number;
};

/** By the belt's number; of the market it is what belts have of which nothing was observed. */
export type MetricPriors = { belts: ReadonlyMap<number, BeltPrior>; market: BeltPrior };

/**
 * Suppliers of a belt that are looked at. An average of five hundred is known to a twentieth of what sets suppliers
 * apart, and more would take the process's time.
 */
export const SUPPLIERS_A_BELT = 500;
/** Belts with so many suppliers say how far suppliers of one belt lie apart; in smaller ones their own average hides it. */
const TELLING_SUPPLIERS = 10;
/** How many suppliers the market's average is worth in a belt where data say little: belts differ less than suppliers. */
const USUAL_PULL = 10;
/** The platform's average among those of belts: felt only where there is next to nothing else. */
const PLATFORM_BELTS = 0.1;
/** No rate is impossible: a belt without a single dispute will have one. */
const RATE_MARGIN = 1e-6;

/**
 * Empirical Bayes in two levels, each with the same formula: a supplier's estimate is its own average and its belt's,
 * weighted by observations; a belt's is its own and the market's, weighted by suppliers. What the upper level is worth is
 * estimated from how far the lower one spreads. One strength holds for all belts: a belt's own would need hundreds of
 * suppliers.
 *
 * @param samples by belt, in a random order
 */
export function estimatePriors(
  metric: QualityMetric,
  samples: ReadonlyMap<number, readonly Sample[]>,
): MetricPriors {
  const usual = PLATFORM_PRIOR[metric];
  const model = METRIC_MODEL[metric];
  if (model === 'POINTS') return notEstimated(usual, samples.keys());
  const belts = [...samples]
    .map(([number, all]) => ({
      number,
      suppliers: all.filter(({ size }) => size > 0).slice(0, SUPPLIERS_A_BELT),
    }))
    .filter(({ suppliers }) => suppliers.length > 0);
  const { strength, deviation } = withinBelts(
    metric,
    model,
    belts.map(({ suppliers }) => suppliers),
    usual,
  );
  const averages = belts.map(({ number, suppliers }) => ({
    number,
    suppliers: suppliers.length,
    ...averageOf(suppliers, strength),
  }));
  const { mean: marketMean, pull } = betweenBelts(metric, averages, { ...usual, strength, deviation });
  const priorOf = (own: Average, suppliers: number): BeltPrior => ({
    mean: inside(metric, (own.weight * own.mean + pull * marketMean) / (own.weight + pull)),
    strength,
    deviation,
    beltMean: suppliers > 0 ? own.mean : null,
    marketMean,
    suppliers,
  });
  return {
    belts: new Map(averages.map((own) => [own.number, priorOf(own, own.suppliers)])),
    market: priorOf({ mean: marketMean, weight: 0 }, 0),
  };
}

/** Points are known, and all of them are there as long as nothing was deducted, whatever others of the belt have. */
function notEstimated(usual: MetricPrior, belts: Iterable<number>): MetricPriors {
  const prior: BeltPrior = { ...usual, beltMean: null, marketMean: usual.mean, suppliers: 0 };
  return { belts: new Map([...belts].map((number) => [number, prior])), market: prior };
}

/** An average, and by how many suppliers it is known: one with few observations is less than one supplier. */
type Average = { mean: number; weight: number };

function averageOf(suppliers: readonly Sample[], strength: number): Average {
  let sum = 0;
  let weight = 0;
  for (const { observed, size } of suppliers) {
    const share = size / (size + strength);
    sum += share * observed;
    weight += share;
  }
  return { mean: sum / weight, weight };
}

function withinBelts(
  metric: QualityMetric,
  model: Exclude<MetricModel, 'POINTS'>,
  belts: readonly (readonly Sample[])[],
  usual: MetricPrior,
): Pick<MetricPrior, 'strength' | 'deviation'> {
  const telling = belts.filter((suppliers) => suppliers.length >= TELLING_SUPPLIERS);
  // Of small belts alone, all suppliers are taken as those of one.
  const groups = telling.length > 0 ? telling : [belts.flat()];
  const residuals = (strength: number): Residual[] =>
    groups.flatMap((suppliers) => {
      const expected = inside(metric, averageOf(suppliers, strength).mean);
      return suppliers.map(({ observed, size }) => ({ observed, size, expected }));
    });
  const strength = likeliestStrength(
    (tried) => LIKELIHOOD[model](residuals(tried), tried, usual),
    usual.strength,
  );
  const deviation = model === 'MEAN' ? ratingDeviation(residuals(strength), strength, usual) : null;
  return { strength, deviation };
}

/** The market's average, and how many suppliers it is worth in a belt. */
function betweenBelts(
  metric: QualityMetric,
  belts: readonly Average[],
  prior: MetricPrior,
): { mean: number; pull: number } {
  const meanWith = (pull: number): number => {
    const platform = { mean: prior.mean, share: PLATFORM_BELTS };
    const shares = belts.map(({ mean, weight }) => ({ mean, share: weight / (weight + pull) }));
    const all = [platform, ...shares];
    const sum = all.reduce((total, { mean, share }) => total + mean * share, 0);
    return sum / all.reduce((total, { share }) => total + share, 0);
  };
  const variance = supplierVariance(metric, meanWith(USUAL_PULL), prior);
  const logLikelihood = (pull: number): number => {
    const mean = meanWith(pull);
    return belts.reduce((sum, belt) => {
      const own = variance * (1 / pull + 1 / belt.weight);
      return sum - (Math.log(own) + (belt.mean - mean) ** 2 / own) / 2;
    }, 0);
  };
  const pull = likeliestStrength(logLikelihood, USUAL_PULL);
  return { mean: meanWith(pull), pull };
}

/** How far the true values of a belt's suppliers spread: the variance of what the prior is a distribution of. */
function supplierVariance(metric: QualityMetric, mean: number, { strength, deviation }: MetricPrior): number {
  if (deviation !== null) return deviation ** 2 / strength;
  const rate = inside(metric, mean);
  return (rate * (1 - rate)) / (strength + 1);
}

function inside(metric: QualityMetric, mean: number): number {
  const [least, most] = METRIC_RANGE[metric];
  const margin = METRIC_MODEL[metric] === 'RATE' ? RATE_MARGIN : 0;
  return Math.min(most - margin, Math.max(least + margin, mean));
}
