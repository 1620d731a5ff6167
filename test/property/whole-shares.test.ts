import * as fc from 'fast-check';
import { areWhole, wholeShares } from '../../src/streamers/update/whole-shares';

/** Counts of some keys, not all of them nothing. */
const counts = fc
  .array(fc.nat(1_000_000), { minLength: 1, maxLength: 300 })
  .filter((values) => values.some((value) => value > 0));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('shares of counts', () => {
  it('become millionths that sum to a million; but for one, each is the nearest', () => {
    fc.assert(
      fc.property(counts, (values) => {
        const shares = values.map((value) => value / sum(values));
        expect(areWhole(shares)).toBe(true);
        const whole = wholeShares(shares);
        expect(sum(whole)).toBe(1_000_000);
        expect(whole.every((share) => Number.isInteger(share) && share >= 0)).toBe(true);
        const off = whole.filter((share, i) => Math.abs(share - shares[i]! * 1_000_000) > 0.500_001);
        expect(off.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('that were rounded to four decimals do so too, where there are no more than twenty', () => {
    fc.assert(
      fc.property(
        counts.filter((values) => values.length <= 20),
        (values) => {
          const rounded = values.map((value) => Math.round((value / sum(values)) * 10_000) / 10_000);
          expect(areWhole(rounded)).toBe(true);
          const whole = wholeShares(rounded);
          expect(sum(whole)).toBe(1_000_000);
          expect(whole.every((share, i) => Math.abs(share - rounded[i]! * 1_000_000) <= 1_001)).toBe(true);
          expect(whole.every((share) => share >= 0)).toBe(true);
        },
      ),
    );
  });

  it.each([[[0.5, 0.4]], [[0.6, 0.6]], [[1.2, -0.2]], [[Number.NaN, 1]], [[0.5, 0.5011]]])(
    '%j are none',
    (shares) => expect(areWhole(shares)).toBe(false),
  );
});
