import type { DataSource, QueryRunner } from 'typeorm';
import { inTransaction } from '../database/transaction';
import type { CheckReference } from './checking/check-reference';
import { onImportConnection, whileWritingTo } from './connection';
import { moveImport, WrongImportState } from './life-cycle';
import { millionths, type OnProgress } from './progress';
import { ImportStatus, SkuImport } from './sku-import.entity';
import { mergeConstantsOf } from './writing/merged-rows';
import { createSuppliers } from './writing/suppliers';
import { writeChunk, type Written } from './writing/write-chunk';

/** From here on the import will be written, by whoever gets to it: see writeImport. */
export const confirmImport = (dataSource: DataSource, id: string): Promise<void> =>
  moveImport(dataSource, id, [ImportStatus.CHECKED], ImportStatus.WRITING);

/**
 * Writes a confirmed import to the catalogue, a chunk at a time; takes it up where an earlier process was killed. A
 * row is either still staged or written, so each is written once, however often this is called.
 */
export function writeImport(
  dataSource: DataSource,
  reference: CheckReference,
  id: string,
  onProgress: OnProgress = () => undefined,
): Promise<void> {
  return onImportConnection(dataSource, async (runner) => {
    const { beltNumber } = await runner.manager.findOneByOrFail(SkuImport, { uuid: id });
    await whileWritingTo(runner, beltNumber, async () => {
      const { status } = await runner.manager.findOneByOrFail(SkuImport, { uuid: id });
      // Somebody else had the lock before us, and has written it all.
      if (status === ImportStatus.DONE) return;
      if (status !== ImportStatus.WRITING) throw new WrongImportState(id, [ImportStatus.WRITING]);
      await inTransaction(runner, () => createSuppliers(runner, id));
      await writeChunks(runner, reference, id, onProgress);
      await finish(runner, id);
    });
  });
}

async function writeChunks(
  runner: QueryRunner,
  reference: CheckReference,
  id: string,
  onProgress: OnProgress,
): Promise<void> {
  const constants = mergeConstantsOf(reference);
  const { accepted, left } = await countRows(runner, id);
  let rows = accepted - left;
  let after: number | null = 0;
  while (after !== null) {
    const from: number = after;
    const written: Written = await inTransaction(runner, async () => {
      const chunk = await writeChunk(runner, id, from, constants);
      await count(runner, id, chunk, millionths(shareOf(rows + chunk.rows, accepted)));
      return chunk;
    });
    rows += written.rows;
    after = written.last;
    onProgress({ step: 'WRITING', rows, share: shareOf(rows, accepted) });
  }
}

const shareOf = (rows: number, accepted: number): number => (accepted === 0 ? 1 : rows / accepted);

async function countRows(runner: QueryRunner, id: string): Promise<{ accepted: number; left: number }> {
  const [counts] = (await runner.query(
    `SELECT i.rows_read - i.rows_rejected AS accepted,
            (SELECT count(*)::integer FROM sku_import_row WHERE import_id = i.id AND outcome = 'ACCEPTED') AS left
       FROM sku_import i WHERE i.id = $1`,
    [id],
  )) as [{ accepted: number; left: number }];
  return counts;
}

const count = (runner: QueryRunner, id: string, chunk: Written, progress: number): Promise<unknown> =>
  runner.query(
    `UPDATE sku_import
        SET rows_inserted = rows_inserted + $2, rows_updated = rows_updated + $3, progress = $4, updated_at = now()
      WHERE id = $1`,
    [id, chunk.inserted, chunk.updated, progress],
  );

/** What was foreseen gives way to what came about: the catalogue may have changed in between. */
const finish = (runner: QueryRunner, id: string): Promise<unknown> =>
  runner.query(
    `UPDATE sku_import
        SET status = 'DONE', progress = 1000000, rows_to_insert = rows_inserted, rows_to_update = rows_updated,
            rows_unchanged = rows_read - rows_rejected - rows_inserted - rows_updated,
            updated_at = now(), finished_at = now()
      WHERE id = $1`,
    [id],
  );
