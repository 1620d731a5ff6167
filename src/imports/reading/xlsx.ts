import { IMPORT_LIMITS } from '../../config/limits';
import { Archive } from './archive';
import { expectContent } from './content';
import type { Format, TableRow } from './rows';
import { spooled } from './spool';
import { rowsBelowHeader } from './table';
import { sheetRows } from './xlsx-sheet';
import { openWorkbook } from './xlsx-workbook';

/** A sheet of a workbook (ECMA-376), as Excel, WPS and LibreOffice write it. */
export const readXlsx: Format = (chunks, { sheet, columns }) =>
  rowsBelowHeader(rowsOfSheet(chunks, sheet), 'VALUE_WITHOUT_HEADER', columns);

async function* rowsOfSheet(
  chunks: AsyncIterable<Buffer>,
  sheet: string | undefined,
): AsyncGenerator<readonly TableRow[]> {
  const { whole } = await expectContent(chunks, 'XLSX', ['XLSX/ZIP']);
  const file = await spooled(whole);
  try {
    const archive = await Archive.open(file);
    const workbook = await openWorkbook(archive, sheet);
    yield* sheetRows(archive.read(workbook.sheetPart, IMPORT_LIMITS.unpackedBytes), workbook);
  } finally {
    await file.close();
  }
}
