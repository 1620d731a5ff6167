/** A non-negative decimal number, exactly: digits · 10^exponent. */
export type ExactDecimal = { digits: bigint; exponent: number };

/** What was written, "19.90" or 5e-324, with no rounding on the way. */
export function exactly(written: string | number): ExactDecimal {
  const match = /^(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(String(written));
  if (!match) throw new Error(`Not a non-negative decimal: ${written}`);
  const [, whole = '', fraction = '', exponent = '0'] = match;
  return { digits: BigInt(`${whole}${fraction}` || '0'), exponent: Number(exponent) - fraction.length };
}

/** As whole numbers of the smallest unit that all of them are multiples of. */
export function commonUnits(decimals: ExactDecimal[]): bigint[] {
  const smallest = Math.min(...decimals.map(({ exponent }) => exponent));
  return decimals.map(({ digits, exponent }) => digits * 10n ** BigInt(exponent - smallest));
}

/** The sign of `value` · 10^shift compared with the whole number `other`. */
export function compareScaled(value: string | number, shift: number, other: number): -1 | 0 | 1 {
  const { digits, exponent } = exactly(value);
  const [left, right] = commonUnits([
    { digits, exponent: exponent + shift },
    { digits: BigInt(other), exponent: 0 },
  ]) as [bigint, bigint];
  return left < right ? -1 : left > right ? 1 : 0;
}
