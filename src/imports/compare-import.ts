import type { DataSource } from 'typeorm';
import { inTransaction } from '../database/transaction';
import type { CheckReference } from './checking/check-reference';
import { onImportConnection } from './connection';
import { moveImport } from './life-cycle';
import { ImportStatus } from './sku-import.entity';
import { forecast, rejectDuplicates, rejectUnknownSuppliers } from './writing/compare';
import { mergeConstantsOf } from './writing/merged-rows';

const ANALYSED_COLUMNS = ['import_id', 'row_no', 'outcome', 'supplier_code', 'supplier_name', 'code'];

/**
 * Looks at the staged rows together and against the catalogue: rejects what only then shows, and counts what writing
 * would do. All in one transaction, so it can be done again where it was interrupted.
 */
export function compareImport(dataSource: DataSource, reference: CheckReference, id: string): Promise<void> {
  return onImportConnection(dataSource, async (connection) => {
    // The rows have only just come: without fresh statistics Postgres takes them for few, and loops over them. Only of
    // what is asked for and grouped by: texts, vectors and JSON would take many times as long as the comparison itself.
    await connection.query(`ANALYZE sku_import_row (${ANALYSED_COLUMNS.join(', ')})`);
    await inTransaction(connection, async (runner) => {
      await moveImport(runner, id, [ImportStatus.CHECKING], ImportStatus.CHECKED);
      await rejectDuplicates(runner, id);
      await rejectUnknownSuppliers(runner, id);
      const { toInsert, toUpdate, unchanged } = await forecast(runner, id, mergeConstantsOf(reference));
      await runner.query(
        `UPDATE sku_import
            SET rows_rejected = rows_read - $2 - $3 - $4, rows_to_insert = $2, rows_to_update = $3, rows_unchanged = $4
          WHERE id = $1`,
        [id, toInsert, toUpdate, unchanged],
      );
    });
  });
}
