import { ZipFile } from 'yazl';
import { FileProblem, type Problem } from '../../src/imports/problems';
import { readRows } from '../../src/imports/reading/format';
import type { RawRow, ReadOptions } from '../../src/imports/reading/rows';
import { Source } from '../../src/imports/reading/source';
import type { ImportFormat } from '../../src/imports/file-import.entity';

export async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export type Reading = ReadOptions & { /** Bytes of one piece. */ size?: number };

/** All rows of a file, whose bytes come in pieces. */
export async function readFile(
  format: ImportFormat,
  bytes: Buffer | string,
  { size = 64 * 1024, ...options }: Reading = {},
): Promise<RawRow[]> {
  const rows: RawRow[] = [];
  const source = new Source(inPieces(Buffer.from(bytes), size));
  for await (const row of readRows(format, source.chunks(), options)) rows.push(row);
  return rows;
}

/** Rows as plain values, by number. */
export const valuesOf = (rows: readonly RawRow[]): [number: number, values: unknown[]][] =>
  rows.map(({ number, cells, unreadable }) => [
    number,
    unreadable ? [unreadable.problem.code] : cells.map(([, value]) => value),
  ]);

/** What a file is turned away for. */
export async function fileProblem(promise: Promise<unknown>): Promise<Problem> {
  const error: unknown = await promise.then(
    () => new Error('The file was taken'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof FileProblem)) throw error;
  return error.reason;
}

/** A limit for the time of a test. */
export function withLimit<K extends string>(
  limits: Readonly<Record<K, number>>,
  name: K,
  value: number,
): jest.ReplaceProperty<number> {
  return jest.replaceProperty(limits, name, value);
}

/** A zip archive of texts or bytes. */
export async function zipOf(parts: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const TYPE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export type Parts = Record<string, string | Buffer>;

/** The parts of a workbook of one sheet, written by hand; any may be replaced. */
export const workbookParts = (sheetData: string, more: Parts = {}): Parts => ({
  '_rels/.rels': `<Relationships><Relationship Id="rId1" Type="${TYPE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml':
    '<workbook xmlns:r="r"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels':
    `<Relationships><Relationship Id="rId1" Type="${TYPE}/worksheet" Target="worksheets/sheet1.xml"/>` +
    `<Relationship Id="rId2" Type="${TYPE}/sharedStrings" Target="sharedStrings.xml"/>` +
    `<Relationship Id="rId3" Type="${TYPE}/styles" Target="styles.xml"/></Relationships>`,
  'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${sheetData}</sheetData></worksheet>`,
  ...more,
});

export const workbook = (sheetData: string, more: Parts = {}): Promise<Buffer> =>
  zipOf(workbookParts(sheetData, more));

/** Rows of inline strings, with neither row numbers nor references. */
export const inlineRows = (...rows: string[][]): string =>
  rows
    .map(
      (cells) =>
        `<row>${cells.map((value) => `<c t="inlineStr"><is><t>${value}</t></is></c>`).join('')}</row>`,
    )
    .join('');
