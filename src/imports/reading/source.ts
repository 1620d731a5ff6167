import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { IMPORT_LIMITS } from '../../config/limits';
import { FileProblem, problem } from '../problems';
import { peek } from './peek';

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** The bytes of a file, unpacked where they are gzipped; nothing but the chunk in hand is held in memory. */
export class Source {
  private readonly hash = createHash('sha256');
  private receivedBytes = 0;
  private unpackedBytes = 0;

  constructor(
    private readonly bytes: AsyncIterable<Uint8Array>,
    private readonly onBytes: (count: number) => void = () => undefined,
  ) {}

  /** Of the file as it came; ask once all of it was read. */
  sha256(): string {
    return this.hash.digest('hex');
  }

  /** @throws FileProblem where the file is damaged, or more than what we take. */
  async *chunks(): AsyncGenerator<Buffer> {
    for await (const chunk of this.unpacked()) {
      this.unpackedBytes += chunk.length;
      if (this.unpackedBytes > IMPORT_LIMITS.unpackedBytes) {
        throw new FileProblem(
          problem('FILE_UNPACKED_TOO_LARGE', null, null, { max: IMPORT_LIMITS.unpackedBytes }),
        );
      }
      yield chunk;
    }
  }

  /** The name says little (people rename files): the first bytes tell whether it is gzipped. */
  private async *unpacked(): AsyncGenerator<Buffer> {
    const { head, whole } = await peek(this.incoming(), GZIP_MAGIC.length);
    yield* head.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC) ? gunzipped(whole) : whole;
  }

  private async *incoming(): AsyncGenerator<Buffer> {
    for await (const chunk of this.bytes) {
      this.receivedBytes += chunk.length;
      if (this.receivedBytes > IMPORT_LIMITS.fileBytes) {
        throw new FileProblem(problem('FILE_TOO_LARGE', null, null, { max: IMPORT_LIMITS.fileBytes }));
      }
      this.hash.update(chunk);
      this.onBytes(chunk.length);
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    }
  }
}

async function* gunzipped(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const unpacked = pipeline(Readable.from(bytes), createGunzip(), () => undefined);
  try {
    yield* unpacked as AsyncIterable<Buffer>;
  } catch (error) {
    const isDamaged = (error as { code?: string }).code?.startsWith('Z_');
    throw isDamaged ? new FileProblem(problem('FILE_DAMAGED')) : error;
  }
}
