import type { QueryRunner } from 'typeorm';
import type { CheckReference } from './checking/check-reference';
import { onImportConnection, type StepConnection } from './connection';
import { moveImport, takeStep } from './life-cycle';
import { ImportStatus } from './file-import.entity';
import { importKind } from './import-kind';
import type { Kind } from './kinds/kind';
import { KINDS } from './kinds/kinds';

const ANALYSED_COLUMNS = ['import_id', 'row_no', 'outcome', 'supplier_code', 'supplier_name', 'code', 'day'];

/**
 * Looks at the staged rows together and against what is there: rejects what only then shows, and tells what writing
 * would do. That is stored, not asked for again: it has to be what the counts beside it count. All in one
 * transaction, so it can be done again where it was interrupted.
 */
export function compareImport(
  on: StepConnection,
  reference: CheckReference,
  id: string,
  signal?: AbortSignal,
): Promise<void> {
  return onImportConnection(on, async (connection) => {
    // The rows have only just come: without fresh statistics Postgres takes them for few, and loops over them. Only of
    // what is asked for and grouped by: texts, vectors and JSON would take many times as long as the comparison itself.
    await connection.query(`ANALYZE sku_import_row (${ANALYSED_COLUMNS.join(', ')})`);
    const kind = KINDS[await importKind(connection, id)];
    await takeStep(connection, id, (runner) => compareRows(runner, kind, reference, id, signal));
  });
}

/** Belongs into one transaction that says who does it. */
export async function compareRows(
  runner: QueryRunner,
  kind: Kind,
  reference: CheckReference,
  id: string,
  signal?: AbortSignal,
): Promise<void> {
  const found = await kind.compare(runner, id, reference, signal);
  // Last: until then the import's row is free for whoever wants to cancel it, or to look at its progress.
  await moveImport(runner, id, [ImportStatus.CHECKING], ImportStatus.CHECKED);
  await runner.query(
    `UPDATE sku_import
        SET rows_rejected = rows_read - $2 - $3 - $4, rows_to_insert = $2, rows_to_update = $3, rows_unchanged = $4,
            changes = $5, warnings = $6
      WHERE id = $1`,
    [
      id,
      found.toInsert,
      found.toUpdate,
      found.unchanged,
      JSON.stringify(found.changes),
      JSON.stringify(found.warnings),
    ],
  );
}
