import { readFileSync } from 'node:fs';
import { estimatePriors, type Sample } from '../../src/quality/estimate-priors';
import { type MetricPrior, type Observation, PLATFORM_PRIOR, type Prior } from '../../src/quality/metrics';
import { observationsFrom } from '../../src/quality/observations';
import { estimateOf, intervalOf } from '../../src/quality/posterior';
import { qualityOf } from '../../src/quality/score';
import { QualityMetric } from '../../src/quality/supplier-metric.entity';
import { simulatedRates, simulatedRatings, type Simulated } from '../support/simulated-suppliers';

const { RATING, ON_TIME_DISPATCH, REPLY_RATE, QUALITY_RETURN_RATE, DISPUTE_RATE, CREDIT } = QualityMetric;
const METRICS = Object.values(QualityMetric);

const observation = (metric: QualityMetric, observed: number | null, sampleSize: number): Observation => ({
  metric,
  observed,
  sampleSize,
});
const prior = (mean: number, strength: number, deviation: number | null = null): MetricPrior => ({
  mean,
  strength,
  deviation,
});
const belts = (...samples: Sample[][]): Map<number, Sample[]> =>
  new Map(samples.map((all, i) => [i + 1, all]));
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('an estimate', () => {
  it('is the observed value and the expected one, weighted by observations', () => {
    // (4.9 × 12 + 4.7 × 36) / 48
    expect(estimateOf(observation(RATING, 4.9, 12), prior(4.7, 36))).toBeCloseTo(4.75, 12);
    expect(estimateOf(observation(REPLY_RATE, null, 0), prior(0.88, 20))).toBe(0.88);
    expect(estimateOf(observation(CREDIT, 73, 1), prior(90, 0))).toBe(73);
  });

  it('has the interval of its posterior', () => {
    // Beta(1, 1) after nothing, Beta(3, 1) after two hits: x³ = 0.05, 0.95.
    const even = prior(0.5, 2);
    expect(intervalOf(observation(REPLY_RATE, null, 0), even).low).toBeCloseTo(0.05, 9);
    const { low, high } = intervalOf(observation(REPLY_RATE, 1, 2), even);
    expect([low, high]).toEqual([expect.closeTo(0.05 ** (1 / 3), 9), expect.closeTo(0.95 ** (1 / 3), 9)]);
    // 4.75 ± 1.645 × 0.6 / √48
    const stars = intervalOf(observation(RATING, 4.9, 12), prior(4.7, 36, 0.6));
    expect([stars.low, stars.high]).toEqual([expect.closeTo(4.6076, 4), expect.closeTo(4.8924, 4)]);
    // No rating lies above 5.
    expect(intervalOf(observation(RATING, 5, 3), prior(4.95, 4, 0.8)).high).toBe(5);
    expect(intervalOf(observation(CREDIT, 73, 1), prior(90, 0))).toEqual({ low: 73, high: 73 });
    expect(intervalOf(observation(CREDIT, null, 0), prior(90, 0))).toEqual({ low: 0, high: 100 });
  });
});

describe('the score', () => {
  it('puts five perfect ratings below five thousand of 4.9, and a newcomer between good and bad', () => {
    const scoreOf = (observed: number | null, size: number): number =>
      qualityOf([observation(RATING, observed, size)]).score;
    expect(scoreOf(5, 5)).toBeLessThan(scoreOf(4.9, 5_000));
    expect(scoreOf(5, 5)).toBeGreaterThan(scoreOf(null, 0));
    expect(scoreOf(4.2, 5_000)).toBeLessThan(scoreOf(null, 0));
  });

  it('does so with what is expected as it is estimated from data, too', () => {
    const { belts: estimated } = estimatePriors(RATING, grouped(simulatedRatings(400, RATINGS)));
    const expected: Prior = { ...PLATFORM_PRIOR, [RATING]: estimated.get(0)! };
    const scoreOf = (observed: number, size: number): number =>
      qualityOf([observation(RATING, observed, size)], expected).score;
    expect(scoreOf(5, 5)).toBeLessThan(scoreOf(4.9, 5_000));
  });

  it('comes about as docs/quality.md works it out', () => {
    const rows = [
      ...readFileSync('docs/quality.md', 'utf8').matchAll(
        /^\| `([A-Z_]+)` +\| ([\d.]+) +\| (\d+) +\| ([\d.]+) +\| (\d+) +\| ([\d.]+) +\| ([\d.]+) to ([\d.]+) +\| ([\d.]+) +\|$/gm,
      ),
    ].map(([, metric, ...numbers]) => ({
      metric: metric as QualityMetric,
      numbers: numbers.map(Number) as [number, number, number, number, number, number, number, number],
    }));
    expect(rows.map(({ metric }) => metric)).toEqual(METRICS);
    const expected = Object.fromEntries(
      rows.map(({ metric, numbers: [, , mean, strength] }) => [
        metric,
        prior(mean, strength, metric === RATING ? 0.6 : null),
      ]),
    ) as Prior;
    const { score, components } = qualityOf(
      rows.map(({ metric, numbers: [observed, size] }) => observation(metric, observed, size)),
      expected,
    );
    rows.forEach(({ metric, numbers: [, , , , estimate, low, high, contribution] }, i) => {
      const component = components[i]!;
      const interval = intervalOf(component, component.prior);
      expect({ metric, estimate: component.estimate }).toEqual({
        metric,
        estimate: expect.closeTo(estimate, 4),
      });
      expect(interval).toEqual({ low: expect.closeTo(low, 3), high: expect.closeTo(high, 3) });
      expect(component.contribution / 1_000_000).toBeCloseTo(contribution, 4);
    });
    const [, told] = /The score is their sum, \*\*([\d.]+)\*\*/.exec(
      readFileSync('docs/quality.md', 'utf8'),
    )!;
    expect(score / 1_000_000).toBeCloseTo(Number(told), 4);
  });
});

