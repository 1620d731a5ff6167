import { IMPORT_LIMITS } from '../../config/limits';
import { FileProblem, problem } from '../problems';
import { ImportFormat } from '../file-import.entity';
import { SKU_COLUMNS } from './column-names';
import { readCsv } from './csv';
import { readJsonLines } from './json-lines';
import type { Format, RawRow, ReadOptions } from './rows';
import { readXlsx } from './xlsx';

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
