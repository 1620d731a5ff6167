import type { QueryRunner } from 'typeorm';
import { IMPORT_LIMITS } from '../../config/limits';
import { problem } from '../problems';
import { mergedRows, type MergeConstants } from './merged-rows';

export type Forecast = { toInsert: number; toUpdate: number; unchanged: number };

/** Rejects rows that repeat a natural key within the file: which of them is meant, only people can say. */
export async function rejectDuplicates(runner: QueryRunner, importId: string): Promise<void> {
  await runner.query(
    `WITH repeated AS (
       SELECT supplier_code, code,
              array_to_string((array_agg(row_no ORDER BY row_no))[:${IMPORT_LIMITS.namedRows}], ', ')
                || CASE WHEN count(*) > ${IMPORT_LIMITS.namedRows} THEN ' …' ELSE '' END AS rows
         FROM sku_import_row
        WHERE import_id = $1 AND outcome = 'ACCEPTED'
        GROUP BY supplier_code, code
       HAVING count(*) > 1)
     UPDATE sku_import_row r
        SET outcome = 'REJECTED',
            problems = coalesce(r.problems, '[]') || jsonb_build_array(
              $2::jsonb || jsonb_build_object('value', r.code, 'params', jsonb_build_object('rows', repeated.rows)))
       FROM repeated
      WHERE r.import_id = $1 AND r.outcome = 'ACCEPTED'
        AND r.supplier_code = repeated.supplier_code AND r.code = repeated.code`,
    [importId, problem('ROW_DUPLICATE')],
  );
}

/** Rejects rows that name a supplier by a code alone which the belt does not have: there is no name to create it by. */
export async function rejectUnknownSuppliers(runner: QueryRunner, importId: string): Promise<void> {
  await runner.query(
    `UPDATE sku_import_row r
        SET outcome = 'REJECTED',
            problems = coalesce(r.problems, '[]') || jsonb_build_array(
              $2::jsonb || jsonb_build_object('value', r.supplier_code))
       FROM sku_import i
      WHERE i.id = $1 AND r.import_id = i.id AND r.outcome = 'ACCEPTED' AND r.supplier_name IS NULL
        AND NOT EXISTS (SELECT FROM supplier s WHERE s.belt_number = i.belt_number AND s.code = r.supplier_code)
        AND NOT EXISTS (SELECT FROM sku_import_row other
                         WHERE other.import_id = i.id AND other.outcome = 'ACCEPTED'
                           AND other.supplier_code = r.supplier_code AND other.supplier_name IS NOT NULL)`,
    [importId, problem('SUPPLIER_UNKNOWN', 'supplierCode')],
  );
}

/** What writing would do now. Reads only, a slice at a time, so that no statement runs long. */
export async function forecast(
  runner: QueryRunner,
  importId: string,
  constants: MergeConstants,
): Promise<Forecast> {
  const total: Forecast = { toInsert: 0, toUpdate: 0, unchanged: 0 };
  let after: number | null = 0;
  while (after !== null) {
    const [slice] = (await runner.query(
      `SELECT count(*) FILTER (WHERE sku_id IS NULL)::integer AS "toInsert",
              count(*) FILTER (WHERE is_changed)::integer AS "toUpdate",
              count(*) FILTER (WHERE sku_id IS NOT NULL AND NOT is_changed)::integer AS unchanged,
              max(row_no) AS last
         FROM (${mergedRows(constants)}) merged`,
      [importId, after, IMPORT_LIMITS.compareRows],
    )) as [Forecast & { last: number | null }];
    total.toInsert += slice.toInsert;
    total.toUpdate += slice.toUpdate;
    total.unchanged += slice.unchanged;
    after = slice.last;
  }
  return total;
}
