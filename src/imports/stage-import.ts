import type { DataSource, QueryRunner } from 'typeorm';
import { checkRow } from './checking/check-row';
import type { CheckReference } from './checking/check-reference';
import { onImportConnection } from './connection';
import { dropRows, moveImport } from './life-cycle';
import { FileProblem, problem } from './problems';
import { millionths, type OnProgress } from './progress';
import { Columns } from './reading/columns';
import { readRows, type ReadOptions } from './reading/format';
import { Source } from './reading/source';
import { ImportStatus, SkuImport } from './sku-import.entity';
import { Staging } from './writing/staging';

export type StageOptions = ReadOptions & { totalBytes?: number; onProgress?: OnProgress };

/**
 * Reads a file, checks its rows one by one and lands them in the staging table as they come. Afterwards nothing more
 * is needed of the file. Where its bytes do not all arrive, the import awaits them anew; where they are no such file,
 * it has FAILED.
 */
export function stageImport(
  dataSource: DataSource,
  reference: CheckReference,
  id: string,
  bytes: AsyncIterable<Uint8Array>,
  options: StageOptions = {},
): Promise<void> {
  return onImportConnection(dataSource, async (runner) => {
    await moveImport(runner, id, [ImportStatus.AWAITING_UPLOAD], ImportStatus.CHECKING);
    await dropRows(runner, id);
    try {
      await stage(runner, reference, id, bytes, options);
    } catch (error) {
      await dropRows(runner, id);
      const failure = error instanceof FileProblem ? error.reason : null;
      const next = failure ? ImportStatus.FAILED : ImportStatus.AWAITING_UPLOAD;
      await moveImport(runner, id, [ImportStatus.CHECKING], next, failure);
      throw error;
    }
  });
}

async function stage(
  runner: QueryRunner,
  reference: CheckReference,
  id: string,
  bytes: AsyncIterable<Uint8Array>,
  { totalBytes, onProgress, sheet }: StageOptions,
): Promise<void> {
  const { format } = await runner.manager.findOneByOrFail(SkuImport, { uuid: id });
  let bytesRead = 0;
  const share = (): number => (totalBytes ? bytesRead / totalBytes : 0);
  const source = new Source(bytes, (count) => (bytesRead += count));
  const columns = new Columns();
  const staging = new Staging(runner, id, () => millionths(share()));
  try {
    for await (const row of readRows(format, source.chunks(), { sheet })) {
      await staging.add(checkRow(columns.map(row), reference));
      onProgress?.({ step: 'CHECKING', rows: staging.rowsRead, share: share() });
    }
    await staging.finish();
  } finally {
    await staging.settle();
  }
  if (staging.rowsRead === 0) throw new FileProblem(problem('FILE_EMPTY'));
  await runner.query(
    `UPDATE sku_import SET sha256 = $2, assumptions = $3, updated_at = now() WHERE id = $1`,
    [id, source.sha256(), JSON.stringify(staging.assumptions.result())],
  );
}
