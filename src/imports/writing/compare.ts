import type { QueryRunner } from 'typeorm';
import { IMPORT_LIMITS } from '../../config/limits';
import { problem } from '../problems';
import { mergedRows, type MergeConstants } from './merged-rows';

export type Forecast = { toInsert: number; toUpdate: number; unchanged: number };

/** Rejects rows that repeat a natural key within the file: which of them is meant, only people can say. */
export async function rejectDuplicates(runner: QueryRunner, importId: string): Promise<void> {
  await runner.query(
    `WITH repeated_key AS (
       SELECT supplier_code, code FROM sku_import_row
        WHERE import_id = $1 AND outcome = 'ACCEPTED'
        GROUP BY supplier_code, code
       HAVING count(*) > 1),
     repeated AS (
       SELECT array_agg(row_no ORDER BY row_no) AS numbers
         FROM sku_import_row JOIN repeated_key USING (supplier_code, code)
        WHERE import_id = $1 AND outcome = 'ACCEPTED'
        GROUP BY supplier_code, code),
     named AS (
       SELECT unnest(numbers) AS row_no,
              array_to_string(numbers[:$3], ', ') || CASE WHEN cardinality(numbers) > $3 THEN ' …' ELSE '' END AS rows
         FROM repeated)
     UPDATE sku_import_row r
        SET outcome = 'REJECTED',
            problems = coalesce(r.problems, '[]') || jsonb_build_array(
              $2::jsonb || jsonb_build_object('value', r.code, 'params', jsonb_build_object('rows', named.rows)))
       FROM named
      WHERE r.import_id = $1 AND r.row_no = named.row_no`,
    [importId, problem('ROW_DUPLICATE'), IMPORT_LIMITS.namedRows],
  );
}

/** Rejects rows that name a supplier by a code alone which neither the belt nor any row has a name for. */
export async function rejectUnknownSuppliers(runner: QueryRunner, importId: string): Promise<void> {
  await runner.query(
    `WITH unknown AS (
       SELECT supplier_code FROM sku_import_row
        WHERE import_id = $1 AND outcome = 'ACCEPTED' AND supplier_name IS NULL
       EXCEPT
       SELECT supplier_code FROM sku_import_row
        WHERE import_id = $1 AND outcome = 'ACCEPTED' AND supplier_name IS NOT NULL
       EXCEPT
       SELECT s.code FROM supplier s JOIN sku_import i ON i.belt_number = s.belt_number WHERE i.id = $1)
     UPDATE sku_import_row r
        SET outcome = 'REJECTED',
            problems = coalesce(r.problems, '[]') || jsonb_build_array(
              $2::jsonb || jsonb_build_object('value', r.supplier_code))
       FROM unknown
      WHERE r.import_id = $1 AND r.outcome = 'ACCEPTED' AND r.supplier_name IS NULL
        AND r.supplier_code = unknown.supplier_code`,
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
