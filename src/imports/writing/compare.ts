import type { QueryRunner } from 'typeorm';
import { IMPORT_LIMITS } from '../../config/limits';
import type { SkuChange } from '../changes';
import type { Forecast } from '../kinds/kind';
import { type Problem, problem } from '../problems';
import { firstChanges } from './first-changes';
import { mergedRows, type MergeConstants } from './merged-rows';
import { type Suspected, SUSPECTED, warningsOf } from './suspicions';

type Counts = Pick<Forecast, 'toInsert' | 'toUpdate' | 'unchanged'>;

/** What the rows of a kind are known by. */
export type RowKey = {
  columns: readonly string[];
  /** What is wrong with a row whose key others have, too, */
  repeated: Problem;
  /** and the column whose value it shows. */
  value: string;
};

/** Rejects rows that repeat a natural key within the file: which of them is meant, only people can say. */
export async function rejectDuplicates(
  runner: QueryRunner,
  importId: string,
  { columns, repeated, value }: RowKey,
): Promise<void> {
  const key = columns.join(', ');
  await runner.query(
    `WITH repeated_key AS (
       SELECT ${key} FROM sku_import_row
        WHERE import_id = $1 AND outcome = 'ACCEPTED'
        GROUP BY ${key}
       HAVING count(*) > 1),
     repeated AS (
       SELECT array_agg(row_no ORDER BY row_no) AS numbers
         FROM sku_import_row JOIN repeated_key USING (${key})
        WHERE import_id = $1 AND outcome = 'ACCEPTED'
        GROUP BY ${key}),
     named AS (
       SELECT unnest(numbers) AS row_no,
              array_to_string(numbers[:$3], ', ') || CASE WHEN cardinality(numbers) > $3 THEN ' …' ELSE '' END AS rows
         FROM repeated)
     UPDATE sku_import_row r
        SET outcome = 'REJECTED',
            problems = coalesce(r.problems, '[]') || jsonb_build_array(
              $2::jsonb || jsonb_build_object('value', r.${value}, 'params', jsonb_build_object('rows', named.rows)))
       FROM named
      WHERE r.import_id = $1 AND r.row_no = named.row_no`,
    [importId, repeated, IMPORT_LIMITS.namedRows],
  );
}

/**
 * Rejects rows whose supplier the belt does not have and the import cannot create: because it may not, or because no row
 * gives the name.
 */
export async function rejectUnknownSuppliers(runner: QueryRunner, importId: string): Promise<void> {
  await runner.query(
    `WITH unknown AS (
       SELECT r.supplier_code FROM sku_import_row r JOIN sku_import i ON i.id = r.import_id
        WHERE r.import_id = $1 AND r.outcome = 'ACCEPTED' AND (r.supplier_name IS NULL OR NOT i.create_suppliers)
       EXCEPT
       SELECT r.supplier_code FROM sku_import_row r JOIN sku_import i ON i.id = r.import_id
        WHERE r.import_id = $1 AND r.outcome = 'ACCEPTED' AND r.supplier_name IS NOT NULL AND i.create_suppliers
       EXCEPT
       SELECT s.code FROM supplier s JOIN sku_import i ON i.belt_number = s.belt_number WHERE i.id = $1)
     UPDATE sku_import_row r
        SET outcome = 'REJECTED',
            problems = coalesce(r.problems, '[]') || jsonb_build_array(
              $2::jsonb || jsonb_build_object('value', coalesce(r.supplier_name, r.supplier_code))
                || CASE WHEN i.create_suppliers THEN '{}'
                   ELSE jsonb_build_object('params', jsonb_build_object('missing', r.supplier_code)) END)
       FROM unknown, sku_import i
      WHERE i.id = $1 AND r.import_id = $1 AND r.outcome = 'ACCEPTED' AND r.supplier_code = unknown.supplier_code`,
    [importId, problem('SUPPLIER_UNKNOWN', 'supplierCode')],
  );
}

/** What writing would do now. Reads only, a slice at a time, so that no statement runs long. */
export async function forecast(
  runner: QueryRunner,
  importId: string,
  constants: MergeConstants,
): Promise<Forecast> {
  const total = { toInsert: 0, toUpdate: 0, unchanged: 0 };
  const changes: SkuChange[] = [];
  const suspected: Suspected[] = [];
  let after: number | null = 0;
  while (after !== null) {
    const rows = [importId, after, IMPORT_LIMITS.compareRows] as const;
    const [slice] = (await runner.query(
      `SELECT count(*) FILTER (WHERE sku_id IS NULL)::integer AS "toInsert",
              count(*) FILTER (WHERE is_changed)::integer AS "toUpdate",
              count(*) FILTER (WHERE sku_id IS NOT NULL AND NOT is_changed)::integer AS unchanged,
              max(row_no) AS last, ${SUSPECTED} AS suspected
         FROM (${mergedRows(constants)}) merged`,
      [...rows],
    )) as [Counts & { last: number | null; suspected: Suspected }];
    const missing = IMPORT_LIMITS.shownChanges - changes.length;
    if (slice.toUpdate > 0 && missing > 0) {
      changes.push(...(await firstChanges(runner, rows, constants, missing)));
    }
    suspected.push(slice.suspected);
    total.toInsert += slice.toInsert;
    total.toUpdate += slice.toUpdate;
    total.unchanged += slice.unchanged;
    after = slice.last;
  }
  return { ...total, changes, warnings: warningsOf(suspected, total.toUpdate) };
}
