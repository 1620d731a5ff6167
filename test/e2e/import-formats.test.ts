import { gzipSync } from 'node:zlib';
import { inGb18030 } from '../support/gb18030';
import { closeHealthy } from '../support/healthy';
import { type Parts, workbook } from '../support/import-files';
import { importClient } from '../support/imports';
import { startTestServer, type TestServer } from '../support/server';

/* The same goods in every format that is taken: whichever comes first, none of the others changes anything. */

let server: TestServer;
let client: ReturnType<typeof importClient>;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  client = importClient(server);
});
afterAll(() => closeHealthy(server));

const HEADER = [
  '商品标题',
  '货号',
  '店铺名称',
  '发货地',
  '类目',
  '直播价',
  '供货价',
  '佣金',
  '库存',
  '上新日期',
  '备注',
];
/** As people write them: a path and a slug, a name and a code, prices with signs, separators and in full width. */
const TABLE: string[][] = [
  [
    '白瓷杯 "大"',
    'F-1',
    '明月陶瓷厂',
    '福建德化',
    '家具建材 > 陶瓷 > 陶瓷杯',
    '￥１，２９９．００',
    '1000元',
    '20%',
    '1,000',
    '2024-01-31',
    '第一行\n第二行，有 , ; 和\t',
  ],
  [
    '青花瓷盖杯',
    'F-2',
    '明月陶瓷厂',
    '350526',
    'ceramic-cups',
    '￥19.9',
    '9.90',
    '0.155',
    '５０',
    '2024-02-29',
    '=1+1',
  ],
];

const csv = (delimiter: string, end: string): string =>
  [HEADER, ...TABLE]
    .map((row) => row.map((value) => (/[",;\t\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)))
    .map((row) => row.join(delimiter) + end)
    .join('');
const utf16le = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
const ENCODINGS = {
  'UTF-8': (text: string) => Buffer.from(text),
  'UTF-8 with a mark': (text: string) => Buffer.from(`\ufeff${text}`),
  GB18030: inGb18030,
  'UTF-16 LE': utf16le,
  'UTF-16 BE': (text: string) => utf16le(text).swap16(),
};
const LAYOUTS: [encoding: keyof typeof ENCODINGS, delimiter: string, end: string][] = [
  ['UTF-8', ',', '\n'],
  ['UTF-8', ';', '\r\n'],
  ['UTF-8 with a mark', '\t', '\r\n'],
  ['GB18030', ',', '\r\n'],
  ['GB18030', ';', '\n'],
  ['UTF-16 LE', '\t', '\r\n'],
  ['UTF-16 BE', ',', '\n'],
];

/** 1 and 2: yyyy-mm-dd and a percentage. */
const STYLES: Parts = {
  'xl/styles.xml': '<styleSheet><cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="10"/></cellXfs></styleSheet>',
};
const text = (value: string): string =>
  `<c t="inlineStr"><is><t xml:space="preserve">${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</t></is></c>`;
/** What Excel makes of the same: numbers, dates, a formula with the value it had, a header of two rows under merged cells. */
const sheet = (): Promise<Buffer> => {
  const upper = HEADER.map((name) => (name === '直播价' ? '价格' : name === '供货价' ? '' : name));
  const lower = HEADER.map((name) => (name.endsWith('价') ? name : ''));
  const cells: Record<string, string>[] = [
    {
      直播价: '<c><f>1000+299</f><v>1299</v></c>',
      供货价: '<c><v>1000</v></c>',
      佣金: '<c s="2"><v>0.2</v></c>',
      库存: '<c><v>1000</v></c>',
      上新日期: '<c s="1"><v>45322</v></c>',
    },
    { 直播价: '<c><v>19.899999999999999</v></c>', 上新日期: '<c s="1"><v>45351</v></c>' },
  ];
  const rows = TABLE.map((row, i) => row.map((value, at) => cells[i]![HEADER[at]!] ?? text(value)));
  const all = [['2024 春季货品表'].map(text), upper.map(text), lower.map(text), ...rows];
  return workbook(all.map((row) => `<row>${row.join('')}</row>`).join(''), STYLES);
};
const jsonLines = (): Buffer =>
  Buffer.from(
    TABLE.map((row) => JSON.stringify(Object.fromEntries(row.map((value, at) => [HEADER[at], value])))).join(
      '\r\n',
    ),
  );

const FILES: [what: string, format: string, file: () => Buffer | Promise<Buffer>][] = [
  ...LAYOUTS.map(([encoding, delimiter, end]): (typeof FILES)[number] => [
    `CSV in ${encoding}, ${JSON.stringify(delimiter)}, ${JSON.stringify(end)}`,
    'CSV',
    () => ENCODINGS[encoding](csv(delimiter, end)),
  ]),
  ['XLSX', 'XLSX', sheet],
  ['JSON Lines', 'JSONL', jsonLines],
];

it.each(FILES)('%s says the same, gzipped or not', async (_, format, make) => {
  const file = await make();
  for (const bytes of [file, gzipSync(file)]) {
    const { id, answer } = await client.upload(bytes, { format, autoConfirm: true });
    expect(answer).toMatchObject({ status: 202, body: { rowsRead: 2 } });
    const { rowsWritten, rowsUnchanged, rowsRejected } = await client.reaches(id, 'DONE');
    // The first of all brings the goods.
    const isFirst = format === 'CSV' && bytes === file && rowsWritten === 2;
    expect([rowsWritten, rowsUnchanged, rowsRejected]).toEqual(isFirst ? [2, 0, 0] : [0, 2, 0]);
  }
  const skus = await server.database.dataSource.query<object[]>(
    `SELECT k.code, k.title, s.name AS shop, s.region_code, c.slug AS category, k.live_price, k.supply_price,
            k.commission_rate, k.stock, k.attributes, k.version
       FROM sku k JOIN supplier s ON s.id = k.supplier_id JOIN category c ON c.number = k.category_number ORDER BY k.code`,
  );
  const shop = { shop: '明月陶瓷厂', region_code: '350526', category: 'ceramic-cups', version: 1 };
  expect(skus).toEqual([
    {
      ...shop,
      code: 'F-1',
      title: '白瓷杯 "大"',
      live_price: 129_900,
      supply_price: 100_000,
      commission_rate: 2_000,
      stock: 1_000,
      attributes: { 上新日期: '2024-01-31', 备注: '第一行\n第二行，有 , ; 和' },
    },
    {
      ...shop,
      code: 'F-2',
      title: '青花瓷盖杯',
      live_price: 1_990,
      supply_price: 990,
      commission_rate: 1_550,
      stock: 50,
      attributes: { 上新日期: '2024-02-29', 备注: '=1+1' },
    },
  ]);
});
