import type { QueryRunner } from 'typeorm';
import { IMPORT_LIMITS } from '../../config/limits';
import { TransactionConflict } from '../../database/transaction';
import type { Written } from '../kinds/kind';
import {
  DERIVED_COLUMNS,
  MERGED_COLUMNS,
  mergedRows,
  type MergeConstants,
  NUMBERED_ROWS,
} from './merged-rows';
import { NEXT_ROWS } from './next-rows';
import { EMPTIED_COLUMNS } from './staged-columns';
import { takeOut } from './take-out';

const WRITTEN_COLUMNS = [...MERGED_COLUMNS, ...DERIVED_COLUMNS];
const SUPPLIER_COLUMNS = [
  'supplier_id',
  'belt_number',
  'supplier_status',
  'supplier_quality',
  'supplier_newcomer',
  'supplier_reliable',
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
  await lockSuppliers(runner, chunk);
  const { last, rows, fresh, changed } = await sortOut(runner, chunk, constants);
  const updated = changed.length === 0 ? [] : await updateChanged(runner, importId, changed, constants);
  const inserted = fresh.length === 0 ? [] : await insertNew(runner, importId, fresh, constants);
  if (last !== null)
    await takeOut(runner, importId, 'row_no > $2 AND row_no <= $3', [after, last], EMPTIED_COLUMNS);
  return { last, rows, inserted, updated };
}

/** The rows are read before any is locked: in one query, LockRows would carry each of them along whole. */
async function lockSuppliers(runner: QueryRunner, chunk: unknown[]): Promise<void> {
  await runner.query(
    `SELECT FROM supplier
      WHERE id = ANY (ARRAY (
              SELECT s.id
                FROM (SELECT DISTINCT import_id, supplier_code FROM (${NEXT_ROWS}) r) r
                JOIN sku_import i ON i.id = r.import_id
                JOIN supplier s ON s.belt_number = i.belt_number AND s.code = r.supplier_code))
      ORDER BY id FOR KEY SHARE`,
    chunk,
  );
}

/** By number, which rows are of new goods, and which change goods. */
type SortedOut = { last: number | null; rows: number; fresh: number[]; changed: number[] };

async function sortOut(runner: QueryRunner, chunk: unknown[], constants: MergeConstants): Promise<SortedOut> {
  const [sorted] = (await runner.query(
    `SELECT max(row_no) AS last, count(*)::integer AS rows,
            coalesce(array_agg(row_no) FILTER (WHERE sku_id IS NULL), '{}') AS fresh,
            coalesce(array_agg(row_no) FILTER (WHERE is_changed), '{}') AS changed
       FROM (${mergedRows(constants)}) merged`,
    chunk,
  )) as [SortedOut];
  return sorted;
}

/**
 * There were no such goods a moment ago. Should somebody else have inserted them since, this fails and the chunk is done
 * anew: asking ON CONFLICT for every row costs more than that ever will.
 */
async function insertNew(
  runner: QueryRunner,
  importId: string,
  numbers: number[],
  constants: MergeConstants,
): Promise<number[]> {
  const columns = INSERTED_COLUMNS.join(', ');
  try {
    await runner.query(
      `INSERT INTO sku (${columns})
       SELECT ${columns} FROM (${mergedRows(constants, NUMBERED_ROWS, 'NONE')}) merged ORDER BY supplier_id, code`,
      [importId, numbers],
    );
  } catch (error) {
    const { constraint } = error as { constraint?: string };
    if (constraint !== 'sku_supplier_id_code_uq') throw error;
    throw new TransactionConflict('Somebody else has just inserted the same goods.');
  }
  return numbers;
}

/** What they are is read anew once they are locked; goods that have become what the row says are left alone. */
async function updateChanged(
  runner: QueryRunner,
  importId: string,
  numbers: number[],
  constants: MergeConstants,
): Promise<number[]> {
  const merged = mergedRows(constants, NUMBERED_ROWS);
  const locked = (await runner.query(
    `SELECT id FROM sku
      WHERE id = ANY (ARRAY (SELECT sku_id FROM (${merged}) merged))
      ORDER BY supplier_id, code FOR NO KEY UPDATE`,
    [importId, numbers],
  )) as { id: string }[];
  const [{ updated }] = (await runner.query(
    `WITH merged AS MATERIALIZED (SELECT * FROM (${merged}) merged WHERE is_changed),
     updated AS (
       UPDATE sku
          SET ${WRITTEN_COLUMNS.map((column) => `${column} = merged.${column}`).join(', ')},
              version = sku.version + 1, updated_at = now()
         FROM merged
        WHERE sku.id = merged.sku_id AND sku_id = ANY ($3::uuid[])
       RETURNING merged.row_no)
     SELECT coalesce(array_agg(row_no), '{}') AS updated FROM updated`,
    [importId, numbers, locked.map(({ id }) => id)],
  )) as [{ updated: number[] }];
  return updated;
}
