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

/** The smallest whole number that is at least value · 10^shift. */
export function roundedUp(value: string | number, shift: number): number {
  const [digits, unit] = asFraction(value, shift);
  return Number((digits + unit - 1n) / unit);
}

/** The largest whole number that is at most value · 10^shift. */
export function roundedDown(value: string | number, shift: number): number {
  const [digits, unit] = asFraction(value, shift);
  return Number(digits / unit);
}

function asFraction(value: string | number, shift: number): [bigint, bigint] {
  const { digits, exponent } = exactly(value);
  const one = { digits: 1n, exponent: 0 };
  return commonUnits([{ digits, exponent: exponent + shift }, one]) as [bigint, bigint];
}
