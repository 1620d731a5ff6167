import * as fc from 'fast-check';
import type { Observation, Prior } from '../../src/quality/metrics';
import { estimateOf, intervalOf } from '../../src/quality/posterior';
import { qualityOf } from '../../src/quality/score';
import { QualityMetric } from '../../src/quality/supplier-metric.entity';

const METRICS = Object.values(QualityMetric);
const { RATING, CREDIT, QUALITY_RETURN_RATE, DISPUTE_RATE } = QualityMetric;
const RANGE = (metric: QualityMetric): [number, number] =>
  metric === RATING ? [1, 5] : metric === CREDIT ? [0, 100] : [0, 1];
const LESS_IS_BETTER = [QUALITY_RETURN_RATE, DISPUTE_RATE];

const within = ([least, most]: [number, number]): fc.Arbitrary<number> =>
  fc.double({ min: least, max: most, noNaN: true });
const share = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

const prior: fc.Arbitrary<Prior> = fc
  .tuple(...METRICS.map((metric) => fc.tuple(fc.constant(metric), share, fc.integer({ min: 1, max: 5_000 }))))
  .map(
    (all) =>
      Object.fromEntries(
        all.map(([metric, place, strength]) => {
          const [least, most] = RANGE(metric);
          const mean = least + place * (most - least);
          return [
            metric,
            metric === CREDIT
              ? { mean, strength: 0, deviation: null }
              : { mean, strength, deviation: metric === RATING ? 0.7 : null },
          ];
        }),
      ) as Prior,
  );

const observations: fc.Arbitrary<Observation[]> = fc
  .tuple(
    ...METRICS.map((metric) =>
      fc.oneof(
        { weight: 1, arbitrary: fc.constant({ metric, observed: null, sampleSize: 0 }) },
        {
          weight: 4,
          arbitrary: fc.record({
            metric: fc.constant(metric),
            observed: within(RANGE(metric)),
            sampleSize: fc.integer({ min: 1, max: 100_000 }),
          }),
        },
      ),
    ),
  )
  .map((all) => [...all]);

it('the score is the sum of its parts, each of which lies between nothing and its weight', () => {
  fc.assert(
    fc.property(observations, prior, (observed, expected) => {
      const { score, components } = qualityOf(observed, expected);
      expect(components.reduce((sum, { contribution }) => sum + contribution, 0)).toBe(score);
      expect(components.reduce((sum, { weight }) => sum + weight, 0)).toBe(1_000_000);
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1_000_000);
      for (const { contribution, weight } of components) {
        expect(contribution).toBeGreaterThanOrEqual(0);
        expect(contribution).toBeLessThanOrEqual(weight);
      }
    }),
  );
});

it('who does better in one metric never scores lower', () => {
  const cases = fc
    .tuple(observations, prior, fc.constantFrom(...METRICS), fc.integer({ min: 1, max: 100_000 }))
    .chain(([observed, expected, metric, sampleSize]) =>
      fc.tuple(within(RANGE(metric)), within(RANGE(metric))).map((values) => {
        const [low, high] = values.toSorted((a, b) => a - b) as [number, number];
        const scoreWith = (value: number): number =>
          qualityOf(
            observed.map((each) => (each.metric === metric ? { metric, observed: value, sampleSize } : each)),
            expected,
          ).score;
        const isLess = LESS_IS_BETTER.includes(metric);
        return isLess ? [scoreWith(high), scoreWith(low)] : [scoreWith(low), scoreWith(high)];
      }),
    );
  fc.assert(fc.property(cases, ([worse, better]) => expect(better).toBeGreaterThanOrEqual(worse!)));
});

it('an estimate lies between what was observed and what was expected, and in its interval', () => {
  fc.assert(
    fc.property(observations, prior, (observed, expected) => {
      for (const each of observed) {
        const { mean } = expected[each.metric];
        const value = each.observed ?? mean;
        const estimate = estimateOf(each, expected[each.metric]);
        expect(estimate).toBeGreaterThanOrEqual(Math.min(mean, value) - 1e-9);
        expect(estimate).toBeLessThanOrEqual(Math.max(mean, value) + 1e-9);
        const { low, high } = intervalOf(each, expected[each.metric]);
        expect(low).toBeLessThanOrEqual(high);
        const [least, most] = RANGE(each.metric);
        expect(low).toBeGreaterThanOrEqual(least);
        expect(high).toBeLessThanOrEqual(most);
      }
    }),
    { numRuns: 50 },
  );
});

it('an interval does not cross itself where nearly all of it lies at an end', () => {
  const unknown = { metric: QualityMetric.REPLY_RATE, observed: null, sampleSize: 0 };
  const { low, high } = intervalOf(unknown, { mean: 0.9999989513695862, strength: 2_614, deviation: null });
  expect(low).toBeLessThanOrEqual(high);
  expect(low).toBeGreaterThan(0.999_999_999);
});
