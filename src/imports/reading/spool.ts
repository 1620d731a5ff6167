import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IMPORT_LIMITS } from '../../config/limits';
import { FileProblem, problem } from '../problems';

/**
 * Keeps bytes in a temporary file, because the table of contents of an archive stands at its end. The file loses its
 * name as soon as it is open: whatever becomes of the process, its space is given back.
 * @returns the file, open; closing it is up to the caller
 */
export async function spooled(chunks: AsyncIterable<Buffer>): Promise<FileHandle> {
  const path = join(tmpdir(), `headwater-import-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > IMPORT_LIMITS.spooledBytes) {
        throw new FileProblem(problem('WORKBOOK_TOO_LARGE', null, null, { max: IMPORT_LIMITS.spooledBytes }));
      }
      await writeAll(file, chunk);
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let at = 0; at < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, at);
    at += bytesWritten;
  }
}
