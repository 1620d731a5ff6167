import { type CheckReference, checkReferenceOf } from '../../src/imports/checking/check-reference';
import { IMPORT_LIMITS } from '../../src/config/limits';
import { messageOf } from '../../src/imports/problems';
import { rejectedRowsOf } from '../../src/imports/rejected-rows';
import { rejectedRowsAsCsv } from '../../src/imports/rejected-rows-csv';
import { countProblems, firstRejections } from '../../src/imports/report';
import { reportLines } from '../../src/imports/report-text';
import { runImport } from '../../src/imports/run-import';
import { FileImport, ImportFormat } from '../../src/imports/file-import.entity';
import { Reference } from '../../src/reference/reference';
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
type Options = { dryRun?: boolean; createSuppliers?: boolean };

async function run(rows: readonly (Row | string)[], options: Options = {}): Promise<FileImport> {
  const { dryRun = false, createSuppliers } = options;
  const lines = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');
  const request = {
    beltNumber: 13,
    fileName: 'goods.jsonl',
    format: ImportFormat.JSONL,
    createdBy: 'test',
    assumedStock: 100,
    createSuppliers,
  };
  const bytes = async function* () {
    yield Buffer.from(lines);
  };
  return runImport(database.dataSource, reference, request, bytes(), { dryRun });
}

const cup = { title: '陶瓷保温杯', price: '19.90', shop: '明月杯具厂', code: 'B-1', stock: 50 };
const cups = (count: number, more: (i: number) => Row = () => ({})): Row[] =>
  Array.from({ length: count }, (_, i) => ({ ...cup, code: `B-${i + 1}`, ...more(i + 1) }));

const rejectedCsv = async ({ uuid }: FileImport): Promise<string> => {
  const lines: string[] = [];
  const csv = rejectedRowsAsCsv(() => rejectedRowsOf(database.dataSource, uuid), 'zh-CN');
  for await (const line of csv) lines.push(line);
  return lines.join('');
};

/** As much of RFC 4180 as these tests need. */
function parseCsv(csv: string): Row[] {
  const fields = [...csv.replace(/^\ufeff/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)];
  const lines: string[][] = [[]];
  for (const [, quoted, plain, end] of fields) {
    lines.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end !== ',') lines.push([]);
  }
  const [headers = [], ...rows] = lines.slice(0, -1);
  return rows.map((row) => Object.fromEntries(row.map((value, i) => [headers[i], value])));
}

describe('rejected rows', () => {
  it('come back as CSV, and mended they alone are touched', async () => {
    const bad = [
      { title: '=1+1 杯', price: '面议', shop: '明月杯具厂', code: '007', 备注: '-5' },
      { title: '最佳"陶瓷"碗', price: '9.9', shop: '明月杯具厂', 材质: '瓷, 白\n二级' },
      { title: '杯', price: '5', shop: '明月杯具厂', code: 'X-1' },
      { title: '杯', price: '6', shop: '明月杯具厂', code: 'X-1' },
    ];
    const first = await run([...cups(3), ...bad, '{"title":']);
    expect(first).toMatchObject({ rowsInserted: 3, rowsRejected: 5 });
    const before = await query('SELECT * FROM sku ORDER BY code');

    const rows = parseCsv(await rejectedCsv(first));
    const empty = { title: '', price: '', shop: '', code: '', 备注: '', 材质: '' };
    const reason = (text: string) => ({ 原因: expect.stringContaining(text) });
    expect(rows).toEqual([
      { ...empty, ...bad[0], title: "'=1+1 杯", code: "'007", ...reason('price: 不是价格') },
      { ...empty, ...bad[1], ...reason('最佳') },
      { ...empty, ...bad[2], ...reason('见第 6, 7 行') },
      { ...empty, ...bad[3], ...reason('见第 6, 7 行') },
      { ...empty, ...reason('{"title":') },
    ]);
    expect(Object.keys(rows[0]!)).toEqual(['title', 'price', 'shop', '材质', 'code', '备注', '原因']);

    const [priceless, claim, double] = rows;
    const second = await run([{ ...priceless, price: '12.5' }, { ...claim, title: '"陶瓷"碗' }, double!]);
    expect(second).toMatchObject({ rowsInserted: 3, rowsUpdated: 0, rowsUnchanged: 0, rowsRejected: 0 });
    const after = await query('SELECT * FROM sku ORDER BY code');
    expect(after.filter(({ id }) => before.some((sku) => sku.id === id))).toEqual(before);
    const added = after.filter(({ id }) => !before.some((sku) => sku.id === id));
    expect(added).toMatchObject([
      { code: '007', title: '=1+1 杯', live_price: 1250, attributes: { 备注: '-5' }, version: 1 },
      { code: expect.stringMatching(/^T-/), title: '"陶瓷"碗', attributes: { 材质: '瓷, 白\n二级' } },
      { code: 'X-1', live_price: 500, attributes: {} },
    ]);
  });

  it('are read a page at a time', async () => {
    const limit = jest.replaceProperty(LIMITS, 'problemPageRows', 3);
    const done = await run(cups(20, (i) => (i % 2 === 0 ? { price: 'x' } : { cat: '神秘类目' })));
    const numbers: number[] = [];
    for await (const { row } of rejectedRowsOf(database.dataSource, done.uuid)) numbers.push(row);
    limit.restore();
    expect(numbers).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
  });
});

