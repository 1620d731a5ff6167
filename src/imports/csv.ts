import { asCell } from './spreadsheet-text';

/** Excel takes a UTF-8 file for one in the local code page unless it begins so. */
export const BYTE_ORDER_MARK = '\uFEFF';

const NEEDS_QUOTES = /[",\r\n]/;

function field(value: string | number | null): string {
  const cell = asCell(String(value ?? ''));
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A line as RFC 4180 has it; no field of it is a formula. */
export const csvLine = (fields: readonly (string | number | null)[]): string =>
  `${fields.map(field).join(',')}\r\n`;