describe('days', () => {
  it('are counted together: a dispute settled in time is half of one, less than half an observation is none', () => {
    const sums = {
      orders: 40,
      ratings: 10,
      ratingSum: 49,
      dispatchedInTime: 39,
      enquiries: 0.4,
      replies: 0.4,
      qualityReturns: 1,
      disputes: 2,
      disputesSettledInTime: 1,
    };
    expect(observationsFrom(sums)).toEqual([
      observation(RATING, 4.9, 10),
      observation(ON_TIME_DISPATCH, 0.975, 40),
      observation(REPLY_RATE, null, 0),
      observation(QUALITY_RETURN_RATE, 0.025, 40),
      observation(DISPUTE_RATE, 0.0375, 40),
    ]);
  });
});

const RATINGS = { mean: 4.7, spread: 0.1, belts: 8, seed: 11 };
const RATES = [
  [ON_TIME_DISPATCH, 0.9, 30],
  [REPLY_RATE, 0.85, 20],
  [QUALITY_RETURN_RATE, 0.02, 100],
  [DISPUTE_RATE, 0.005, 300],
] as const;

function grouped(suppliers: readonly Simulated[]): Map<number, Simulated[]> {
  const found = new Map<number, Simulated[]>();
  for (const supplier of suppliers) found.set(supplier.belt, [...(found.get(supplier.belt) ?? []), supplier]);
  return found;
}

describe('among 1,000 simulated suppliers, whose true values are known,', () => {
  const worlds: [QualityMetric, Simulated[], number][] = [
    ...RATES.map(([metric, mean, strength], i): [QualityMetric, Simulated[], number] => [
      metric,
      simulatedRates(1_000, { mean, strength, belts: 8, seed: 100 + i }),
      strength,
    ]),
    // Ratings have a deviation of 0.6 or so: 0.6² / 0.1².
    [RATING, simulatedRatings(1_000, RATINGS), 36],
  ];

  it.each(worlds)(
    '%s: estimates are closer to them than what was observed, and than the average',
    (metric, suppliers) => {
      const { belts: estimated } = estimatePriors(metric, grouped(suppliers));
      const meanSquare = (guess: (supplier: Simulated) => number): number =>
        suppliers.reduce((sum, supplier) => sum + (guess(supplier) - supplier.truth) ** 2, 0) /
        suppliers.length;
      const ofEstimates = meanSquare(({ belt, observed, size }) =>
        estimateOf(observation(metric, observed, size), estimated.get(belt)!),
      );
      // The error that is left is less than a fifth of one, and than four fifths of the other.
      expect(ofEstimates / meanSquare(({ observed }) => observed)).toBeLessThan(0.2);
      expect(ofEstimates / meanSquare(({ belt }) => estimated.get(belt)!.mean)).toBeLessThan(0.8);
    },
  );

  it.each(worlds)('%s: the strength comes out as it went in', (metric, suppliers, strength) => {
    const { market } = estimatePriors(metric, grouped(suppliers));
    // Of ratings, whose deviation is estimated with it, within a factor of two; of rates within 30 %.
    const tolerance = metric === RATING ? 2 : 1.3;
    expect(market.strength / strength).toBeLessThan(tolerance);
    expect(strength / market.strength).toBeLessThan(tolerance);
  });

  it.each(worlds)('%s: intervals of 90 %% hold 90 in a hundred of them', (metric, suppliers) => {
    const { belts: estimated } = estimatePriors(metric, grouped(suppliers));
    const held = suppliers.filter(({ belt, observed, size, truth }) => {
      const { low, high } = intervalOf(observation(metric, observed, size), estimated.get(belt)!);
      return low <= truth && truth <= high;
    });
    expect(held.length / suppliers.length).toBeGreaterThan(0.87);
    expect(held.length / suppliers.length).toBeLessThan(0.94);
  });
});

