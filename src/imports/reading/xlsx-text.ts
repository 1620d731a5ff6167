/** Excel writes characters that XML cannot hold as _x000D_, and a _ before what looks so as _x005F_. */
const ESCAPED = /_x([0-9A-Fa-f]{4})_/g;

export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replaceAll(ESCAPED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

const PLAIN = /^-?\d{1,15}$/;
const NUMBER = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,3}))?$/;
/** Excel computes with 15 digits and shows no more; those behind are what binary floats make of 19.9. */
const DIGITS = 15;

/** A number as Excel shows it, by its digits alone: 19.899999999999999 is 19.9, 1.5E3 is 1500. */
export function decimalText(text: string): string {
  if (PLAIN.test(text)) return text;
  const [, sign = '', integer = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  const written = integer + fraction;
  if (written === '') return text;
  // The digits without leading zeros; the point stands behind so many of them.
  const digits = written.replace(/^0+/, '');
  const point = integer.length + Number(exponent) - (written.length - digits.length);
  const { kept, carry } = rounded(digits);
  if (kept === '') return '0';
  const before = point + carry;
  if (before <= 0) return `${sign}0.${'0'.repeat(-before)}${kept}`;
  const whole = kept.slice(0, before).padEnd(before, '0');
  return before < kept.length ? `${sign}${whole}.${kept.slice(before)}` : `${sign}${whole}`;
}

/** To 15 digits, half up, without zeros at the end; carry is 1 where 99… became 100…. */
function rounded(digits: string): { kept: string; carry: number } {
  const first = digits.slice(0, DIGITS);
  const isUp = digits.charCodeAt(DIGITS) >= 0x35;
  const whole = isUp ? String(BigInt(first) + 1n) : first;
  return { kept: whole.replace(/0+$/, ''), carry: whole.length - first.length };
}

const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;
/** 31 December 9999. */
const LAST_DAY = 2_958_465;
/** Excel takes 1900 for a leap year: its 60th day never was, and before it days are counted from one earlier. */
const FALSE_LEAP_DAY = 60;

/** A date as Excel counts it, in days: 45322.5 is 2024-01-31T12:00:00, 0.5 alone 12:00:00. Undefined where it is none. */
export function dateText(text: string, is1904: boolean): string | undefined {
  const days = Number(text);
  if (text === '' || !(days >= 0 && days < LAST_DAY + 1)) return undefined;
  // Binary floats cannot hold a second exactly: it is the nearest one that was meant.
  const seconds = Math.round((days * DAY_MS) / SECOND_MS);
  const day = Math.floor((seconds * SECOND_MS) / DAY_MS);
  const time = new Date((seconds * SECOND_MS) % DAY_MS).toISOString().slice(11, 19);
  if (days < 1) return time;
  const date = is1904 ? isoDate(1904, 0, 1 + day) : dateOf1900(day);
  return time === '00:00:00' ? date : `${date}T${time}`;
}

const dateOf1900 = (day: number): string =>
  day === FALSE_LEAP_DAY ? '1900-02-29' : isoDate(1899, 11, day < FALSE_LEAP_DAY ? 31 + day : 30 + day);

const isoDate = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);

/** How a cell shows its number: as a date, with zeros in front (货号 000123), or as it is. */
export type NumberStyle = 'DATE' | { zeros: number } | 'PLAIN';

/** Those formats that every spreadsheet knows by number; 27 to 36 and 50 to 58 are the Chinese dates. */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id === 45 || id === 47 || (id >= 50 && id <= 58);

/** What says nothing of the kind of number: quoted, escaped, spacing, and colours, conditions, currencies in brackets. */
const INERT = /"[^"]*"?|\\.|[_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]|General/gi;
const DATE_PARTS = /[ymdhs年月日时分秒]/i;
/** [h]:mm is how long something takes. */
const DURATION = /\[[hms]+\]/i;

export function numberStyleOf(id: number, formatCode: string | undefined): NumberStyle {
  if (formatCode === undefined) return isBuiltInDate(id) ? 'DATE' : 'PLAIN';
  const code = formatCode.replaceAll(INERT, '').split(';')[0]!;
  if (/^0{2,}$/.test(code)) return { zeros: code.length };
  return DATE_PARTS.test(code) && !DURATION.test(code) ? 'DATE' : 'PLAIN';
}
