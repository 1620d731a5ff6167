import type { DataSource } from 'typeorm';
import type { CheckReference } from './checking/check-reference';
import { compareImport } from './compare-import';
import { holdImport } from './connection';
import { confirmImport, type ImportRequest, openImport } from './life-cycle';
import { FileImport } from './file-import.entity';
import { IMPORT_NAMES, ImportKind } from './import-kind';
import { stageImport, type StageOptions } from './stage-import';
import { writeImport } from './write-import';

export type RunOptions = StageOptions & {
  /** Stops before anything is written; the import is then CHECKED. */
  dryRun: boolean;
  /** Called once there is something to resume. */
  onWriting?: (id: string) => void;
};

/** The whole way of a file whose bytes are at hand: open, read and check, compare, write. */
export async function runImport(
  dataSource: DataSource,
  reference: CheckReference,
  request: ImportRequest,
  bytes: AsyncIterable<Uint8Array>,
  { dryRun, onWriting, ...options }: RunOptions,
): Promise<FileImport> {
  const { action } = IMPORT_NAMES[request.kind ?? ImportKind.SKUS];
  const by = { actor: request.createdBy, roles: [], action };
  const { uuid } = await openImport(dataSource, request, by);
  // Held throughout, so that no server on the same database takes it for one that was left.
  await holdImport(dataSource, uuid, async (runner) => {
    await stageImport(runner, reference, uuid, bytes, options);
    await compareImport(runner, reference, uuid);
    if (dryRun) return;
    await confirmImport(runner, uuid, { ...by, reference: uuid });
    onWriting?.(uuid);
    await writeImport(runner, reference, uuid, { onProgress: options.onProgress });
  });
  return dataSource.getRepository(FileImport).findOneByOrFail({ uuid });
}
