import type { QueryRunner } from 'typeorm';
import type { CheckReference } from './checking/check-reference';
import { onImportConnection, type StepConnection } from './connection';
import { KINDS } from './kinds/kinds';
import { awaitUploadAnew, dropRows, moveImport, takeStep, WrongImportState } from './life-cycle';
import { FileProblem, problem } from './problems';
import { millionths, type OnProgress } from './progress';
import { readRows } from './reading/format';
import { Source } from './reading/source';
import { FileImport, ImportStatus } from './file-import.entity';
import { Turn } from './turn';
import { Staging } from './writing/staging';

export type StageOptions = {
  totalBytes?: number;
  onProgress?: OnProgress;
  /** What whoever sends the file says of its SHA-256, in hexadecimal. */
  sha256?: string;
};

/** All bytes have come, but they are not those that were sent. */
export class DigestMismatch extends Error {}

/**
 * Reads a file, checks its rows one by one and lands them in the staging table as they come. Afterwards nothing more
 * is needed of the file. Where its bytes do not all arrive, the import awaits them anew; where they are no such file,
 * it has FAILED.
 */
export function stageImport(
  on: StepConnection,
  reference: CheckReference,
  id: string,
  bytes: AsyncIterable<Uint8Array>,
  options: StageOptions = {},
): Promise<void> {
  return onImportConnection(on, async (runner) => {
    await takeStep(runner, id, () =>
      moveImport(runner, id, [ImportStatus.AWAITING_UPLOAD], ImportStatus.CHECKING),
    );
    await dropRows(runner, id);
    try {
      await stage(runner, reference, id, bytes, options);
    } catch (error) {
      if (error instanceof FileProblem) {
        await dropRows(runner, id);
        await takeStep(runner, id, () =>
          moveImport(runner, id, [ImportStatus.CHECKING], ImportStatus.FAILED, error.reason),
        );
      } else if (!(error instanceof WrongImportState)) {
        // Where the database is what failed, or somebody has cancelled it, this fails too; what counts is why.
        await awaitUploadAnew(runner, id).catch(() => undefined);
      }
      throw error;
    }
  });
}

async function stage(
  runner: QueryRunner,
  reference: CheckReference,
  id: string,
  bytes: AsyncIterable<Uint8Array>,
  { totalBytes, onProgress, sha256 }: StageOptions,
): Promise<void> {
  const fileImport = await runner.manager.findOneByOrFail(FileImport, { uuid: id });
  const { format, sheet } = fileImport;
  const kind = KINDS[fileImport.kind];
  let bytesRead = 0;
  const share = (): number => (totalBytes ? bytesRead / totalBytes : 0);
  const source = new Source(bytes, (count) => (bytesRead += count));
  const stager = kind.stager(fileImport, reference);
  const turn = new Turn();
  const staging = new Staging(runner, id, () => millionths(share()));
  try {
    for await (const row of readRows(format, source.chunks(), {
      columns: kind.columns,
      sheet: sheet ?? undefined,
    })) {
      await staging.add(stager.stage(row));
      onProgress?.({ step: 'CHECKING', rows: staging.rowsRead, share: share() });
      if (turn.isOver) await turn.giveWay();
    }
    await staging.finish();
  } finally {
    await staging.settle();
  }
  const found = source.sha256();
  if (sha256 !== undefined && sha256 !== found) throw new DigestMismatch('The file is not what was sent.');
  if (staging.rowsRead === 0) throw new FileProblem(problem('FILE_EMPTY'));
  await takeStep(runner, id, () => staging.conclude(found, stager.assumptions()));
}