describe('claims', () => {
  it('reject rows or go with them, by level', async () => {
    const done = await run([
      { ...cup, title: '国家级保温杯' },
      { ...cup, code: 'B-2', title: '送礼首选保温杯' },
      { ...cup, code: 'B-3', title: '正品保温杯' },
    ]);
    expect(done).toMatchObject({ rowsRejected: 1, rowsInserted: 2 });
    expect(await countProblems(database.dataSource, done.uuid)).toEqual([
      { code: 'CLAIM_FORBIDDEN', level: 'BLOCK', rows: 1 },
      { code: 'CLAIM_DOUBTFUL', level: 'WARN', rows: 1 },
      { code: 'CLAIM_TO_PROVE', level: 'NOTE', rows: 1 },
    ]);
    const [{ problem }] = (await firstRejections(database.dataSource, done.uuid, 1)) as [any];
    expect(messageOf(problem, 'zh-CN')).toBe('含有《广告法》第九条第三项禁止的用语：国家级。请删去。');
    expect(messageOf(problem, 'en')).toContain('Advertising Law, art. 9 (3)');
  });
});

describe('an import that creates no suppliers', () => {
  it('takes goods of suppliers that the belt has, and rejects the others', async () => {
    await run([{ ...cup, supplierCode: 'F-1' }, { ...cup }]);
    const rows = [
      { title: '新杯', price: 5, supplierCode: 'F-1' },
      { title: '新碗', price: 5, shop: '明月杯具厂' },
      { title: '旧杯', price: 5, supplierCode: 'F-2', shop: '新来的厂' },
      { title: '旧碗', price: 5, shop: '新来的店' },
      { title: '旧盘', price: 5, supplierCode: 'F-3' },
    ];
    const done = await run(rows, { createSuppliers: false });
    expect(done).toMatchObject({ createSuppliers: false, rowsInserted: 2, rowsRejected: 3 });
    const rejections = await firstRejections(database.dataSource, done.uuid, 9);
    expect(rejections.map(({ row, problem }) => [row, problem.code, problem.value])).toEqual([
      [3, 'SUPPLIER_UNKNOWN', '新来的厂'],
      [4, 'SUPPLIER_UNKNOWN', '新来的店'],
      [5, 'SUPPLIER_UNKNOWN', 'F-3'],
    ]);
    expect(messageOf(rejections[0]!.problem, 'zh-CN')).toContain('“F-2”');
    expect(await query('SELECT count(*)::int AS count FROM supplier')).toEqual([{ count: 2 }]);

    const creating = await run(rows);
    expect(creating).toMatchObject({
      createSuppliers: true,
      rowsInserted: 2,
      rowsUnchanged: 2,
      rowsRejected: 1,
    });
  });
});

