const MILLION = 1_000_000;

export const sumOf = (values: readonly number[]): number => values.reduce((left, right) => left + right, 0);

/**
 * Whole numbers in proportion to the weights that sum to the total exactly: rounded down, and what is then missing
 * goes to the largest remainders (Hamilton's method).
 */
export function apportion(weights: readonly number[], total: number): number[] {
  const sum = sumOf(weights);
  const exact = weights.map((weight) => (weight / sum) * total);
  const whole = exact.map(Math.floor);
  const missing = total - sumOf(whole);
  exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .toSorted((left, right) => right.remainder - left.remainder || left.index - right.index)
    .slice(0, missing)
    .forEach(({ index }) => whole[index]!++);
  return whole;
}

/** Shares in millionths; they sum to 1,000,000. */
export const sharesOf = (weights: readonly number[]): number[] => apportion(weights, MILLION);

/** The same by key; keys without a share are left out. */
export function shareMapOf(weights: Record<string, number>): Record<string, number> {
  const keys = Object.keys(weights);
  const shares = sharesOf(Object.values(weights));
  return Object.fromEntries(
    keys.map((key, i) => [key, shares[i]!] as const).filter(([, share]) => share > 0),
  );
}
