import type { FileHandle } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { type Entry, fromFdPromise, type ZipFile } from 'yauzl';
import { IMPORT_LIMITS } from '../../config/limits';
import { FileProblem, problem, type ProblemCode } from '../problems';

const STORED = 0;
const DEFLATED = 8;
const LOCAL_HEADER_BYTES = 30;

/** The parts of a zip archive by name, each read as a stream; nothing that an archive says of itself is believed. */
export class Archive {
  private constructor(
    private readonly file: FileHandle,
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** @throws FileProblem where it is damaged, or made to do harm */
  static async open(file: FileHandle): Promise<Archive> {
    const zip = await undamaged(fromFdPromise(file.fd, { autoClose: false }));
    if (zip.entryCount > IMPORT_LIMITS.archiveEntries) {
      refuse('ARCHIVE_TOO_MANY_ENTRIES', IMPORT_LIMITS.archiveEntries);
    }
    const entries: Entry[] = [];
    await undamaged(
      (async () => {
        for await (const entry of zip.eachEntry()) entries.push(entry);
      })(),
    );
    expectApart(entries);
    return new Archive(file, zip, new Map(entries.map((entry) => [keyOf(entry.fileName), entry])));
  }

  has(name: string): boolean {
    return this.entries.has(keyOf(name));
  }

  /** The part, unpacked. @throws FileProblem where there is none, it is damaged, or more than what we take. */
  async *read(name: string, maxBytes: number): AsyncGenerator<Buffer> {
    const entry = this.entries.get(keyOf(name));
    if (!entry) throw new FileProblem(problem('FILE_DAMAGED'));
    if (entry.isEncrypted()) throw new FileProblem(problem('FILE_ENCRYPTED'));
    const bytes = await this.unpacked(entry);
    let length = 0;
    let checksum = 0;
    try {
      for await (const chunk of bytes) {
        length += chunk.length;
        checksum = crc32(chunk, checksum);
        if (length > maxBytes) refuse('ARCHIVE_ENTRY_TOO_LARGE', maxBytes);
        if (
          length > IMPORT_LIMITS.expansionFreeBytes &&
          length > entry.compressedSize * IMPORT_LIMITS.archiveExpansion
        ) {
          refuse('ARCHIVE_EXPANDS', IMPORT_LIMITS.archiveExpansion);
        }
        if (length > entry.uncompressedSize) throw new FileProblem(problem('FILE_DAMAGED'));
        yield chunk;
      }
    } catch (error) {
      throw isDamage(error) ? new FileProblem(problem('FILE_DAMAGED')) : error;
    }
    if (length !== entry.uncompressedSize || checksum !== entry.crc32) {
      throw new FileProblem(problem('FILE_DAMAGED'));
    }
  }

  private async unpacked(entry: Entry): Promise<AsyncIterable<Buffer>> {
    const { compressionMethod, compressedSize } = entry;
    const { fileDataStart } = await undamaged(this.zip.readLocalFileHeaderPromise(entry, { minimal: true }));
    if (compressedSize === 0) return Readable.from([]);
    const end = fileDataStart + compressedSize - 1;
    const packed = this.file.createReadStream({ start: fileDataStart, end, autoClose: false });
    if (compressionMethod === STORED) return packed;
    if (compressionMethod === DEFLATED) return pipeline(packed, createInflateRaw(), () => undefined);
    throw new FileProblem(problem('FILE_DAMAGED'));
  }
}

/** Names of parts know no case, and some programs write them with backslashes or from the root. */
const keyOf = (name: string): string => name.replaceAll('\\', '/').replace(/^\//, '').toLowerCase();

function refuse(code: ProblemCode, max: number): never {
  throw new FileProblem(problem(code, null, null, { max }));
}

/** Entries that share bytes unpack to more than any one of them says. */
function expectApart(entries: readonly Entry[]): void {
  const ordered = entries.toSorted((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  let end = 0;
  for (const { relativeOffsetOfLocalHeader, fileNameLength, compressedSize } of ordered) {
    if (relativeOffsetOfLocalHeader < end) throw new FileProblem(problem('ARCHIVE_OVERLAPS'));
    end = relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + fileNameLength + compressedSize;
  }
}

const isDamage = (error: unknown): boolean => {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && code.startsWith('Z_');
};

/** yauzl tells what is wrong with an archive by plain errors; those of the system have a code. */
async function undamaged<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    const isOfSystem = (error as { code?: unknown }).code !== undefined;
    throw isOfSystem ? error : new FileProblem(problem('FILE_DAMAGED'));
  }
}