describe('what is expected of a belt', () => {
  it('lies between its own average and the market’s, nearer to its own the more suppliers it has', () => {
    const supplier = (observed: number): Sample => ({ observed, size: 1_000 });
    const high = times(200, supplier(0.95)).map((one, i) => ({ ...one, observed: 0.93 + (i % 5) / 100 }));
    const middle = times(200, supplier(0.9)).map((one, i) => ({ ...one, observed: 0.88 + (i % 5) / 100 }));
    const low = (count: number): Sample[] => times(count, supplier(0.6));
    const meanWith = (count: number): { mean: number; market: number } => {
      const priors = estimatePriors(ON_TIME_DISPATCH, belts(high, middle, low(count)));
      return { mean: priors.belts.get(3)!.mean, market: priors.market.mean };
    };
    const [one, hundred] = [meanWith(1), meanWith(100)];
    expect(one.mean).toBeGreaterThan(0.6);
    expect(one.mean).toBeLessThan(one.market);
    expect(hundred.mean).toBeLessThan(one.mean);
    expect(hundred.mean).toBeCloseTo(0.6, 2);
  });

  it('is the market’s where none of its suppliers was observed, and the platform’s where nobody was', () => {
    const nothing = { observed: 0, size: 0 };
    const priors = estimatePriors(REPLY_RATE, belts(times(50, { observed: 0.5, size: 100 }), [nothing]));
    expect(priors.belts.has(2)).toBe(false);
    expect(priors.market).toMatchObject({ beltMean: null, suppliers: 0 });
    expect(priors.market.mean).toBeGreaterThan(0.5);
    expect(priors.market.mean).toBeLessThan(PLATFORM_PRIOR.REPLY_RATE.mean);
    for (const metric of METRICS) {
      const { market } = estimatePriors(metric, new Map());
      expect(market.mean).toBeCloseTo(PLATFORM_PRIOR[metric].mean, 9);
      expect(market.strength / (PLATFORM_PRIOR[metric].strength || 1)).toBeCloseTo(
        metric === CREDIT ? 0 : 1,
        2,
      );
    }
  });

  const degenerate: [string, Sample[][]][] = [
    ['nothing', []],
    ['belts without suppliers', [[], []]],
    ['one supplier with one observation', [[{ observed: 1, size: 1 }]]],
    ['one supplier in each of two belts', [[{ observed: 1, size: 5 }], [{ observed: 0, size: 5 }]]],
    ['nobody who ever missed', [times(50, { observed: 1, size: 1_000_000 })]],
    ['nobody who ever hit', [times(50, { observed: 0, size: 3 })]],
    ['all the same', [times(400, { observed: 0.5, size: 40 }), times(400, { observed: 0.5, size: 40 })]],
    ['single observations alone', [times(60, 0).map((_, i) => ({ observed: i % 2, size: 1 }))]],
  ];

  it.each(degenerate)('stays finite with %s', (_, samples) => {
    for (const metric of METRICS) {
      // Shares as they are; stars and points of the same places in their ranges.
      const [least, most] = metric === RATING ? [1, 5] : metric === CREDIT ? [0, 100] : [0, 1];
      const placed = samples.map((all) =>
        all.map(({ observed, size }) => ({ observed: least + observed * (most - least), size })),
      );
      const priors = estimatePriors(metric, belts(...placed));
      for (const { mean, strength, deviation } of [priors.market, ...priors.belts.values()]) {
        const given = prior(mean, strength, deviation);
        const { low, high } = intervalOf(observation(metric, most, 7), given);
        const estimate = estimateOf(observation(metric, most, 7), given);
        for (const value of [mean, estimate, low, high]) {
          expect(value).toBeGreaterThanOrEqual(least);
          expect(value).toBeLessThanOrEqual(most);
        }
        expect(low).toBeLessThanOrEqual(high);
        expect(strength).toBeLessThanOrEqual(1_000_000);
        expect(strength).toBeGreaterThanOrEqual(metric === CREDIT ? 0 : 1);
        expect(metric === RATING ? deviation! > 0 : deviation === null).toBe(true);
      }
    }
  });

  it('is worth next to anything where suppliers do not differ, and next to nothing where they are worlds apart', () => {
    const same = simulatedRates(1_000, { mean: 0.9, strength: 1e7, belts: 1, seed: 5 });
    expect(estimatePriors(ON_TIME_DISPATCH, grouped(same)).market.strength).toBeGreaterThan(2_000);
    const apart = simulatedRates(1_000, { mean: 0.5, strength: 1.5, belts: 1, seed: 5 });
    expect(estimatePriors(ON_TIME_DISPATCH, grouped(apart)).market.strength).toBeLessThan(2.5);
  });
});