describe('a dry run', () => {
  it('shows what changes, column by column, as people write it', async () => {
    await run([
      {
        ...cup,
        supplierCode: 'F-1',
        cat: '保温杯',
        supplyPrice: 10,
        commission: '5%',
        材质: '陶瓷',
        产地: '景德镇',
      },
      { ...cup, supplierCode: 'F-1', code: 'B-2' },
    ]);
    const [{ slug }] = await query(
      'SELECT c.slug FROM sku k JOIN category c ON c.number = k.category_number WHERE code = $1',
      ['B-1'],
    );
    const dry = await run(
      [
        { ...cup, supplierCode: 'F-1', code: 'B-2' },
        {
          ...cup,
          supplierCode: 'F-1',
          title: '骨瓷保温杯',
          price: '18.8',
          market: 'x',
          原价: '29',
          cat: '连衣裙',
          佣金: '0.2',
          状态: '下架',
          材质: '骨瓷',
          人群: 'everyone',
        },
      ],
      { dryRun: true },
    );
    expect(dry.rowsToUpdate).toBe(1);
    expect(dry.changes).toMatchObject([{ row: 2, supplierCode: 'F-1', code: 'B-1' }]);
    expect(slug).not.toBe('dresses');
    expect(dry.changes[0]!.columns.filter(({ column }) => column !== 'audience')).toEqual([
      { column: 'title', from: '陶瓷保温杯', to: '骨瓷保温杯' },
      { column: 'category', from: slug, to: 'dresses' },
      { column: 'livePrice', from: '19.90', to: '18.80' },
      { column: 'marketPrice', from: null, to: '29.00' },
      { column: 'commissionRate', from: '0.05', to: '0.2' },
      { column: 'status', from: 'LISTED', to: 'DELISTED' },
      { column: 'market', from: null, to: 'x' },
      { column: '材质', from: '陶瓷', to: '骨瓷' },
    ]);
    expect([...reportLines(dry, [], [], 'en')].join('\n')).toContain(
      `row 2 F-1 B-1  title 陶瓷保温杯 → 骨瓷保温杯 · category ${slug} → dresses`,
    );
    expect([...reportLines(dry, [], [], 'zh-CN')].join('\n')).toContain('marketPrice （空） → 29.00');
  });

  it('shows of long texts where they begin to differ', async () => {
    const same = '好杯'.repeat(200);
    await run([{ ...cup, 描述: `${same}一${'后'.repeat(300)}` }]);
    const dry = await run([{ ...cup, 描述: `${same}二` }], { dryRun: true });
    const before = `…${'好杯'.repeat(10)}`;
    expect(dry.changes[0]!.columns).toEqual([
      { column: 'description', from: `${before}一${'后'.repeat(179)}…`, to: `${before}二` },
    ]);
  });

  it('shows the first 20 goods to update, whatever the slices', async () => {
    await run(cups(60));
    const limit = jest.replaceProperty(LIMITS, 'compareRows', 9);
    const dry = await run(
      cups(60, (i) => (i % 2 === 0 ? { stock: 51 } : {})),
      { dryRun: true },
    );
    limit.restore();
    expect(dry).toMatchObject({ rowsToUpdate: 30, rowsUnchanged: 30, warnings: [] });
    expect(dry.changes.map(({ row }) => row)).toEqual(Array.from({ length: 20 }, (_, i) => 2 * i + 2));
    expect(dry.changes[19]!.columns).toEqual([{ column: 'stock', from: '50', to: '51' }]);
  });

  it('warns where live prices change by more than half, up or down', async () => {
    await run(cups(6, () => ({ price: '10.00' })));
    const prices = ['4.99', '5.00', '15.00', '15.01', '10.00', '20000000'];
    const dry = await run(
      cups(6, (i) => ({ price: prices[i - 1] })),
      { dryRun: true },
    );
    expect(dry.warnings).toEqual([
      { code: 'PRICE_CHANGED_BY_HALF', rows: 3, rowsToUpdate: 5, firstRows: [1, 4, 6] },
    ]);
    const text = [...reportLines(dry, [], [], 'en')].join('\n');
    expect(text).toContain('PRICE_CHANGED_BY_HALF  3 of 5 updated rows');
    expect(text).toContain('rows 1, 4, 6');
  });

  it('names ten rows of a warning, from all slices', async () => {
    await run(cups(30));
    const limit = jest.replaceProperty(LIMITS, 'compareRows', 4);
    const dry = await run(
      cups(30, (i) => (i > 3 ? { price: '5' } : {})),
      { dryRun: true },
    );
    limit.restore();
    expect(dry.warnings).toEqual([
      {
        code: 'PRICE_CHANGED_BY_HALF',
        rows: 27,
        rowsToUpdate: 27,
        firstRows: [4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
      },
    ]);
    expect([...reportLines(dry, [], [], 'zh-CN')].join('\n')).toContain(
      '第 4、5、6、7、8、9、10、11、12、13 … 行',
    );
  });

  it('warns where the stock of more than a third of the goods to update falls to 0', async () => {
    await run([...cups(6), { ...cup, code: 'OUT', stock: 0 }]);
    const next = (out: number): Row[] => [
      ...cups(6, (i) => ({ stock: i <= out ? 0 : 49 })),
      { ...cup, code: 'OUT', stock: 0 },
    ];
    expect((await run(next(2), { dryRun: true })).warnings).toEqual([]);
    expect((await run(next(3), { dryRun: true })).warnings).toEqual([
      { code: 'STOCK_TO_ZERO', rows: 3, rowsToUpdate: 6, firstRows: [1, 2, 3] },
    ]);
  });

  it('keeps what it found when the import is written', async () => {
    await run(cups(1));
    const done = await run(cups(1, () => ({ price: '5', stock: 0 })));
    expect(done.status).toBe('DONE');
    expect(done.changes).toHaveLength(1);
    expect(done.warnings.map(({ code }) => code)).toEqual(['PRICE_CHANGED_BY_HALF', 'STOCK_TO_ZERO']);
  });
});
