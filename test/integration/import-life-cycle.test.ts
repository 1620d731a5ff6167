import { gzipSync } from 'node:zlib';
import { IMPORT_LIMITS } from '../../src/config/limits';
import { type CheckReference, checkReferenceOf } from '../../src/imports/checking/check-reference';
import { compareImport } from '../../src/imports/compare-import';
import {
  cancelImport,
  confirmImport,
  type ImportRequest,
  openImport,
  WrongImportState,
} from '../../src/imports/life-cycle';
import { FileProblem } from '../../src/imports/problems';
import { runImport } from '../../src/imports/run-import';
import { FileImport, ImportFormat } from '../../src/imports/file-import.entity';
import { stageImport } from '../../src/imports/stage-import';
import { writeImport } from '../../src/imports/write-import';
import { Reference } from '../../src/reference/reference';
import { createTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let reference: CheckReference;
beforeAll(async () => {
  database = await createTestDatabase({ template: 'migrated' });
  reference = checkReferenceOf(await Reference.load(database.dataSource));
});
afterAll(() => database.drop());
beforeEach(() => query('TRUNCATE sku, supplier, sku_import, matching_cell_change CASCADE'));

const query = <T = any>(sql: string, parameters?: unknown[]): Promise<T[]> =>
  database.dataSource.query<T[]>(sql, parameters);

type Row = Record<string, unknown>;
const request: ImportRequest = {
  beltNumber: 13,
  fileName: 'goods.jsonl',
  format: ImportFormat.JSONL,
  createdBy: 'test',
  assumedStock: 100,
};
const fileOf = (rows: readonly Row[]): Buffer =>
  Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'));

async function* bytesOf(file: Buffer): AsyncGenerator<Uint8Array> {
  yield file;
}

const run = (rows: readonly Row[], dryRun = false): Promise<FileImport> =>
  runImport(database.dataSource, reference, request, bytesOf(fileOf(rows)), { dryRun });
const reload = (uuid: string): Promise<FileImport> =>
  database.dataSource.getRepository(FileImport).findOneByOrFail({ uuid });

const cup = { title: '陶瓷保温杯', price: 19.9, shop: '明月杯具厂', code: 'B-1' };
const necklace = { title: '珍珠项链', price: '¥1,299.00', shop: '海风旗舰店' };

const catalogue = () => query('SELECT * FROM sku ORDER BY title');

describe('a dry run', () => {
  it('counts, and writes nothing until it is confirmed', async () => {
    await run([cup]);
    const before = await catalogue();
    const dry = await run([{ ...cup, price: 1 }, necklace, { title: 'x' }], true);
    expect(dry).toMatchObject({
      status: 'CHECKED',
      rowsToInsert: 1,
      rowsToUpdate: 1,
      rowsRejected: 1,
      rowsWritten: 0,
    });
    expect(await catalogue()).toEqual(before);
    await confirmImport(database.dataSource, dry.uuid);
    await writeImport(database.dataSource, reference, dry.uuid);
    expect(await reload(dry.uuid)).toMatchObject({ status: 'DONE', rowsInserted: 1, rowsUpdated: 1 });
    expect(await catalogue()).toHaveLength(2);
  });

  it('says after writing what came about, where the catalogue has changed since', async () => {
    const dry = await run([cup, necklace], true);
    await run([cup]);
    await confirmImport(database.dataSource, dry.uuid);
    await writeImport(database.dataSource, reference, dry.uuid);
    expect(await reload(dry.uuid)).toMatchObject({
      rowsToInsert: 1,
      rowsToUpdate: 0,
      rowsUnchanged: 1,
      rowsWritten: 1,
    });
  });
});

describe('the way of an import', () => {
  const open = () => openImport(database.dataSource, request);
  const stage = (uuid: string, bytes: AsyncIterable<Uint8Array>) =>
    stageImport(database.dataSource, reference, uuid, bytes);

  it('is gone in order', async () => {
    const { uuid } = await open();
    await expect(confirmImport(database.dataSource, uuid)).rejects.toThrow(WrongImportState);
    await expect(writeImport(database.dataSource, reference, uuid)).rejects.toThrow(WrongImportState);
    await stage(uuid, bytesOf(fileOf([cup])));
    await expect(stage(uuid, bytesOf(fileOf([cup])))).rejects.toThrow(WrongImportState);
    await compareImport(database.dataSource, reference, uuid);
    await cancelImport(database.dataSource, uuid);
    await expect(confirmImport(database.dataSource, uuid)).rejects.toThrow(WrongImportState);
    expect(await query('SELECT FROM sku_import_row')).toEqual([]);
    const done = await run([cup]);
    await expect(cancelImport(database.dataSource, done.uuid)).rejects.toThrow(WrongImportState);
    await writeImport(database.dataSource, reference, done.uuid);
    expect(await reload(done.uuid)).toEqual(done);
  });

  it('can be begun anew where the bytes stopped coming', async () => {
    const limit = jest.replaceProperty<{ batchRows: number }, 'batchRows'>(IMPORT_LIMITS, 'batchRows', 2);
    const { uuid } = await open();
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield fileOf([cup, necklace, { ...cup, code: 'B-2' }, {}]);
      throw new Error('connection lost');
    }
    await expect(stage(uuid, broken())).rejects.toThrow('connection lost');
    expect(await reload(uuid)).toMatchObject({ status: 'AWAITING_UPLOAD', sha256: null });
    expect(await query('SELECT FROM sku_import_row')).toEqual([]);
    await stage(uuid, bytesOf(fileOf([cup])));
    await compareImport(database.dataSource, reference, uuid);
    expect(await reload(uuid)).toMatchObject({ status: 'CHECKED', rowsRead: 1, rowsToInsert: 1 });
    limit.restore();
  });

  it.each([
    ['FILE_EMPTY', Buffer.from('\n\n')],
    ['FILE_FORMAT', Buffer.from('PK\x03\x04')],
    ['FILE_DAMAGED', gzipSync(Buffer.from('{"title":"x"}')).subarray(0, -4)],
  ])('ends with %s where the file is none', async (code, file) => {
    const { uuid } = await open();
    await expect(stage(uuid, bytesOf(file))).rejects.toThrow(FileProblem);
    expect(await reload(uuid)).toMatchObject({
      status: 'FAILED',
      failure: { code },
      finishedAt: expect.any(Date),
    });
  });

  it('has failed where its file is of another format', async () => {
    const { uuid } = await openImport(database.dataSource, { ...request, format: ImportFormat.XLSX });
    await expect(stage(uuid, bytesOf(fileOf([cup])))).rejects.toThrow('is not XLSX but JSON');
  });

  it('is the same under the same idempotency key', async () => {
    const first = await openImport(database.dataSource, { ...request, idempotencyKey: 'k' });
    const second = await openImport(database.dataSource, { ...request, idempotencyKey: 'k' });
    const other = await openImport(database.dataSource, request);
    expect(second.uuid).toBe(first.uuid);
    expect(other.uuid).not.toBe(first.uuid);
  });
});
