import 'reflect-metadata';
import * as fc from 'fast-check';
import {
  contribution,
  DEFAULT_WEIGHTS,
  FACTORS,
  MatchFactor,
  type Weights,
} from '../../src/matching/factors';
import { rankKey, scoreOf, staticScoreOf } from '../../src/matching/rank-key';
import { StaticBound, staticScoreUnder, type StaticFactors } from '../../src/matching/static-bound';
import { resolveWeights } from '../../src/matching/weights';
import { normalisedWeights } from '../support/oracle';
import { FACTORS as ORACLE_FACTORS } from '../support/oracle-values';

const MILLION = 1_000_000;
const camelCase = (factor: string): string =>
  factor.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const resolved = (given: readonly (number | undefined)[]): number[] => {
  const input = Object.fromEntries(FACTORS.map((factor, i) => [camelCase(factor), given[i]]));
  const weights = resolveWeights(input);
  return FACTORS.map((factor) => weights[factor]);
};
const weightsOf = (millionths: readonly number[]): Weights =>
  Object.fromEntries(FACTORS.map((factor, i) => [factor, millionths[i]!])) as Record<MatchFactor, number>;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const nine = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { minLength: 9, maxLength: 9 });
const notAllZero = (weights: readonly number[]): boolean => weights.some((weight) => weight > 0);
const anyWeights = nine(fc.double({ min: 0, noDefaultInfinity: true, noNaN: true })).filter(notAllZero);
const wholeWeights = nine(fc.integer({ min: 0, max: 20 })).filter(notAllZero);
/** In 0..1, often an end. */
const millionths = fc.oneof(
  fc.constantFrom(0, 1, 499_999, 500_000, MILLION - 1, MILLION),
  fc.integer({ min: 0, max: MILLION }),
);

