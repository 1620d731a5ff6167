/**
 * Texts as cells of a CSV that spreadsheets open, and back.
 *
 * A spreadsheet computes what begins like a formula (OWASP: CSV injection), and takes zeros and digits from what looks
 * like a number: 00123 becomes 123, and 18 digits become 15. A leading apostrophe is its own mark for "this is text".
 * Plain negative numbers stay as they are.
 */
const FORMULA = /^'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/;
const MANGLED_NUMBER = /^'*(?:0\d|\d{16})\d*$/;
const NEGATIVE_NUMBER = /^-\d{1,15}(?:\.\d+)?$/;

/** Text that already begins with apostrophes gets one more, so that every text comes back as it was. */
const needsMark = (text: string): boolean => FORMULA.test(text) || MANGLED_NUMBER.test(text);

export const asCell = (text: string): string =>
  needsMark(text) && !NEGATIVE_NUMBER.test(text) ? `'${text}` : text;

/** Undoes asCell; a spreadsheet's own mark is taken off just the same. */
export const fromCell = (cell: string): string =>
  cell.startsWith("'") && needsMark(cell.slice(1)) ? cell.slice(1) : cell;
