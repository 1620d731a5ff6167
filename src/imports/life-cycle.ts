import type { DataSource, QueryRunner } from 'typeorm';
import { onImportConnection } from './connection';
import type { Problem } from './problems';
import { type ImportFormat, ImportStatus, SkuImport } from './sku-import.entity';

export type ImportRequest = {
  beltNumber: number;
  fileName: string;
  format: ImportFormat;
  createdBy: string;
  assumedStock: number;
  /** Whether suppliers that the belt does not have are created; true where left out. */
  createSuppliers?: boolean;
  idempotencyKey?: string;
};

/** A step has a connection of its own; others take any. */
type Queryable = Pick<QueryRunner, 'query'> | Pick<DataSource, 'query'>;

/** The import is not in a state in which this can be done; somebody else may have moved it on. */
export class WrongImportState extends Error {
  constructor(id: string, expected: readonly ImportStatus[]) {
    super(`The import ${id} is not ${expected.join(' or ')}.`);
  }
}

/** Opens an import, or finds the one that was opened under the same idempotency key. */
export async function openImport(dataSource: DataSource, request: ImportRequest): Promise<SkuImport> {
  const imports = dataSource.getRepository(SkuImport);
  const { beltNumber, fileName, format, createdBy, assumedStock, createSuppliers = true } = request;
  const { idempotencyKey = null } = request;
  const [opened] = await dataSource.query<{ id: string }[]>(
    `INSERT INTO sku_import (belt_number, file_name, format, created_by, assumed_stock, create_suppliers, idempotency_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (idempotency_key) DO NOTHING RETURNING id`,
    [beltNumber, fileName, format, createdBy, assumedStock, createSuppliers, idempotencyKey],
  );
  return opened
    ? imports.findOneByOrFail({ uuid: opened.id })
    : imports.findOneByOrFail({ idempotencyKey: idempotencyKey! });
}

/** Moves an import on, if it is in one of the states it may be moved from: of two who try, one succeeds. */
export async function moveImport(
  db: Queryable,
  id: string,
  from: readonly ImportStatus[],
  to: ImportStatus,
  failure: Problem | null = null,
): Promise<void> {
  const isLast = [ImportStatus.DONE, ImportStatus.FAILED, ImportStatus.CANCELLED].includes(to);
  const [moved] = await db.query<[unknown[]]>(
    `UPDATE sku_import
        SET status = $3, failure = $4, progress = 0, updated_at = now(),
            finished_at = CASE WHEN $5 THEN now() END
      WHERE id = $1 AND status = ANY ($2::import_status[])
     RETURNING id`,
    [id, from, to, failure && JSON.stringify(failure), isLast],
  );
  if (moved.length === 0) throw new WrongImportState(id, from);
}

/** Gives up an import whose writing has not begun. Its counts and the rejected rows stay. */
export async function cancelImport(dataSource: DataSource, id: string): Promise<void> {
  const cancellable = [ImportStatus.AWAITING_UPLOAD, ImportStatus.CHECKING, ImportStatus.CHECKED];
  await onImportConnection(dataSource, async (runner) => {
    await moveImport(runner, id, cancellable, ImportStatus.CANCELLED);
    await runner.query(`DELETE FROM sku_import_row WHERE import_id = $1 AND outcome = 'ACCEPTED'`, [id]);
  });
}

/** Forgets the rows that were staged so far, so that the file can be read again. */
export async function dropRows(runner: QueryRunner, id: string): Promise<void> {
  await runner.query('DELETE FROM sku_import_row WHERE import_id = $1', [id]);
}
