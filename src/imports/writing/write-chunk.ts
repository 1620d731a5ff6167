import type { QueryRunner } from 'typeorm';
import { IMPORT_LIMITS } from '../../config/limits';
import { TransactionConflict } from '../../database/transaction';
import { DERIVED_COLUMNS, MERGED_COLUMNS, mergedRows, type MergeConstants } from './merged-rows';
import { EMPTIED_COLUMNS } from './staged-columns';

export type Written = {
  /** The last row dealt with; null where there was none left. */
  last: number | null;
  rows: number;
  inserted: number;
  updated: number;
};

const WRITTEN_COLUMNS = [...MERGED_COLUMNS, ...DERIVED_COLUMNS];
const SUPPLIER_COLUMNS = [
  'supplier_id',
  'belt_number',
  'supplier_status',
  'supplier_quality',
  'supplier_newcomer',
];
const INSERTED_COLUMNS = [...SUPPLIER_COLUMNS, 'code', ...WRITTEN_COLUMNS];

/**
 * Writes the next rows of an import to the catalogue and takes them out of the staging table; belongs into one
 * transaction. Whatever is read to decide what to write is locked first, so that nobody's change is lost in between:
 * suppliers, whose columns a new SKU copies, and the SKUs that will change. All locks are taken in the order of keys,
 * so that two transactions meet at the first common row instead of crosswise; unchanged goods are not locked at all.
 * @throws TransactionConflict where somebody else has just inserted the same goods.
 */
export async function writeChunk(
  runner: QueryRunner,
  importId: string,
  after: number,
  constants: MergeConstants,
): Promise<Written> {
  const chunk = [importId, after, IMPORT_LIMITS.chunkRows];
  const merged = mergedRows(constants);
  await runner.query(
    `SELECT FROM supplier
      WHERE id IN (SELECT supplier_id FROM (${merged}) merged) ORDER BY id FOR KEY SHARE`,
    chunk,
  );
  const locked = (await runner.query(
    `SELECT id FROM sku
      WHERE id IN (SELECT sku_id FROM (${merged}) merged WHERE is_changed)
      ORDER BY supplier_id, code FOR NO KEY UPDATE`,
    chunk,
  )) as { id: string }[];
  const [{ fresh, ...written }] = (await runner.query(
    `WITH merged AS MATERIALIZED (${merged}),
     inserted AS (
       INSERT INTO sku (${INSERTED_COLUMNS.join(', ')})
       SELECT ${INSERTED_COLUMNS.join(', ')} FROM merged WHERE sku_id IS NULL ORDER BY supplier_id, code
       ON CONFLICT (supplier_id, code) DO NOTHING
       RETURNING 1),
     updated AS (
       UPDATE sku
          SET ${WRITTEN_COLUMNS.map((column) => `${column} = merged.${column}`).join(', ')},
              version = sku.version + 1, updated_at = now()
         FROM merged
        WHERE sku.id = merged.sku_id AND is_changed AND sku_id = ANY ($4::uuid[])
       RETURNING 1)
     SELECT max(row_no) AS last, count(*)::integer AS rows, count(*) FILTER (WHERE sku_id IS NULL)::integer AS fresh,
            (SELECT count(*)::integer FROM inserted) AS inserted,
            (SELECT count(*)::integer FROM updated) AS updated
       FROM merged`,
    [...chunk, locked.map(({ id }) => id)],
  )) as [Written & { fresh: number }];
  if (written.inserted < fresh)
    throw new TransactionConflict('Somebody else has just inserted the same goods.');
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
