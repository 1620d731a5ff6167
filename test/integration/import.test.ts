import { gzipSync } from 'node:zlib';
import { IMPORT_LIMITS } from '../../src/config/limits';
import { type CheckReference, checkReferenceOf } from '../../src/imports/checking/check-reference';
import { countProblems, firstRejections, problemsOf } from '../../src/imports/report';
import { runImport } from '../../src/imports/run-import';
import { FileImport, ImportFormat } from '../../src/imports/file-import.entity';
import { Reference } from '../../src/reference/reference';
import { lexemesOf } from '../../src/search/text';
import { createTestDatabase, type TestDatabase } from '../support/database';

const LIMITS: Record<string, number> = IMPORT_LIMITS;

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
const request = {
  fileName: 'goods.jsonl',
  format: ImportFormat.JSONL,
  createdBy: 'test',
  assumedStock: 100,
};
const fileOf = (rows: readonly (Row | string)[]): Buffer =>
  Buffer.from(rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n'));

async function* bytesOf(file: Buffer): AsyncGenerator<Uint8Array> {
  yield file;
}

const run = (rows: readonly (Row | string)[] | Buffer, beltNumber = 13): Promise<FileImport> =>
  runImport(
    database.dataSource,
    reference,
    { ...request, beltNumber },
    bytesOf(Buffer.isBuffer(rows) ? rows : fileOf(rows)),
    { dryRun: false },
  );

const cup = {
  title: '陶瓷保温杯 "A\\B" l\'eau',
  price: 19.9,
  shop: '明月杯具厂',
  code: 'B-1',
  stock: 50,
  材质: '陶瓷',
};
const necklace = { title: '珍珠项链', price: '¥1,299.00', shop: '海风旗舰店', loc: '浙江 金华' };

/** What an import may change, and what it must not touch. */
const catalogue = () =>
  query(`SELECT s.code AS supplier, s.name, s.kind, s.region_code, k.code, k.title, k.live_price, k.supply_price,
                k.market_price, k.stock, k.status, k.attributes, k.category_number, k.audience_number,
                k.shipping_number, k.provenance, k.commission_rate, k.sales_total, k.version, k.updated_at
           FROM sku k JOIN supplier s ON s.id = k.supplier_id ORDER BY k.title`);

describe('an import', () => {
  it('brings goods and their suppliers in, and counts them', async () => {
    const done = await run([cup, necklace]);
    expect(done).toMatchObject({
      status: 'DONE',
      rowsRead: 2,
      rowsToInsert: 2,
      rowsToUpdate: 0,
      rowsUnchanged: 0,
      rowsRejected: 0,
      rowsWritten: 2,
      progress: 1_000_000,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      finishedAt: expect.any(Date),
    });
    expect(done.assumptions).toContainEqual({ code: 'STOCK', rows: 1 });
    const [first, second] = await catalogue();
    expect(first).toMatchObject({
      supplier: expect.stringMatching(/^S-/),
      region_code: '330700',
      kind: 'BRAND',
      title: '珍珠项链',
      live_price: 129_900,
      supply_price: 129_900,
      market_price: null,
      stock: 100,
      status: 'LISTED',
      shipping_number: 14,
      provenance: 'BELT',
      commission_rate: 0,
      version: 1,
    });
    expect(second).toMatchObject({
      kind: 'FACTORY',
      region_code: null,
      code: 'B-1',
      stock: 50,
      attributes: { 材质: '陶瓷' },
    });
    expect(await query('SELECT FROM sku_import_row')).toEqual([]);
  });

  it('makes goods searchable and matchable', async () => {
    await run([cup]);
    const [sku] = await query('SELECT search_text, cell FROM sku');
    const [{ same }] = await query(
      'SELECT bool_and(search_vector = array_to_tsvector($1)) AS same FROM sku',
      [lexemesOf(sku.search_text)],
    );
    expect(sku.search_text).toContain('陶瓷保温杯 "a\\b" l\'eau');
    expect(same).toBe(true);
    expect(sku.cell).not.toBeNull();
    expect(await query('SELECT DISTINCT cell FROM matching_cell_change')).toEqual([{ cell: sku.cell }]);
  });

  it('gives suppliers that it creates the quality that is expected of their belt, and its goods with them', async () => {
    // Everybody there is as good as can be: 0.3 + 0.2 + 0.1 + 0.2 + 0.1 + 0.1.
    await query(
      `INSERT INTO quality_prior (belt_number, metric, mean, strength, market_mean, suppliers)
       SELECT 13, metric, mean, 10, mean, 9
         FROM (VALUES ('RATING'::quality_metric, 5), ('ON_TIME_DISPATCH', 1), ('REPLY_RATE', 1), ('QUALITY_RETURN_RATE', 0),
                      ('DISPUTE_RATE', 0), ('CREDIT', 100)) AS x (metric, mean)`,
    );
    // More than are worked out at once.
    const limit = jest.replaceProperty(LIMITS, 'chunkSuppliers', 2);
    const shops = ['明月杯具厂', '清风杯具厂', '白云杯具厂', '长河杯具厂', '青山杯具厂'];
    await run(shops.map((shop, i) => ({ ...cup, shop, code: `B-${i}` })));
    limit.restore();
    await query('DELETE FROM quality_prior');
    const suppliers = await query(
      `SELECT s.quality, k.supplier_quality AS copied,
              (SELECT array_agg(DISTINCT m.prior_mean ORDER BY m.prior_mean) FROM supplier_metric m WHERE m.supplier_id = s.id) AS means
         FROM supplier s JOIN sku k ON k.supplier_id = s.id`,
    );
    expect(suppliers).toEqual(
      shops.map(() => ({ quality: 1_000_000, copied: 1_000_000, means: [0, 1, 5, 100] })),
    );
  });

  it('puts a newcomer’s goods, new and changed, where newcomers’ goods are', async () => {
    await run([cup]);
    const [before] = await query('SELECT cell FROM sku');
    await query('UPDATE supplier SET newcomer = true');
    await run([
      { ...cup, title: `${cup.title} 新` },
      { ...cup, title: '陶瓷碗', code: 'B-2' },
    ]);
    const after = await query('SELECT code, supplier_newcomer, cell FROM sku ORDER BY code');
    expect(after).toHaveLength(2);
    expect(after.every(({ supplier_newcomer, cell }: any) => supplier_newcomer && Number(cell) < 0)).toBe(
      true,
    );
    expect(after.map(({ cell }: any) => cell)).toContain(`-${before.cell}`);
  });

  it('of the same file changes nothing', async () => {
    await run([cup, necklace]);
    const before = await catalogue();
    const again = await run([cup, necklace]);
    expect(again).toMatchObject({ rowsToInsert: 0, rowsToUpdate: 0, rowsUnchanged: 2, rowsWritten: 0 });
    expect(await catalogue()).toEqual(before);
  });

  it('is the same gzipped', async () => {
    const plain = await run([cup, necklace], 12);
    const zipped = await run(gzipSync(fileOf([cup, necklace])), 13);
    expect(zipped.sha256).not.toBe(plain.sha256);
    expect(zipped).toMatchObject({ rowsRead: 2, rowsToInsert: 2 });
    const of = (belt: number) =>
      query('SELECT code, title, live_price, attributes FROM sku WHERE belt_number = $1 ORDER BY code', [
        belt,
      ]);
    expect(await of(13)).toEqual(await of(12));
  });

  it('updates what has changed, and counts the version up', async () => {
    await run([cup, necklace]);
    const next = await run([{ ...cup, price: 18.8, 产地: '景德镇' }, necklace]);
    expect(next).toMatchObject({ rowsToInsert: 0, rowsToUpdate: 1, rowsUnchanged: 1, rowsWritten: 1 });
    expect(await query(`SELECT live_price, version, attributes FROM sku WHERE code = 'B-1'`)).toEqual([
      { live_price: 1880, version: 2, attributes: { 材质: '陶瓷', 产地: '景德镇' } },
    ]);
  });

  it('never overwrites with an assumption what is known', async () => {
    await run([{ ...necklace, supplyPrice: 900, stock: 7 }]);
    await query(
      `UPDATE sku SET status = 'DELISTED', commission_rate = 500, category_number = 3, market_price = 150000`,
    );
    const next = await run([{ ...necklace, price: 1200 }]);
    expect(next.rowsToUpdate).toBe(1);
    const known = {
      stock: 7,
      status: 'DELISTED',
      commission_rate: 500,
      category_number: 3,
      market_price: 150_000,
    };
    expect(await catalogue()).toMatchObject([{ ...known, live_price: 120_000, supply_price: 90_000 }]);
    await run([{ ...necklace, price: 800 }]);
    expect(await catalogue()).toMatchObject([{ ...known, live_price: 80_000, supply_price: 80_000 }]);
  });

  it('reports each bad row by number and code, and the good ones land', async () => {
    const done = await run([
      cup,
      { title: '无价', shop: 'x' },
      '{"title":',
      { title: ' ', price: 0, shop: 'x' },
      '',
      { ...necklace, 类目: '神秘类目' },
      { title: '无店', price: 1 },
    ]);
    expect(done).toMatchObject({ rowsRead: 6, rowsToInsert: 2, rowsRejected: 4 });
    const problems: unknown[] = [];
    for await (const { row, problem } of problemsOf(database.dataSource, done.uuid)) {
      problems.push([row, problem.code, problem.column, problem.value]);
    }
    expect(problems).toEqual([
      [2, 'PRICE_MISSING', 'livePrice', null],
      [3, 'JSON_INVALID', null, '{"title":'],
      [4, 'TITLE_MISSING', 'title', null],
      [4, 'PRICE_NOT_POSITIVE', 'price', '0'],
      [6, 'CATEGORY_UNKNOWN', '类目', '神秘类目'],
      [7, 'SUPPLIER_MISSING', 'supplierName', null],
    ]);
    expect(await countProblems(database.dataSource, done.uuid)).toMatchObject([
      { code: 'JSON_INVALID', rows: 1, level: 'BLOCK' },
      { code: 'PRICE_MISSING', rows: 1 },
      { code: 'PRICE_NOT_POSITIVE', rows: 1 },
      { code: 'SUPPLIER_MISSING', rows: 1 },
      { code: 'TITLE_MISSING', rows: 1 },
      { code: 'CATEGORY_UNKNOWN', rows: 1, level: 'NOTE' },
    ]);
    expect(await firstRejections(database.dataSource, done.uuid, 3)).toMatchObject([
      { row: 2 },
      { row: 3 },
      { row: 4 },
    ]);
  });

  it('rejects all rows of the same goods, and names them to each other', async () => {
    const done = await run([
      cup,
      { ...necklace, title: '珍珠项链 A款' },
      { ...cup, price: 20 },
      { ...necklace, title: '珍珠项链　ａ款' },
      { ...cup, code: 'B-2' },
    ]);
    expect(done).toMatchObject({ rowsRead: 5, rowsRejected: 4, rowsToInsert: 1 });
    const rejections = await firstRejections(database.dataSource, done.uuid, 10);
    expect(rejections.map(({ row, problem }) => [row, problem.code, problem.params.rows])).toEqual([
      [1, 'ROW_DUPLICATE', '1, 3'],
      [2, 'ROW_DUPLICATE', '2, 4'],
      [3, 'ROW_DUPLICATE', '1, 3'],
      [4, 'ROW_DUPLICATE', '2, 4'],
    ]);
  });

  it('gives back the cells of rejected rows as they came', async () => {
    await run([{ price: 0, title: 'x\u0000', shop: 'y', deep: { a: 1.5 } }, cup]);
    expect(await query('SELECT raw FROM sku_import_row')).toEqual([
      {
        raw: [
          ['price', '0'],
          ['title', 'x\u0000'],
          ['shop', 'y'],
          ['deep', '{"a":"1.5"}'],
        ],
      },
    ]);
  });

  it('finds a supplier by its code, and does not make one up without a name', async () => {
    await run([{ ...cup, supplierCode: 'F-1' }]);
    const next = await run([
      { title: '新杯', price: 5, supplierCode: 'F-1' },
      { title: '旧杯', price: 5, supplierCode: 'F-2' },
      { title: '茶杯', price: 5, supplierCode: 'F-3' },
      { title: '茶壶', price: 5, supplierCode: 'F-3', shop: '茶具行' },
    ]);
    expect(next).toMatchObject({ rowsToInsert: 3, rowsRejected: 1 });
    expect(await firstRejections(database.dataSource, next.uuid, 9)).toMatchObject([
      { row: 2, problem: { code: 'SUPPLIER_UNKNOWN', value: 'F-2' } },
    ]);
    expect(await query('SELECT code, name FROM supplier ORDER BY code')).toEqual([
      { code: 'F-1', name: '明月杯具厂' },
      { code: 'F-3', name: '茶具行' },
    ]);
  });

  it('goes through in chunks as in one', async () => {
    const rows = Array.from({ length: 250 }, (_, i) => ({
      ...cup,
      code: `K-${i % 249}`,
      loc: i === 200 ? '上海' : '?',
    }));
    const limits = ['batchRows', 'chunkRows', 'compareRows', 'problemPageRows'].map((limit) =>
      jest.replaceProperty(LIMITS, limit, 30),
    );
    const done = await run(rows);
    expect(done).toMatchObject({ rowsRead: 250, rowsRejected: 2, rowsToInsert: 248 });
    let problems = 0;
    for await (const _ of problemsOf(database.dataSource, done.uuid)) problems++;
    expect(problems).toBe(249 + 2);
    expect(await run(rows)).toMatchObject({ rowsUnchanged: 248 });
    for (const limit of limits) limit.restore();
    expect(await query('SELECT region_code FROM supplier')).toEqual([{ region_code: '310000' }]);
  });
});
