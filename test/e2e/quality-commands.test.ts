import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { inlineRows, workbookParts, zipOf } from '../support/import-files';
import { daysAgo } from '../support/metric-days';
import { insertSupplier } from '../support/rows';

let database: TestDatabase;
let directory: string;
beforeAll(async () => {
  database = await createTestDatabase({ template: 'migrated' });
  directory = mkdtempSync(join(tmpdir(), 'headwater-metrics-'));
  const [{ number }] = await database.dataSource.query(`SELECT number FROM belt WHERE slug = 'yiwu'`);
  for (const code of ['F-1', 'F-2'])
    await insertSupplier(database.dataSource, { belt_number: number, code, quality: 700_000 });
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await database.drop();
});
beforeEach(() => database.dataSource.query('DELETE FROM supplier_metric_day'));

type Outcome = { code: number; output: string; errors: string };
const command = (name: string, ...args: string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['-r', './tools/typescript.cjs', `src/cli/${name}.ts`, ...args],
      { env: { ...process.env, DATABASE_URL: database.url, LANG: 'C' } },
      (_, output, errors) => resolve({ code: child.exitCode ?? -1, output, errors }),
    );
  });
const metrics = (file: string, ...args: string[]): Promise<Outcome> =>
  command('import-metrics', file, '--belt', 'yiwu', ...args);
const save = (name: string, content: string | Buffer): string => {
  const file = join(directory, name);
  writeFileSync(file, content);
  return file;
};
const days = (): Promise<any[]> =>
  database.dataSource.query(
    `SELECT s.code, d.day::text, d.source, d.orders, d.sales_fen, d.ratings, d.rating_sum, d.dispatched_in_time
       FROM supplier_metric_day d JOIN supplier s ON s.id = d.supplier_id ORDER BY s.code, d.day`,
  );

const [TODAY, EARLIER] = [daysAgo(0), daysAgo(1)];
const HEADER = '供应商编码,统计日期,支付订单数,销售额（元）,评价数,评分总和,48小时发货数';
const CSV = [
  '商家日报,,,,,,',
  HEADER,
  `F-1,${TODAY.replaceAll('-', '/')},"1,200","¥35,880.00",３００,1470,1190`,
  `F-2,${TODAY},10,299,0,0,11`,
  `F-9,${TODAY},10,299,0,0,1`,
  `F-2,${EARLIER.replaceAll('-', '')},10,299.5,2,10,9`,
  `F-2,${EARLIER},11,299,0,0,1`,
  'F-2,昨天,10,299,0,0,1',
  'F-2,,10,299,0,0,1',
  `,${TODAY},1.5,299,0,0,1`,
].join('\n');

