import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { inlineRows, workbookParts, zipOf } from '../support/import-files';
import { createTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let directory: string;
beforeAll(async () => {
  database = await createTestDatabase({ template: 'migrated' });
  directory = mkdtempSync(join(tmpdir(), 'headwater-import-'));
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await database.drop();
});

type Outcome = { code: number; output: string; errors: string };

const command = (...args: string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['-r', './tools/typescript.cjs', 'src/cli/import.ts', ...args],
      { env: { ...process.env, DATABASE_URL: database.url, LANG: 'C' } },
      (_, output, errors) => resolve({ code: child.exitCode ?? -1, output, errors }),
    );
  });
const save = (name: string, content: string | Buffer): string => {
  const file = join(directory, name);
  writeFileSync(file, content);
  return file;
};
const countSkus = async (): Promise<number> => {
  const [{ count }] = await database.dataSource.query<[{ count: number }]>(
    'SELECT count(*)::int AS count FROM sku',
  );
  return count;
};

const GOODS = [
  { title: '陶瓷保温杯', price: 19.9, shop: '明月杯具厂' },
  { title: '珍珠项链', price: '¥1,299', shop: '海风旗舰店', cat: '神秘' },
  { title: '坏价格', price: '面议', shop: '海风旗舰店' },
]
  .map((row) => JSON.stringify(row))
  .join('\n');

describe('npm run import', () => {
  it('tries, imports, and finds nothing to do the second time', async () => {
    const file = save('goods.jsonl.gz', gzipSync(GOODS));
    const csv = join(directory, 'problems.csv');

    const rejected = join(directory, 'rejected.csv');

    const options = ['--problems', csv, '--rejected', rejected];
    const dry = await command(file, '--belt', 'yiwu', '--dry-run', ...options);
    expect(dry).toMatchObject({ code: 0, errors: '' });
    expect(dry.output).toContain('read 3 · to insert 2 · to update 0 · unchanged 0 · rejected 1\n');
    expect(dry.output).toContain('nothing was written');
    expect(dry.output).toMatch(/row 3 price {2}PRICE_INVALID {2}“面议” {2}\S/);
    expect(readFileSync(csv, 'utf8').split('\r\n')).toEqual([
      '\ufeffrow,column,code,level,message,value',
      expect.stringMatching(/^2,cat,CATEGORY_UNKNOWN,note,.*,神秘$/),
      expect.stringMatching(/^3,price,PRICE_INVALID,rejected,.*,面议$/),
      '',
    ]);
    expect(readFileSync(rejected, 'utf8').split('\r\n')).toEqual([
      '\ufefftitle,price,shop,Reason',
      expect.stringMatching(/^坏价格,面议,海风旗舰店,price: Is no price/),
      '',
    ]);
    expect(await countSkus()).toBe(0);

    const first = await command(file, '--belt', 'yiwu', '--lang', 'zh-CN', '--assume-stock', '7');
    expect(first.code).toBe(0);
    expect(first.output).toContain('读取 3 · 新增 2 · 更新 0 · 未变 0 · 拒绝 1\n');
    expect(first.output).toContain('新货品按 7 件');
    expect(await database.dataSource.query('SELECT DISTINCT stock FROM sku')).toEqual([{ stock: 7 }]);

    const second = await command(file, '--belt', 'yiwu');
    expect(second.output).toContain('read 3 · inserted 0 · updated 0 · unchanged 2 · rejected 1\n');

    const dearer = save('dearer.jsonl', GOODS.replace('19.9', '39.9').replace('海风', '新风'));
    const changed = await command(dearer, '--belt', 'yiwu', '--dry-run', '--no-new-suppliers');
    expect(changed.output).toContain('read 3 · to insert 0 · to update 1 · unchanged 0 · rejected 2\n');
    expect(changed.output).toContain('  PRICE_CHANGED_BY_HALF  1 of 1 updated rows');
    expect(changed.output).toMatch(
      / {2}row 1 S-\w+ T-\w+ {2}supplyPrice 19.90 → 39.90 · livePrice 19.90 → 39.90\n/,
    );
    expect(changed.output).toContain('SUPPLIER_UNKNOWN');

    const [, id] = /--resume (\S+)/.exec(second.errors) ?? [];
    const resumed = await command('--resume', id!);
    expect(resumed).toMatchObject({ code: 0, output: second.output });
  }, 120_000);

  it('takes CSV as Excel saves it in China, and a sheet of a workbook by its name', async () => {
    // 标题,价格,店铺 and 茶杯,19.9,甲 in GB2312.
    const gb = Buffer.from('b1eacce22cbcdbb8f12cb5eac6cc0d0ab2e8b1ad2c31392e392cbcd70d0a', 'hex');
    const csv = await command(save('goods.csv', gb), '--belt', 'yiwu', '--dry-run');
    expect(csv).toMatchObject({ code: 0, errors: '' });
    expect(csv.output).toContain('read 1 · to insert 1 ·');

    const sheets = workbookParts(inlineRows(['title', 'price', 'shop'], ['x', '1', 's'], ['y', '2', 's']), {
      'xl/workbook.xml':
        '<workbook xmlns:r="r"><sheets><sheet name="空" r:id="rId9"/><sheet name="货品" r:id="rId1"/></sheets></workbook>',
    });
    const file = save('goods.xlsx.gz', gzipSync(await zipOf(sheets)));
    const xlsx = await command(file, '--belt', 'yiwu', '--dry-run', '--sheet', '货品');
    expect(xlsx).toMatchObject({ code: 0, errors: '' });
    expect(xlsx.output).toContain('read 2 · to insert 2 ·');
    const missing = await command(file, '--belt', 'yiwu', '--dry-run', '--sheet', '没有');
    expect(missing).toMatchObject({ code: 1, output: '' });
    expect(missing.errors).toContain('Sheets of the file: 货品');
  }, 120_000);

  it.each([
    [[], 'expected one FILE'],
    [['goods.jsonl'], '--belt is missing'],
    [['goods.jsonl', '--belt', 'yiwu', '--assume-stock', '-1'], '--assume-stock'],
    [['goods.jsonl', '--belt', 'yiwu', '--fast'], '--fast'],
    [['goods.jsonl', '--belt', 'yiwu', '--sheet', '货品'], '--sheet needs an XLSX file'],
    [['goods.jsonl', '--belt', 'nowhere'], 'no belt "nowhere"'],
  ])('tells wrong usage by exit code 2: %j', async (args, message) => {
    const { code, errors, output } = await command(...args);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toContain(message);
  });

  it.each([
    ['missing.jsonl', undefined, 'no such file'],
    ['broken.jsonl.gz', gzipSync(GOODS).subarray(0, 40), 'incomplete or damaged'],
    ['goods.csv', 'title,price', 'Required columns are missing: 供应商名称 (supplierName)'],
    ['goods.xlsx', 'title,price', 'not XLSX'],
  ])('fails with exit code 1 for %s', async (name, content, message) => {
    const file = content === undefined ? join(directory, name) : save(name, content);
    const { code, errors } = await command(file, '--belt', 'yiwu');
    expect(code).toBe(1);
    expect(errors).toContain(message);
    expect(errors).not.toContain('    at ');
  });

  it('helps', async () => {
    const { code, output } = await command('--help');
    expect(code).toBe(0);
    expect(output).toContain('--dry-run');
  });
});
