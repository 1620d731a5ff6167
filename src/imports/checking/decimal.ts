import { fold } from '../../search/text';

/** A decimal number as its digits: exact, whatever their count. */
export type Decimal = { isNegative: boolean; integer: string; fraction: string };

const NUMBER = /^(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?$/;

/**
 * Digits in any width, thousands separated by commas or not. Zeros that say nothing are left out: leading ones, and
 * those after the last decimal, because spreadsheets and databases write 19.9 as 19.9000.
 */
export function parseDecimal(text: string): Decimal | undefined {
  const match = NUMBER.exec(fold(text).trim());
  if (!match) return undefined;
  const [, sign, integer = '', fraction = ''] = match;
  return {
    isNegative: sign === '-',
    integer: integer.replaceAll(',', '').replace(/^0+(?=[0-9])/, ''),
    fraction: fraction.replace(/0+$/, ''),
  };
}

/** The number times ten to the places, where that is whole; Infinity where it is beyond exact integers. */
export function scaled({ isNegative, integer, fraction }: Decimal, places: number): number | undefined {
  if (fraction.length > places) return undefined;
  const magnitude = Number(`${integer}${fraction.padEnd(places, '0')}`);
  const bounded = magnitude > Number.MAX_SAFE_INTEGER ? Infinity : magnitude;
  return isNegative && bounded !== 0 ? -bounded : bounded;
}
