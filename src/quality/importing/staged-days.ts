import type { QueryRunner } from 'typeorm';
import type { Figures } from '../recording/metric-day';
import type { RecordedDay } from '../recording/record-days';

/** A staged row with the supplier that it is of; of files nobody says which version is to be replaced. */
export type StagedDay = RecordedDay & { row: number; supplierCode: string };

type Row = Omit<StagedDay, keyof Figures | 'expectedVersion'> & { figures: Figures };

/** In the order of the file. @param rows a query of rows of sku_import_row */
export async function stagedDays(
  runner: QueryRunner,
  rows: string,
  parameters: readonly unknown[],
): Promise<StagedDay[]> {
  const found = (await runner.query(
    `SELECT r.row_no AS row, r.supplier_code AS "supplierCode", s.id AS "supplierId", r.day::text, r.source, r.figures
       FROM (${rows}) r
       JOIN sku_import i ON i.id = r.import_id
       JOIN supplier s ON s.belt_number = i.belt_number AND s.code = r.supplier_code
      ORDER BY r.row_no`,
    [...parameters],
  )) as Row[];
  return found.map(({ figures, ...row }) => ({ ...row, ...figures, expectedVersion: null }));
}
