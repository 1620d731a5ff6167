import { COLUMN_LABELS } from '../reading/column-names';
import { TEMPLATE_COLUMNS } from './template-columns';

/** Excel takes a UTF-8 file for one in the local code page unless it begins so. */
const BYTE_ORDER_MARK = '\uFEFF';

/** No value of the example needs quotes. */
const lineOf = (values: readonly string[]): string => `${values.join(',')}\r\n`;

/** A header in Chinese and one row, as CSV that Excel opens. */
export const csvTemplate = (): Buffer =>
  Buffer.from(
    BYTE_ORDER_MARK +
      lineOf(TEMPLATE_COLUMNS.map(({ column }) => COLUMN_LABELS[column])) +
      lineOf(TEMPLATE_COLUMNS.map(({ example }) => example)),
  );

/** One object a line, for programs: keys in English, numbers as numbers. */
export function jsonLinesTemplate(): Buffer {
  const row = Object.fromEntries(
    TEMPLATE_COLUMNS.map(({ column, kind, example }) => [
      column,
      kind === 'TEXT' ? example : Number(example),
    ]),
  );
  return Buffer.from(`${JSON.stringify(row)}\n`);
}
