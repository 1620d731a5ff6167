import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** By column, in the same order in all rows. */
export type CopyRow = Record<string, string | number | boolean | null>;

/** Characters a chunk of COPY data: enough to make a system call cheap, little enough to hold a few of them. */
const CHUNK_CHARACTERS = 64 * 1024;

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const ESCAPED = /[\\\t\n\r]/;
const ALL_ESCAPED = /[\\\t\n\r]/g;

function field(value: CopyRow[string]): string {
  if (value === null) return '\\N';
  if (typeof value !== 'string') return String(value);
  return ESCAPED.test(value) ? value.replace(ALL_ESCAPED, (character) => ESCAPES[character]!) : value;
}

const line = (row: CopyRow): string => `${Object.values(row).map(field).join('\t')}\n`;

function* chunks(first: CopyRow, rest: Iterator<CopyRow>): Generator<Buffer> {
  let chunk = line(first);
  for (let next = rest.next(); !next.done; next = rest.next()) {
    if (chunk.length >= CHUNK_CHARACTERS) {
      yield Buffer.from(chunk);
      chunk = '';
    }
    chunk += line(next.value);
  }
  yield Buffer.from(chunk);
}

/**
 * Writes rows by COPY in its text format. Rows are made as Postgres takes them, so memory stays the same however
 * many there are.
 */
export async function copyRows(client: ClientBase, table: string, rows: Iterator<CopyRow>): Promise<void> {
  const first = rows.next();
  if (!first.done) await copyChunks(client, table, Object.keys(first.value), chunks(first.value, rows));
}

/**
 * Rows that are collected to be written together. Each is encoded as it comes, so that no moment has all of them to
 * encode and nothing else of them is kept.
 */
export class CopyBatch {
  rows = 0;
  /** Characters collected. */
  length = 0;
  private columns: string[] = [];
  private text = '';
  private readonly encoded: Buffer[] = [];

  add(row: CopyRow): void {
    if (this.rows++ === 0) this.columns = Object.keys(row);
    const added = line(row);
    this.length += added.length;
    this.text += added;
    if (this.text.length >= CHUNK_CHARACTERS) this.encode();
  }

  /** Keeps what it writes: a transaction may have to be done anew. */
  async write(client: ClientBase, table: string): Promise<void> {
    if (this.rows === 0) return;
    this.encode();
    await copyChunks(client, table, this.columns, this.encoded);
  }

  private encode(): void {
    if (this.text === '') return;
    this.encoded.push(Buffer.from(this.text));
    this.text = '';
  }
}

async function copyChunks(
  client: ClientBase,
  table: string,
  columns: readonly string[],
  encoded: Iterable<Buffer>,
): Promise<void> {
  const target = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
  await pipeline(Readable.from(encoded, { highWaterMark: 2 }), target);
}
