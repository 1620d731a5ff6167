import * as fc from 'fast-check';
import { distributionOf, gini } from '../../src/exposure/distribution';

describe('the Gini coefficient', () => {
  test.each([
    // Worked out by hand: mean absolute difference over twice the mean.
    [[1, 1, 1, 1], 0],
    [[0, 0, 0, 1], 0.75],
    [[1, 3], 0.25],
    [[3, 1], 0.25],
    [[1, 2, 3, 4], 0.25],
    [[0, 0, 10, 10], 0.5],
    [[5], 0],
    [[0, 0], 0],
    [[], 0],
  ])('of %j is %d', (values, expected) => {
    expect(gini(values)).toBeCloseTo(expected, 12);
  });

  test('is half of the mean difference between any two, relative to the mean', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 60 }), (values) => {
        const mean = values.reduce((total, value) => total + value, 0) / values.length;
        fc.pre(mean > 0);
        let differences = 0;
        for (const one of values) for (const other of values) differences += Math.abs(one - other);
        expect(gini(values)).toBeCloseTo(differences / (2 * values.length ** 2 * mean), 10);
      }),
      { numRuns: 500 },
    );
  });

  test('does not change where all have so many times as much, and is below 1', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 2, max: 1_000 }),
        (values, times) => {
          expect(gini(values.map((value) => value * times))).toBeCloseTo(gini(values), 10);
          expect(gini(values)).toBeLessThan(1);
          expect(gini(values)).toBeGreaterThan(-1e-12);
        },
      ),
    );
  });
});

describe('a distribution', () => {
  const market = (rows: [id: string, eligibleSkus: number, shown: number][]) =>
    rows.map(([id, eligibleSkus, shown]) => ({ id, eligibleSkus, shown, quality: 0 }));

  test('tells how many were reached, and what came to the smaller half', () => {
    const found = distributionOf(
      market([
        ['a', 9, 60],
        ['b', 1, 0],
        ['c', 2, 30],
        ['d', 5, 10],
        ['e', 3, 0],
      ]),
    );
    // b and c are the two smallest of five.
    expect(found).toMatchObject({ suppliers: 5, shown: 100, coverage: 0.6, smallShare: 0.3 });
    // 0 0 10 30 60 in rising order: 2 · (30 + 120 + 300) / 500 − 6/5.
    expect(found.gini).toBeCloseTo(0.6, 12);
  });

  test('takes the smaller id where two are of one size', () => {
    const rows = market([
      ['z', 1, 5],
      ['y', 1, 20],
    ]);
    expect(distributionOf(rows).smallShare).toBe(0.8);
  });

  test('of nothing is 0', () => {
    const nothing = { suppliers: 0, shown: 0, gini: 0, coverage: 0, smallShare: 0 };
    expect(distributionOf([])).toEqual(nothing);
  });
});