describe('npm run import-metrics', () => {
  it('tries, records, and finds nothing to do the second time', async () => {
    const file = save('days.csv', CSV);
    const rejected = join(directory, 'rejected.csv');
    const dry = await metrics(file, '--source', '抖音', '--dry-run', '--rejected', rejected);
    expect(dry).toMatchObject({ code: 0, errors: '' });
    expect(dry.output.split('\n')).toEqual([
      'read 8 · to insert 1 · to update 0 · unchanged 0 · rejected 7',
      'A dry run: nothing was written.',
      'Why rows were rejected:',
      ...['DAY_DUPLICATE  2', 'COUNTS_CONTRADICT  1', 'DAY_INVALID  1', 'DAY_MISSING  1'].map(
        (count) => `  ${count} rows`,
      ),
      ...['NUMBER_INVALID  1', 'SUPPLIER_MISSING  1', 'SUPPLIER_UNKNOWN  1'].map(
        (count) => `  ${count} rows`,
      ),
      '  row 2 48小时发货数  COUNTS_CONTRADICT  “11”  Contradicts the other figures: expected 0 to 10.',
      expect.stringContaining('  row 3 supplierCode  SUPPLIER_UNKNOWN  “F-9”'),
      ...[4, 5].map(
        (row) =>
          `  row ${row}  DAY_DUPLICATE  “${EARLIER}”  The same day of the same supplier and source stands in the rows 4, 5.`,
      ),
      '  row 6 统计日期  DAY_INVALID  “昨天”  Not a day; expected one such as 2026-11-20.',
      '  row 7 day  DAY_MISSING  The day is missing.',
      expect.stringContaining('  row 8 supplierCode  SUPPLIER_MISSING'),
      '  row 8 支付订单数  NUMBER_INVALID  “1.5”  Expected a whole number.',
      '',
    ]);
    expect(await days()).toEqual([]);
    const lines = readFileSync(rejected, 'utf8').split('\r\n');
    expect(lines[0]).toBe(`\uFEFF${HEADER},Reason`);
    expect(lines).toHaveLength(9);

    expect((await metrics(file, '--source', '抖音')).output).toMatch(/^read 8 · inserted 1 /);
    const recorded = [
      {
        code: 'F-1',
        day: TODAY,
        source: '抖音',
        orders: 1_200,
        sales_fen: '3588000',
        ratings: 300,
        rating_sum: 1_470,
        dispatched_in_time: 1_190,
      },
    ];
    expect(await days()).toEqual(recorded);
    const again = await metrics(file, '--source', '抖音');
    expect(again.output).toMatch(/inserted 0 · updated 0 · unchanged 1 · rejected 7/);
    const [{ quality }] = await database.dataSource.query(`SELECT quality FROM supplier WHERE code = 'F-1'`);
    expect(quality).toBeGreaterThan(740_000);
    const [entry] = await database.dataSource.query(
      `SELECT actor, action, reference FROM audit_entry WHERE subject_type = 'SupplierMetricDay'`,
    );
    expect(entry).toEqual({
      actor: expect.stringMatching(/^shell:/),
      action: 'supplierMetricsImport',
      reference: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });

    // Mended, the rejected rows are recorded as they come back; of the day that stood twice, one is another day now.
    const mended = save(
      'mended.csv',
      readFileSync(rejected, 'utf8')
        .replace(`F-2,${EARLIER},11,`, `F-2,${daysAgo(3)},11,`)
        .replace('F-2,昨天', `F-2,${daysAgo(2)}`),
    );
    expect((await metrics(mended, '--source', '抖音')).output).toMatch(
      /^read 7 · inserted 3 · updated 0 · unchanged 0 · rejected 4\n/,
    );
  }, 120_000);

  it('reads XLSX and JSON Lines, also gzipped, in English', async () => {
    const json = JSON.stringify({
      'Supplier Code': 'F-1',
      Date: TODAY,
      Platform: 'A',
      Orders: 5,
      GMV: 10.5,
      disputes: 1,
      'disputes settled in time': 1,
    });
    expect(await metrics(save('days.jsonl.gz', gzipSync(json)))).toMatchObject({
      code: 0,
      output: 'read 1 · inserted 1 · updated 0 · unchanged 0 · rejected 0\n',
    });
    const rows = inlineRows(['supplier no', 'date', 'source', 'orders'], ['F-1', TODAY, 'A', '7']);
    const workbook = save('days.xlsx', await zipOf(workbookParts(rows)));
    expect((await metrics(workbook)).output).toMatch(/^read 1 · inserted 0 · updated 1 /);
    expect(await days()).toMatchObject([{ code: 'F-1', source: 'A', orders: 7, sales_fen: '0' }]);
  }, 120_000);

  it('says what it cannot use', async () => {
    const lacking = await metrics(save('lacking.csv', '供应商编码,订单数\nF-1,3'));
    expect(lacking).toMatchObject({ code: 1, output: '' });
    expect(lacking.errors).toContain('日期 (day)');
    expect(await command('import-metrics', 'x.csv')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('--belt is missing'),
    });
    expect(await metrics('x.csv', '--source', '')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('--source: It is missing who counted.'),
    });
    const nowhere = await command('import-metrics', save('a.csv', CSV), '--belt', 'nowhere');
    expect(nowhere).toMatchObject({ code: 2, errors: expect.stringContaining('There is no belt "nowhere"') });
  });
});

describe('npm run quality', () => {
  it('settles all suppliers, each time it is asked', async () => {
    for (let round = 0; round < 2; round++) {
      const { code, output, errors } = await command('quality');
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      expect(output).toMatch(/^\d{4}-\d{2}-\d{2}: 2 suppliers settled; \d scores changed\n/);
      expect(output).toMatch(/RATING: 4\.\d{4} on average, worth \d+\.\d observations/);
    }
  }, 120_000);
});
