import type { QueryRunner } from 'typeorm';
import { IMPORT_LIMITS } from '../../config/limits';
import { EMPTIED_COLUMNS } from './staged-columns';
import { DERIVED_COLUMNS, MERGED_COLUMNS, mergedRows, type MergeConstants } from './merged-rows';

export type Written = {
  /** The last row dealt with; null where there was none left. */
  last: number | null;
  rows: number;
  inserted: number;
  updated: number;
};

const WRITTEN_COLUMNS = [...MERGED_COLUMNS, ...DERIVED_COLUMNS];
const SUPPLIER_COLUMNS = ['supplier_id', 'belt_number', 'supplier_status', 'supplier_quality'];
const INSERTED_COLUMNS = [...SUPPLIER_COLUMNS, 'code', ...WRITTEN_COLUMNS];

/**
 * Writes the next rows of an import to the catalogue and takes them out of the staging table. Belongs into one
 * transaction under REPEATABLE READ: whoever changes a SKU or a supplier between reading and writing makes it fail
 * with 40001 and be done anew, so nobody's change is lost and nothing has to be locked beforehand. Rows go in the order
 * of their key, so that two transactions meet at the first common row instead of crosswise.
 */
export async function writeChunk(
  runner: QueryRunner,
  importId: string,
  after: number,
  constants: MergeConstants,
): Promise<Written> {
  const [written] = (await runner.query(
    `WITH merged AS MATERIALIZED (${mergedRows(constants)}),
     written AS (
       INSERT INTO sku (${INSERTED_COLUMNS.join(', ')})
       SELECT ${INSERTED_COLUMNS.join(', ')} FROM merged
        WHERE sku_id IS NULL OR is_changed
        ORDER BY supplier_id, code
       ON CONFLICT (supplier_id, code) DO UPDATE
         SET ${WRITTEN_COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')},
             version = sku.version + 1, updated_at = now()
       RETURNING version = 1 AND xmax = 0 AS is_new)
     SELECT (SELECT max(row_no) FROM merged) AS last,
            (SELECT count(*)::integer FROM merged) AS rows,
            count(*) FILTER (WHERE is_new)::integer AS inserted,
            count(*) FILTER (WHERE NOT is_new)::integer AS updated
       FROM written`,
    [importId, after, IMPORT_LIMITS.chunkRows],
  )) as [Written];
  if (written.last !== null) await takeOut(runner, importId, after, written.last);
  return written;
}

/** Rows without notes go; of the others the notes stay. */
async function takeOut(runner: QueryRunner, importId: string, after: number, last: number): Promise<void> {
  const range = `import_id = $1 AND row_no > $2 AND row_no <= $3 AND outcome = 'ACCEPTED'`;
  const emptied = EMPTIED_COLUMNS.map((column) => `${column} = NULL`).join(', ');
  await runner.query(`DELETE FROM sku_import_row WHERE ${range} AND problems IS NULL`, [
    importId,
    after,
    last,
  ]);
  await runner.query(`UPDATE sku_import_row SET outcome = 'WRITTEN', ${emptied} WHERE ${range}`, [
    importId,
    after,
    last,
  ]);
}
