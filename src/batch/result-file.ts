import { type FileHandle, open, truncate } from 'node:fs/promises';

/** How a file of lines ends, after whatever ended its writer. */
export type FileEnd = {
  /** The last line that is complete, if any. */
  lastLine: string | undefined;
  /** Where that line ends; 0 where there is none. */
  bytes: number;
  /** What follows it: the beginning of a line whose writer did not live to finish it, or nothing. */
  torn: string;
};

const LINE_FEED = 0x0a;
/** Bytes read at once when looking for the end of a line from behind. */
const CHUNK_BYTES = 64 * 1024;
/** Enough of a torn line to tell whose it is. */
const TORN_BYTES = 64;

/** Looks at a file's end, and changes nothing. */
export async function readEnd(path: string): Promise<FileEnd> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const bytes = (await lineFeedBefore(file, size)) + 1;
    const torn = await textOf(file, bytes, Math.min(size, bytes + TORN_BYTES));
    if (bytes === 0) return { lastLine: undefined, bytes, torn };
    const lastLine = await textOf(file, (await lineFeedBefore(file, bytes - 1)) + 1, bytes - 1);
    return { lastLine, bytes, torn };
  } finally {
    await file.close();
  }
}

/** @throws Error EEXIST where there is such a file: it may be the work of hours */
export const createFile = (path: string): Promise<FileHandle> => open(path, 'ax');

/** Cuts off what is torn; what is written comes behind the last complete line. */
export async function continueFile(path: string, { bytes }: FileEnd): Promise<FileHandle> {
  await truncate(path, bytes);
  return open(path, 'a');
}

/** The place of the last line feed before `end`; -1 where there is none. */
async function lineFeedBefore(file: FileHandle, end: number): Promise<number> {
  for (let to = end; to > 0; to -= CHUNK_BYTES) {
    const from = Math.max(0, to - CHUNK_BYTES);
    const at = (await bytesOf(file, from, to)).lastIndexOf(LINE_FEED);
    if (at >= 0) return from + at;
  }
  return -1;
}

async function bytesOf(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(to - from);
  await file.read(buffer, 0, buffer.length, from);
  return buffer;
}

const textOf = async (file: FileHandle, from: number, to: number): Promise<string> =>
  (await bytesOf(file, from, to)).toString('utf8');
