import { logGamma } from './beta';
import type { MetricModel, MetricPrior } from './metrics';

/** Of one supplier: what was observed, of how many, and what is expected of its belt. */
export type Residual = { observed: number; size: number; expected: number };

/** A prior is worth at least one observation; with a million, no supplier would ever be told from another. */
const LEAST = 1;
const MOST = 1_000_000;

/**
 * How far the strength is believed to be from the usual one before any data were seen: within a factor of four and a
 * half, mostly. Some dozens of suppliers outweigh it. It keeps the estimate finite where suppliers do not differ at all
 * or nothing can be said (Chung, Rabe-Hesketh, Dorie, Gelman and Liu, A nondegenerate penalized likelihood estimator for
 * variance parameters in multilevel models, Psychometrika 78, 2013, doi:10.1007/s11336-013-9328-2).
 */
const BELIEVED_LOG_DEVIATION = 1.5;

/** Points of the first, coarse look: a factor of four apart. */
const COARSE_POINTS = 11;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Within a thousandth, which is far below what any data tell. */
const CLOSE = 1e-3;

/** The strength at which the likelihood, penalised for being far from the usual strength, is largest. */
export function likeliestStrength(logLikelihood: (strength: number) => number, usual: number): number {
  const worth = (log: number): number =>
    logLikelihood(Math.exp(log)) - ((log - Math.log(usual)) / BELIEVED_LOG_DEVIATION) ** 2 / 2;
  const [first, last] = [Math.log(LEAST), Math.log(MOST)];
  const gap = (last - first) / (COARSE_POINTS - 1);
  const points = Array.from({ length: COARSE_POINTS }, (_, i) => first + i * gap);
  const worths = points.map(worth);
  const best = points[worths.indexOf(Math.max(...worths))]!;
  return Math.exp(goldenSection(worth, Math.max(first, best - gap), Math.min(last, best + gap)));
}

/** Where a function with one peak between the two is largest. */
function goldenSection(of: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  let left = high - GOLDEN * (high - low);
  let right = low + GOLDEN * (high - low);
  let [atLeft, atRight] = [of(left), of(right)];
  while (high - low > CLOSE) {
    if (atLeft > atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - GOLDEN * (high - low);
      atLeft = of(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + GOLDEN * (high - low);
      atRight = of(right);
    }
  }
  return (low + high) / 2;
}

/**
 * The beta-binomial likelihood (Griffiths, Maximum likelihood estimation for the beta-binomial distribution, Biometrics 29,
 * 1973), without what does not depend on the strength. Likelihood rather than moments (Kleinman, JASA 68, 1973), because
 * where disputes are one in two hundred and most samples are small, moments rest on a few suppliers.
 */
export function rateLikelihood(suppliers: readonly Residual[], strength: number): number {
  let sum = suppliers.length * logGamma(strength);
  // Suppliers come belt by belt, so these hardly ever change.
  let expectedBefore = NaN;
  let ofPrior = 0;
  for (const { observed, size, expected } of suppliers) {
    const [a, b] = [strength * expected, strength * (1 - expected)];
    if (expected !== expectedBefore) {
      expectedBefore = expected;
      ofPrior = logGamma(a) + logGamma(b);
    }
    sum +=
      logGamma(observed * size + a) +
      logGamma((1 - observed) * size + b) -
      logGamma(size + strength) -
      ofPrior;
  }
  return sum;
}

/** A deviation of single ratings is looked at as if so many suppliers with the usual one had been seen before. */
const USUAL_SUPPLIERS = 5;

/**
 * The deviation of single ratings that fits best with a strength: a supplier's mean of n ratings lies around its belt's
 * with variance deviation² (1 / n + 1 / strength), so that how the spread shrinks as n grows tells both apart.
 */
export function ratingDeviation(
  suppliers: readonly Residual[],
  strength: number,
  usual: MetricPrior,
): number {
  let squares = USUAL_SUPPLIERS * usual.deviation! ** 2;
  for (const { observed, size, expected } of suppliers)
    squares += (observed - expected) ** 2 / (1 / size + 1 / strength);
  return Math.sqrt(squares / (USUAL_SUPPLIERS + suppliers.length));
}

/** The normal likelihood of means of ratings, with the deviation of single ratings that fits best. */
export function meanLikelihood(suppliers: readonly Residual[], strength: number, usual: MetricPrior): number {
  const variance = ratingDeviation(suppliers, strength, usual) ** 2;
  let sum = -USUAL_SUPPLIERS * (Math.log(variance) + usual.deviation! ** 2 / variance);
  for (const { observed, size, expected } of suppliers) {
    const own = variance * (1 / size + 1 / strength);
    sum -= Math.log(own) + (observed - expected) ** 2 / own;
  }
  return sum / 2;
}

export const LIKELIHOOD: Readonly<
  Record<
    Exclude<MetricModel, 'POINTS'>,
    (suppliers: readonly Residual[], strength: number, usual: MetricPrior) => number
  >
> = { RATE: rateLikelihood, MEAN: meanLikelihood };
