import { gzipSync } from 'node:zlib';
import { IMPORT_LIMITS } from '../../src/config/limits';
import { closeHealthy } from '../support/healthy';
import { inlineRows, workbook, workbookParts, zipOf } from '../support/import-files';
import { fileOf, importClient, rowsOf } from '../support/imports';
import { startTestServer, type TestServer } from '../support/server';

/* Small files that are large once they are unpacked, or made to cost much, sent to a server. */

let server: TestServer;
let client: ReturnType<typeof importClient>;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  client = importClient(server);
});
afterAll(() => closeHealthy(server));
afterEach(() => jest.restoreAllMocks());

const limit = (name: keyof typeof IMPORT_LIMITS, value: number): void => {
  jest.replaceProperty<any, any>(IMPORT_LIMITS, name, value);
};

const HEADER = inlineRows(['title', 'price', 'shop']);
const ROW = inlineRows(['杯', '1', '店']);
const entities =
  '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData/></worksheet>';

const BOMBS: [what: string, code: string, format: string, file: () => Buffer | Promise<Buffer>][] = [
  ['gzipped blanks', 'FILE_UNPACKED_TOO_LARGE', 'JSONL', () => gzipSync(Buffer.alloc(4_000_000, 0x20))],
  ['gzipped blank lines', 'FILE_TOO_MANY_ROWS', 'JSONL', () => gzipSync(Buffer.alloc(900_000, 0x0a))],
  ['gzipped rows', 'FILE_UNPACKED_TOO_LARGE', 'CSV', () => gzipSync('title,price,shop\n'.repeat(200_000))],
  ['a sheet of one row without end', 'ARCHIVE_EXPANDS', 'XLSX', () => workbook(HEADER + ROW.repeat(9_000))],
  [
    'a sheet that defines entities',
    'XML_DOCTYPE',
    'XLSX',
    () => zipOf({ ...workbookParts(''), 'xl/worksheets/sheet1.xml': entities }),
  ],
  [
    'a sheet nested without end',
    'XML_TOO_DEEP',
    'XLSX',
    () => zipOf({ ...workbookParts(''), 'xl/worksheets/sheet1.xml': '<a>'.repeat(100_000) }),
  ],
];

it.each(BOMBS)(
  '%s fail their import with a code of their own; the server goes on',
  async (_, code, format, file) => {
    limit('unpackedBytes', 1_000_000);
    limit('rows', 500_000);
    limit('expansionFreeBytes', 500_000);
    limit('archiveExpansion', 50);
    const bytes = await file();
    expect(bytes.length).toBeLessThan(1_000_000);
    const { id, answer } = await client.upload(bytes, { format });
    expect(answer).toMatchObject({
      status: 422,
      type: expect.stringMatching(/^application\/problem\+json\b/),
      body: { status: 422, code },
    });
    expect(await client.get(id)).toMatchObject({
      status: 'FAILED',
      rowsRead: 0,
      failure: { code, level: 'BLOCK' },
    });
    expect(
      await server.database.dataSource.query('SELECT count(*)::integer AS rows FROM sku_import_row'),
    ).toEqual([{ rows: 0 }]);

    const { id: next } = await client.upload(fileOf(rowsOf(0, 3)));
    expect(await client.reaches(next, 'CHECKED')).toMatchObject({ rowsRead: 3 });
    await client.cancel(next);
  },
);
