import { closeHealthy } from '../support/healthy';
import { inGb18030 } from '../support/gb18030';
import { fileOf, importClient } from '../support/imports';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
let client: ReturnType<typeof importClient>;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  client = importClient(server);
});
afterAll(() => closeHealthy(server));

type Stored = { code: string; live_price: number; version: number; updated_at: Date };
const skus = (): Promise<Stored[]> =>
  server.database.dataSource.query<Stored[]>(
    'SELECT code, live_price, version, updated_at FROM sku ORDER BY code',
  );

const download = async (url: string, language: string): Promise<string> => {
  const response = await fetch(url, { headers: { 'accept-language': language } });
  expect(response.headers.get('content-language')).toBe(language);
  return Buffer.from(await response.arrayBuffer()).toString('utf8');
};

const CSV = { format: 'CSV', fileName: '货品.csv', autoConfirm: true };

describe('rejected rows', () => {
  it('of a CSV in GB18030 are downloaded, mended and sent again; nothing else is touched', async () => {
    const lines = [
      '商品标题,货号,供应商名称,直播价,备注',
      ...Array.from({ length: 20 }, (_, i) => `好杯 ${i + 1},G-${i + 1},明月杯具厂,${i + 10},`),
      '无价杯,B-1,明月杯具厂,面议,"红, 蓝"',
      '低价杯,B-2,明月杯具厂,-1,=1+1',
    ];
    const { id } = await client.upload(inGb18030(lines.join('\r\n')), CSV);
    const first = await client.reaches(id, 'DONE');
    expect(first).toMatchObject({ rowsRead: 22, rowsInserted: 20, rowsRejected: 2 });
    const before = await skus();

    const english = await download(first.rejectedFileUrl, 'en');
    expect(english.split('\r\n')[0]).toBe('\ufeff商品标题,货号,供应商名称,直播价,备注,Reason');
    expect(english).toContain('Is no price');
    const text = await download(first.rejectedFileUrl, 'zh-CN');
    expect(text.split('\r\n')).toEqual([
      '\ufeff商品标题,货号,供应商名称,直播价,备注,原因',
      '无价杯,B-1,明月杯具厂,面议,"红, 蓝",直播价: 不是价格；应为如 19.90 的金额。',
      // What a spreadsheet would compute is marked as text.
      "低价杯,B-2,明月杯具厂,-1,'=1+1,直播价: 价格应大于 0。",
      '',
    ]);

    const mended = text.replace(',面议,', ',12.5,').replace(',-1,', ',8,');
    const { id: again } = await client.upload(Buffer.from(mended), CSV);
    expect(await client.reaches(again, 'DONE')).toMatchObject({
      rowsRead: 2,
      rowsInserted: 2,
      rowsUpdated: 0,
      rowsUnchanged: 0,
      rowsRejected: 0,
      rejectedFileUrl: null,
    });
    const after = await skus();
    expect(after.filter(({ code }) => code.startsWith('G-'))).toEqual(before);
    expect(after.filter(({ code }) => code.startsWith('B-'))).toMatchObject([
      { code: 'B-1', live_price: 1250, version: 1 },
      { code: 'B-2', live_price: 800, version: 1 },
    ]);
    expect(
      await server.database.dataSource.query(
        `SELECT attributes FROM sku WHERE code IN ('B-1', 'B-2') ORDER BY code`,
      ),
    ).toEqual([{ attributes: { 备注: '红, 蓝' } }, { attributes: { 备注: '=1+1' } }]);
  });

  it('are no formulas, wherever in a row they would begin one', async () => {
    const evil = ['=cmd|calc', '+1+1', '-1+1', '@SUM(A1)', '＝1', '\t=1', '\r=1'];
    const { id } = await client.upload(
      fileOf(evil.map((title) => ({ title, price: title, shop: title, [title]: title }))),
    );
    const { rejectedFileUrl, rowsRejected } = await client.reaches(id, 'CHECKED');
    expect(rowsRejected).toBe(evil.length);
    const text = await download(rejectedFileUrl, 'en');
    // A field begins the text or follows a comma or a line end; quotes do not stop a spreadsheet.
    expect(text).toContain('=cmd|calc');
    expect(text).not.toMatch(/(?:^\ufeff?|,|\r\n)"?\s*[=+\-@＝]/);
  });
});
