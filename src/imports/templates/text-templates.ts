import { BYTE_ORDER_MARK, csvLine } from '../csv';
import type { Template } from './template';

/** A header in Chinese and one row, as CSV that Excel opens. */
export function csvTemplate({ columns, labels }: Template): Buffer {
  const shown = columns();
  return Buffer.from(
    BYTE_ORDER_MARK +
      csvLine(shown.map(({ column }) => labels[column]!)) +
      csvLine(shown.map(({ example }) => example)),
  );
}

/** One object a line, for programs: keys in English, numbers as numbers. */
export function jsonLinesTemplate({ columns }: Template): Buffer {
  const row = Object.fromEntries(
    columns().map(({ column, kind, example }) => [column, kind === 'TEXT' ? example : Number(example)]),
  );
  return Buffer.from(`${JSON.stringify(row)}\n`);
}
