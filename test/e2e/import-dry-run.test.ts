import { closeHealthy } from '../support/healthy';
import { inlineRows, workbookParts, zipOf } from '../support/import-files';
import { fileOf, importClient, OPERATOR, type Row } from '../support/imports';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
let client: ReturnType<typeof importClient>;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  client = importClient(server);
});
afterAll(() => closeHealthy(server));

const DRY_RUN = `query ($id: ID!) {
  node(id: $id) {
    ... on SkuImport {
      createSuppliers sheet
      changes { row supplierCode code columns { column from to } }
      warnings { code rows rowsToUpdate firstRows message }
    }
  }
}`;

const dryRun = async (id: string, language: string) =>
  (
    await server.query(DRY_RUN, {
      variables: { id },
      as: OPERATOR,
      headers: { 'accept-language': language },
    })
  ).data.node;

const cups = (count: number, more: (i: number) => Row = () => ({})): Row[] =>
  Array.from({ length: count }, (_, i) => ({
    title: `杯 ${i + 1}`,
    code: `C-${i + 1}`,
    supplierCode: 'MINGYUE',
    shop: '明月杯具厂',
    price: '10.00',
    stock: 5,
    ...more(i + 1),
  }));

describe('a checked import', () => {
  it('tells what it would change, and warns, in the language of the request', async () => {
    const { id: first } = await client.upload(fileOf(cups(30)), { autoConfirm: true });
    await client.reaches(first, 'DONE');
    const { id } = await client.upload(fileOf(cups(30, (i) => (i > 2 ? { price: '15.01', stock: 0 } : {}))));
    expect(await client.reaches(id, 'CHECKED')).toMatchObject({ rowsToUpdate: 28, rowsUnchanged: 2 });

    const told = await dryRun(id, 'en');
    expect(told.changes).toHaveLength(20);
    expect(told.changes[0]).toEqual({
      row: 3,
      supplierCode: 'MINGYUE',
      code: 'C-3',
      columns: [
        { column: 'supplyPrice', from: '10.00', to: '15.01' },
        { column: 'livePrice', from: '10.00', to: '15.01' },
        { column: 'stock', from: '5', to: '0' },
      ],
    });
    const firstRows = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    const count = { rows: 28, rowsToUpdate: 28, firstRows };
    expect(told.warnings).toEqual([
      {
        code: 'PRICE_CHANGED_BY_HALF',
        ...count,
        message:
          '28 of 28 updated rows change the live price by more than half: rows 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 …',
      },
      {
        code: 'STOCK_TO_ZERO',
        ...count,
        message: '28 of 28 updated rows bring the stock to 0: rows 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 …',
      },
    ]);
    expect((await dryRun(id, 'zh-CN')).warnings[0].message).toBe(
      '28 行的直播价涨跌超过一半（共更新 28 行）：第 3、4、5、6、7、8、9、10、11、12 … 行',
    );
    expect(await dryRun(first, 'en')).toMatchObject({ changes: [], warnings: [] });
  });

  it('creates suppliers only where it was asked to', async () => {
    const file = fileOf([
      ...cups(1, () => ({ code: 'N-1' })),
      { title: '新杯', price: 5, shop: '新来的厂', supplierCode: 'NEW-1' },
    ]);
    const [input, createSuppliers] = [{ autoConfirm: true }, undefined];
    const { id } = await client.upload(file, { ...input, createSuppliers });
    expect(await client.reaches(id, 'DONE')).toMatchObject({ rowsInserted: 1, rowsRejected: 1 });
    expect(await dryRun(id, 'en')).toMatchObject({ createSuppliers: false, sheet: null });
    const { data } = await server.query(
      'query ($id: ID!) { node(id: $id) { ... on SkuImport { problems { nodes { row code level } } } } }',
      { variables: { id }, as: OPERATOR },
    );
    expect(data.node.problems.nodes).toEqual([{ row: 2, code: 'SUPPLIER_UNKNOWN', level: 'BLOCK' }]);

    const { id: creating } = await client.upload(file, { ...input, createSuppliers: true });
    expect(await client.reaches(creating, 'DONE')).toMatchObject({ rowsInserted: 1, rowsUnchanged: 1 });
    expect(await dryRun(creating, 'en')).toMatchObject({ createSuppliers: true });
  });
});

describe('a workbook', () => {
  const worksheet = (...rows: string[][]): string =>
    `<worksheet><sheetData>${inlineRows(['title', 'price', 'shop'], ...rows)}</sheetData></worksheet>`;
  const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet';
  let file: Buffer;
  beforeAll(async () => {
    file = await zipOf({
      ...workbookParts(''),
      'xl/workbook.xml':
        '<workbook xmlns:r="r"><sheets><sheet name="春" r:id="a"/><sheet name="夏" r:id="b"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels': `<Relationships>${['a', 'b']
        .map((id) => `<Relationship Id="${id}" Type="${type}" Target="worksheets/${id}.xml"/>`)
        .join('')}</Relationships>`,
      'xl/worksheets/a.xml': worksheet(['春茶', '1', '茶厂']),
      'xl/worksheets/b.xml': worksheet(['夏布', '2', '布厂'], ['夏被', '3', '布厂']),
    });
  });

  it.each([
    ['夏', ['夏布', '夏被']],
    [null, ['春茶']],
  ])('is read at the sheet that was asked for: %j', async (sheet, titles) => {
    const input = { format: 'XLSX', fileName: 'goods.xlsx', autoConfirm: true, sheet };
    const { id, answer } = await client.upload(file, input);
    expect(answer).toMatchObject({ status: 202, body: { rowsRead: titles.length } });
    await client.reaches(id, 'DONE');
    expect(await dryRun(id, 'en')).toMatchObject({ sheet });
    const rows: { title: string }[] = await server.database.dataSource.query(
      'SELECT title FROM sku WHERE title = ANY ($1) ORDER BY title',
      [titles],
    );
    expect(rows.map(({ title }) => title)).toEqual(titles);
  });

  it('without that sheet is turned away, with the sheets that there are', async () => {
    const { id, answer } = await client.upload(file, { format: 'XLSX', sheet: '秋' });
    expect(answer).toMatchObject({ status: 422, body: { code: 'SHEET_MISSING' } });
    expect(await client.get(id)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'SHEET_MISSING', value: '秋', message: expect.stringContaining('春, 夏') },
    });
  });
});
