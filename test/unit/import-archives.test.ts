import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { crc32, deflateRawSync } from 'node:zlib';
import { IMPORT_LIMITS } from '../../src/config/limits';
import { readRows } from '../../src/imports/reading/format';
import { Source } from '../../src/imports/reading/source';
import { ImportFormat } from '../../src/imports/file-import.entity';
import {
  fileProblem,
  inPieces,
  inlineRows,
  type Parts,
  readFile,
  valuesOf,
  withLimit,
  workbook,
  workbookParts,
  zipOf,
} from '../support/import-files';

const read = (bytes: Buffer, size?: number) => readFile(ImportFormat.XLSX, bytes, { size });
const problemOf = (bytes: Buffer) => fileProblem(read(bytes));
const ROWS = inlineRows(['title', 'price', 'shop'], ['x', '1', 's']);

type Entry = {
  name: string;
  content: Buffer;
  /** What the archive says, where it lies. */
  size?: number;
  checksum?: number;
  flags?: number;
  method?: number;
  /** Where it says the entry begins. */
  offset?: number;
};

/** A zip archive byte by byte (APPNOTE 4.3), so that it may lie. */
function forged(entries: readonly Entry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, size, checksum, flags = 0, method = 8, offset } of entries) {
    const data = method === 8 ? deflateRawSync(content) : content;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(checksum ?? crc32(content), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(size ?? content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset ?? at, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, rest, Buffer.from(name)]),
    );
    locals.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, central, end]);
}

const entriesOf = (parts: Parts): Entry[] =>
  Object.entries(parts).map(([name, content]) => ({ name, content: Buffer.from(content) }));
const SHEET = 'xl/worksheets/sheet1.xml';
/** The workbook, with its sheet told otherwise. */
const lying = (lie: Partial<Entry>): Buffer =>
  forged(
    entriesOf(workbookParts(ROWS)).map((entry) => (entry.name === SHEET ? { ...entry, ...lie } : entry)),
  );

afterEach(() => jest.restoreAllMocks());

