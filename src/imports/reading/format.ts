import { IMPORT_LIMITS } from '../../config/limits';
import { FileProblem, type Problem, problem } from '../problems';
import { ImportFormat } from '../file-import.entity';
import { SKU_COLUMNS } from './column-names';
import type { ColumnSet } from './column-set';
import { readCsv } from './csv';
import { readJsonLines } from './json-lines';
import { readXlsx } from './xlsx';

/** A value as the file has it: numbers keep their digits. A list or an object is told apart, as JSON text. */
export type RawValue = string | { nested: string };

export type RawCell = readonly [header: string, value: RawValue];

export type RawRow = {
  /** Counts from 1 at the first data row, as somebody who opens the file would count. */
  number: number;
  cells: readonly RawCell[];
  /** What is wrong with single cells, found while reading. */
  problems?: readonly Problem[];
  /** Set where the row could not be read at all: what is wrong, and the beginning of its text. */
  unreadable?: { problem: Problem; text: string };
};

export type ReadOptions = {
  /** What the file is of; goods where left out. */
  columns?: ColumnSet;
  /** The sheet of a workbook; the first that is visible where left out. */
  sheet?: string;
};

/** Turns bytes into rows, holding few at a time. @throws FileProblem where the file is not of this format. */
export type Format = (
  chunks: AsyncIterable<Buffer>,
  options: ReadOptions & { columns: ColumnSet },
) => AsyncIterable<RawRow>;

const FORMATS: Record<ImportFormat, Format> = { CSV: readCsv, XLSX: readXlsx, JSONL: readJsonLines };

/** The rows of a file. @throws FileProblem where it is not of the format, or has more rows than we take. */
export async function* readRows(
  format: ImportFormat,
  chunks: AsyncIterable<Buffer>,
  options: ReadOptions = {},
): AsyncGenerator<RawRow> {
  let rows = 0;
  for await (const row of FORMATS[format](chunks, { columns: SKU_COLUMNS, ...options })) {
    rows += 1;
    if (rows > IMPORT_LIMITS.rows) {
      throw new FileProblem(problem('FILE_TOO_MANY_ROWS', null, null, { max: IMPORT_LIMITS.rows }));
    }
    yield row;
  }
}

/** What else files of a format are called. An .xls is mostly a workbook or a page after all, or told to be an old one. */
const ENDINGS: Readonly<Record<string, ImportFormat>> = {
  CSV: ImportFormat.CSV,
  TSV: ImportFormat.CSV,
  TXT: ImportFormat.CSV,
  XLSX: ImportFormat.XLSX,
  XLSM: ImportFormat.XLSX,
  XLS: ImportFormat.XLSX,
  ET: ImportFormat.XLSX,
};

/** What a file's name says of its format; no known ending means JSON Lines. */
export function formatFrom(fileName: string): ImportFormat {
  const [, ending = ''] = /\.([A-Z]+)(?:\.GZ)?$/.exec(fileName.toUpperCase()) ?? [];
  return ENDINGS[ending] ?? ImportFormat.JSONL;
}
