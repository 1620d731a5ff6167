import { IMPORT_LIMITS } from '../../config/limits';
import { Archive } from './archive';
import { expectContent } from './content';
import type { RawRow, ReadOptions } from './format';
import { spooled } from './spool';
import { rowsBelowHeader } from './table';
import { sheetRows } from './xlsx-sheet';
import { openWorkbook } from './xlsx-workbook';

/** A sheet of a workbook (ECMA-376), as Excel, WPS and LibreOffice write it. */
export async function* readXlsx(
  chunks: AsyncIterable<Buffer>,
  { sheet }: ReadOptions,
): AsyncGenerator<RawRow> {
  const { whole } = await expectContent(chunks, 'XLSX', ['XLSX/ZIP']);
  const file = await spooled(whole);
  try {
    const archive = await Archive.open(file);
    const workbook = await openWorkbook(archive, sheet);
    const part = archive.read(workbook.sheetPart, IMPORT_LIMITS.unpackedBytes);
    yield* rowsBelowHeader(sheetRows(part, workbook), 'VALUE_WITHOUT_HEADER');
  } finally {
    await file.close();
  }
}