describe('an archive', () => {
  it('that says the truth is read, packed or stored', async () => {
    expect(valuesOf(await read(lying({})))).toEqual([[1, ['x', '1', 's']]]);
    expect(valuesOf(await read(lying({ method: 0 })))).toEqual([[1, ['x', '1', 's']]]);
  });

  it.each([
    ['says to be smaller', { size: 50 }, 'FILE_DAMAGED'],
    ['says to be larger', { size: 5_000 }, 'FILE_DAMAGED'],
    ['has another checksum', { checksum: 1 }, 'FILE_DAMAGED'],
    ['is packed in a way of its own', { method: 99 }, 'FILE_DAMAGED'],
    ['is no deflated data', { method: 8, flags: 0, offset: 3 }, 'ARCHIVE_OVERLAPS'],
    ['is encrypted', { flags: 1 }, 'FILE_ENCRYPTED'],
    ['begins where another does', { offset: 0 }, 'ARCHIVE_OVERLAPS'],
  ])('with an entry that %s is one problem', async (_, lie, code) => {
    expect(await problemOf(lying(lie))).toMatchObject({ code });
  });

  it.each([0.2, 0.5, 0.9, 0.99])('cut off at %d of its length is damaged', async (share) => {
    const bytes = await workbook(ROWS);
    const cut = bytes.subarray(0, Math.floor(bytes.length * share));
    expect(await problemOf(cut)).toMatchObject({ code: 'FILE_DAMAGED' });
  });

  it('is damaged where any one of its bytes is, or reads as it did', async () => {
    const bytes = await workbook(ROWS);
    const outcomes = new Set<string>();
    for (let at = 4; at < bytes.length; at += 3) {
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= 0x55;
      const outcome = await read(damaged).then(
        (rows) => JSON.stringify(valuesOf(rows)),
        (error: { reason?: { code: string }; message: string }) => error.reason?.code ?? error.message,
      );
      outcomes.add(outcome);
    }
    // A part may also have lost its name.
    const allowed = [
      'SHEET_MISSING',
      '[[1,["x","1","s"]]]',
      'FILE_DAMAGED',
      'ARCHIVE_OVERLAPS',
      'FILE_ENCRYPTED',
      'FILE_FORMAT',
    ];
    expect([...outcomes].filter((outcome) => !allowed.includes(outcome))).toEqual([]);
  });

  it('has no more entries than the limit', async () => {
    withLimit(IMPORT_LIMITS, 'archiveEntries', 5);
    const parts = workbookParts(ROWS);
    expect(await read(await zipOf({ ...parts, a: '' }))).toHaveLength(1);
    expect(await problemOf(await zipOf({ ...parts, a: '', b: '' }))).toMatchObject({
      code: 'ARCHIVE_TOO_MANY_ENTRIES',
    });
  });

  it('has no part larger than the limit', async () => {
    withLimit(IMPORT_LIMITS, 'partBytes', 2_000);
    const styles = `<styleSheet>${' '.repeat(2_000)}</styleSheet>`;
    expect(await problemOf(await workbook(ROWS, { 'xl/styles.xml': styles }))).toMatchObject({
      code: 'ARCHIVE_ENTRY_TOO_LARGE',
      params: { max: 2_000 },
    });
  });

  it('does not unpack a bomb', async () => {
    withLimit(IMPORT_LIMITS, 'expansionFreeBytes', 100_000);
    const sheet = `<worksheet><sheetData>${'<row/>'.repeat(200_000)}</sheetData></worksheet>`;
    const bytes = await workbook('', { [SHEET]: sheet });
    expect(bytes.length).toBeLessThan(10_000);
    expect(await problemOf(bytes)).toMatchObject({ code: 'ARCHIVE_EXPANDS', params: { max: 500 } });
  });

  it('leaves archives within it alone', async () => {
    const inner = await zipOf({ zeros: Buffer.alloc(10_000_000) });
    expect(await read(await workbook(ROWS, { 'xl/media/image1.zip': inner }))).toHaveLength(1);
  });

  it('is no larger than the limit', async () => {
    withLimit(IMPORT_LIMITS, 'spooledBytes', 500);
    expect(await problemOf(await workbook(ROWS))).toMatchObject({ code: 'WORKBOOK_TOO_LARGE' });
  });

  it.each([
    ['ZIP', { 'readme.txt': 'no workbook' }],
    ['ODS', { mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<x/>' }],
  ])('that is no workbook is told so: %s', async (found, parts) => {
    expect(await problemOf(await zipOf(parts))).toMatchObject({ code: 'FILE_FORMAT', params: { found } });
  });

  it('leaves no file behind, not even while it is read', async () => {
    const spools = (): string[] =>
      readdirSync(tmpdir()).filter((name) => name.startsWith('headwater-import-'));
    const before = spools();
    const source = new Source(inPieces(await workbook(ROWS), 1_000));
    for await (const _ of readRows(ImportFormat.XLSX, source.chunks())) expect(spools()).toEqual(before);
    await problemOf(lying({ size: 50 }));
    expect(spools()).toEqual(before);
  });

  it('lets its file go where nobody reads on', async () => {
    const open = (): number => readdirSync('/dev/fd').length;
    const bytes = await workbook(
      inlineRows(['title', 'price', 'shop'], ...Array.from({ length: 50_000 }, () => ['x', '1', 's'])),
    );
    const before = open();
    for (let i = 0; i < 3; i++) {
      const rows = readRows(ImportFormat.XLSX, new Source(inPieces(bytes, 1_000)).chunks());
      await rows.next();
      expect(open()).toBeGreaterThan(before);
      await rows.return(undefined);
    }
    expect(open()).toBe(before);
  });
});

describe('XML', () => {
  it.each([
    ['a DOCTYPE', `<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>`, 'XML_DOCTYPE'],
    [
      'an entity that nothing defines',
      `<worksheet><sheetData><row>&a;</row></sheetData></worksheet>`,
      'FILE_DAMAGED',
    ],
    ['an element that is not closed', `<worksheet><sheetData><row>`, 'FILE_DAMAGED'],
    ['another encoding', Buffer.from('<worksheet>\xff</worksheet>', 'latin1'), 'FILE_DAMAGED'],
    ['too many levels', `<worksheet>${'<a>'.repeat(70)}${'</a>'.repeat(70)}</worksheet>`, 'XML_TOO_DEEP'],
    ['a long attribute', `<worksheet a="${'x'.repeat(1_200_000)}"/>`, 'XML_TOKEN_TOO_LONG'],
    ['a long text', `<worksheet>${'x'.repeat(1_200_000)}</worksheet>`, 'XML_TOKEN_TOO_LONG'],
    ['a long comment', `<worksheet><!--${'x'.repeat(1_200_000)}--></worksheet>`, 'XML_TOKEN_TOO_LONG'],
    [
      'rows that run backwards',
      `<worksheet><sheetData><row r="2"/><row r="1"/></sheetData></worksheet>`,
      'FILE_DAMAGED',
    ],
    [
      'a row that no sheet has',
      `<worksheet><sheetData><row r="1048577"/></sheetData></worksheet>`,
      'FILE_DAMAGED',
    ],
    ['half a row', `<worksheet><sheetData><row r="1.5"/></sheetData></worksheet>`, 'FILE_DAMAGED'],
    [
      'a reference to no column',
      `<worksheet><sheetData><row><c r="1"/></row></sheetData></worksheet>`,
      'FILE_DAMAGED',
    ],
    [
      'a string that is not there',
      `<worksheet><sheetData><row><c t="s"><v>0</v></c></row></sheetData></worksheet>`,
      'FILE_DAMAGED',
    ],
    ['nothing', '', 'FILE_DAMAGED'],
  ])('with %s is one problem', async (_, sheet, code) => {
    // Stored, because such texts expand.
    const parts = entriesOf({ ...workbookParts(''), [SHEET]: sheet });
    expect(await problemOf(forged(parts.map((entry) => ({ ...entry, method: 0 }))))).toMatchObject({ code });
  });

  it('of shared strings takes no more than the limit', async () => {
    withLimit(IMPORT_LIMITS, 'sharedStringBytes', 100);
    const strings = (count: number): string => `<sst>${'<si><t>12345678</t></si>'.repeat(count)}</sst>`;
    expect(await read(await workbook(ROWS, { 'xl/sharedStrings.xml': strings(5) }))).toHaveLength(1);
    expect(await problemOf(await workbook(ROWS, { 'xl/sharedStrings.xml': strings(6) }))).toMatchObject({
      code: 'SHARED_STRINGS_TOO_LARGE',
    });
  });

  it('has no longer cells than a spreadsheet', async () => {
    const cells = [`x`.repeat(32_768), 'y'.repeat(32_767)].map((title) => [title, '1', 's']);
    const rows = await read(await workbook(inlineRows(['title', 'price', 'shop'], ...cells)));
    expect(rows.map(({ unreadable }) => unreadable?.problem.code)).toEqual(['CELL_TOO_LONG', undefined]);
  });

  it('has cells far out, and no row grows with them', async () => {
    const [row] = await read(await workbook(`${ROWS.slice(0, -6)}<c r="XFD2" t="str"><v>far</v></c></row>`));
    expect(row!.problems).toEqual([expect.objectContaining({ code: 'VALUE_WITHOUT_HEADER', value: 'far' })]);
  });
});
