import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../app';
import { IMPORT_LIMITS } from '../../config/limits';
import { languageOf } from '../../graphql/language';
import { checkReferenceOf } from '../checking/check-reference';
import { holdImport, inUploadPlace } from '../connection';
import { awaitsFile, awaitUploadAnew, WrongImportState } from '../life-cycle';
import { FileProblem } from '../problems';
import { dueStep } from '../running/due-steps';
import { FileImport } from '../file-import.entity';
import { DigestMismatch, stageImport } from '../stage-import';
import { HttpProblem, sendFileProblem } from './problem';
import { uploadBody } from './upload-body';
import { readUploadHeaders } from './upload-headers';

/** The uploads that a process receives. Each holds a connection of the pool, so there are few at once. */
export class Uploads {
  private readonly stopping = new AbortController();
  private underWay = 0;

  constructor(private readonly app: App) {}

  /** Those under way are answered that they come too late; their imports await the file anew. */
  stop(): void {
    this.stopping.abort();
  }

  /**
   * Receives the file of an import. Once this is answered all its rows are staged, and nothing more is needed of the
   * sender: the rest is done in the background.
   * @throws HttpProblem
   */
  async receive(request: FastifyRequest, reply: FastifyReply, skuImport: FileImport): Promise<FastifyReply> {
    const { uuid } = skuImport;
    const { totalBytes, sha256 } = readUploadHeaders(request.headers);
    if (!awaitsFile(skuImport)) throw new HttpProblem('WRONG_STATE');
    if (this.stopping.signal.aborted) throw new HttpProblem('STOPPING');
    if (this.underWay >= IMPORT_LIMITS.uploadsAtOnce) throw new HttpProblem('TOO_MANY_UPLOADS');
    this.underWay++;
    const bytes = uploadBody(request.raw, this.stopping.signal);
    try {
      await this.stage(skuImport, bytes, { totalBytes, sha256 });
    } catch (error) {
      if (!(error instanceof FileProblem)) throw httpProblemOf(error);
      return sendFileProblem(reply, error.reason, languageOf(request.headers['accept-language']));
    } finally {
      bytes.destroy();
      this.underWay--;
    }
    this.app.importWorker.wake();
    const staged = await this.app.dataSource.getRepository(FileImport).findOneByOrFail({ uuid });
    return reply.code(202).send({ sha256: staged.sha256, rowsRead: staged.rowsRead });
  }

  private async stage(
    { uuid, beltNumber }: FileImport,
    bytes: AsyncIterable<Uint8Array>,
    options: { totalBytes: number | undefined; sha256: string | undefined },
  ): Promise<void> {
    const { dataSource, reference } = this.app;
    const held = await holdImport(dataSource, uuid, async (runner) => {
      const placed = await inUploadPlace(runner, beltNumber, async () => {
        // An upload that broke off while its process was killed: nobody has come to it yet.
        if ((await dueStep(runner, uuid)) === 'AWAIT_UPLOAD') await awaitUploadAnew(runner, uuid);
        await stageImport(runner, checkReferenceOf(reference), uuid, bytes, options);
      });
      if (!placed) throw new HttpProblem('BELT_UPLOADS');
    });
    if (!held) throw new HttpProblem('UPLOAD_IN_PROGRESS');
  }
}

function httpProblemOf(error: unknown): unknown {
  if (error instanceof WrongImportState) return new HttpProblem('WRONG_STATE');
  if (error instanceof DigestMismatch) return new HttpProblem('DIGEST_MISMATCH');
  return error;
}