describe('weights', () => {
  test('are whole millionths that sum to one, from the smallest number to the largest', () => {
    fc.assert(
      fc.property(anyWeights, (given) => {
        const weights = resolved(given);
        expect(sum(weights)).toBe(MILLION);
        for (const weight of weights) expect(Number.isInteger(weight) && weight >= 0).toBe(true);
      }),
    );
  });

  test('keep the order of what was given, and 0 stays 0', () => {
    fc.assert(
      fc.property(fc.oneof(anyWeights, wholeWeights), (given) => {
        const weights = resolved(given);
        const pairs = given.flatMap((a, i) =>
          given.map((b, j) => ({ a, b, i, difference: weights[i]! - weights[j]!, j })),
        );
        // Weights that differ in the thirteenth digit only are equals, told apart by the order of the factors.
        expect(pairs.filter(({ a, b, difference }) => a * (1 - 1e-11) > b && difference < 0)).toEqual([]);
        // Of equals, those that come first get what is left over.
        expect(
          pairs.filter(({ a, b, i, j, difference }) => a === b && i < j && ![0, 1].includes(difference)),
        ).toEqual([]);
        expect(weights.filter((weight, i) => given[i] === 0 && weight !== 0)).toEqual([]);
      }),
    );
  });

  test('are relative: in units of any size they are the same', () => {
    fc.assert(
      fc.property(wholeWeights, fc.constantFrom(0.01, 0.1, 3, 7, 10, 1e6, 1e-9), (given, unit) => {
        expect(resolved(given.map((weight) => weight * unit))).toEqual(resolved(given));
      }),
    );
  });

  test('are rounded as exact fractions would be, with those left out at their default', () => {
    const percent = fc.integer({ min: 0, max: 300 }).map((hundredths) => hundredths / 100);
    const someLeftOut = nine(fc.option(percent, { nil: undefined }));
    fc.assert(
      fc.property(
        someLeftOut.filter((given) => given.some((weight) => weight !== 0)),
        (given) => {
          const byFactor = Object.fromEntries(ORACLE_FACTORS.map((factor, i) => [factor, given[i]]));
          expect(resolved(given)).toEqual(normalisedWeights(byFactor));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('scores', () => {
  test('lie between 0 and 1, whatever the weights and values', () => {
    fc.assert(
      fc.property(fc.oneof(anyWeights, wholeWeights), nine(millionths), (given, values) => {
        const score = sum(resolved(given).map((weight, i) => contribution(weight, values[i]!)));
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(MILLION);
      }),
    );
  });

  test('are 1 where all values are 1, and 0 where all are 0', () => {
    fc.assert(
      fc.property(anyWeights, (given) => {
        const weights = resolved(given);
        expect(sum(weights.map((weight) => contribution(weight, MILLION)))).toBe(MILLION);
        expect(sum(weights.map((weight) => contribution(weight, 0)))).toBe(0);
      }),
    );
  });

  test('and static scores are packed into a key that orders by score first and gives both back', () => {
    fc.assert(
      fc.property(millionths, millionths, millionths, millionths, (score, fixed, otherScore, otherFixed) => {
        const key = rankKey(score, fixed);
        expect([scoreOf(key), staticScoreOf(key)]).toEqual([score, fixed]);
        const order = Math.sign(score - otherScore) || Math.sign(fixed - otherFixed);
        expect(Math.sign(key - rankKey(otherScore, otherFixed))).toBe(order);
      }),
    );
  });
});

describe('the bound on a static score under other weights', () => {
  const factors = fc.tuple(millionths, millionths, millionths, millionths);
  /** The largest sums of two factors, in the order in which a cell has them. */
  const sums = (rows: StaticFactors[]): number[] =>
    [
      ([quality, advantage]: StaticFactors) => quality + advantage,
      ([, , commission, momentum]: StaticFactors) => commission + momentum,
      ([quality, , commission]: StaticFactors) => quality + commission,
      ([, advantage, , momentum]: StaticFactors) => advantage + momentum,
      ([quality, , , momentum]: StaticFactors) => quality + momentum,
      ([, advantage, commission]: StaticFactors) => advantage + commission,
    ].map((of) => Math.max(...rows.map(of)));
  /** A row of a cell, and the largest values and sums of the cell. */
  const rowInCell = fc
    .tuple(factors, fc.array(factors, { maxLength: 4 }), fc.constantFrom(0, 0, 1, 2_000_000))
    .map(([row, others, gone]) => {
      const values = [0, 1, 2, 3].map((f) => Math.max(row[f]!, ...others.map((other) => other[f]!)));
      // Sums may lie above the truth: rows have gone, or they were not counted yet.
      return {
        row,
        largest: [...values, ...sums([row, ...others]).map((most) => Math.min(most + gone, 2_000_000))],
      };
    });
  const weights = fc
    .oneof(anyWeights, wholeWeights, fc.constant(FACTORS.map((factor) => DEFAULT_WEIGHTS[factor])))
    .map((given) => weightsOf(resolved(given)));
  const many = { numRuns: 3_000 };

  test('most: no row of at most the stored score has more, nor more than the largest values allow', () => {
    fc.assert(
      fc.property(weights, rowInCell, fc.nat(1_000), (wanted, { row, largest }, slack) => {
        const stored = staticScoreUnder(DEFAULT_WEIGHTS, row);
        const bound = new StaticBound(wanted);
        const most = bound.most(stored + slack, largest);
        expect(most).toBeGreaterThanOrEqual(staticScoreUnder(wanted, row));
        expect(most).toBeLessThanOrEqual(
          bound.isIdentity
            ? stored + slack
            : staticScoreUnder(wanted, [largest[0]!, largest[1]!, largest[2]!, largest[3]!]),
        );
      }),
      many,
    );
  });

  test('least: no row of a smaller stored score has as much as is needed', () => {
    fc.assert(
      fc.property(weights, rowInCell, fc.nat(1_000), (wanted, { row, largest }, slack) => {
        const needed = staticScoreUnder(wanted, row) - slack;
        const bound = new StaticBound(wanted).least(needed, largest);
        expect(bound).toBeLessThanOrEqual(staticScoreUnder(DEFAULT_WEIGHTS, row));
        expect(bound).toBeGreaterThanOrEqual(0);
      }),
      many,
    );
  });

  test('most: of two factors that share all the weight, what one row has of both counts, not the best of each', () => {
    const halves = weightsOf(
      FACTORS.map((factor) =>
        factor === MatchFactor.COMMISSION || factor === MatchFactor.MOMENTUM ? 500_000 : 0,
      ),
    );
    const rows: StaticFactors[] = [
      [1_000_000, 1_000_000, 800_000, 100_000],
      [1_000_000, 1_000_000, 200_000, 600_000],
    ];
    const largest = [1_000_000, 1_000_000, 800_000, 600_000, ...sums(rows)];
    // Half of 0.9, and 3 of slack for rounding; the best of each would be half of 1.4.
    expect(new StaticBound(halves).most(340_000, largest)).toBe(450_003);
  });

  test('both are the score itself under the default weights', () => {
    const bound = new StaticBound(DEFAULT_WEIGHTS);
    fc.assert(
      fc.property(rowInCell, fc.integer({ min: 0, max: 340_000 }), ({ largest }, score) => {
        expect(bound.most(score, largest)).toBe(score);
        expect(bound.least(score, largest)).toBe(score);
      }),
    );
  });
});
