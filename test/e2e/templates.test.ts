import { checkReferenceOf } from '../../src/imports/checking/check-reference';
import { checkRow } from '../../src/imports/checking/check-row';
import { runImport } from '../../src/imports/run-import';
import { Columns } from '../../src/imports/reading/columns';
import { columnOf, COLUMN_LABELS, COLUMN_NAMES, SKU_COLUMNS } from '../../src/imports/reading/column-names';
import { formatFrom } from '../../src/imports/reading/format';
import { ImportFormat } from '../../src/imports/file-import.entity';
import { templateChoices } from '../../src/imports/templates/template-choices';
import { closeHealthy } from '../support/healthy';
import { inPieces, readFile } from '../support/import-files';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
});
afterAll(() => closeHealthy(server));

const NAMES = ['skus.xlsx', 'skus.csv', 'skus.jsonl'];
const get = (name: string, headers?: Record<string, string>): Promise<Response> =>
  fetch(`${server.url}/templates/${name}`, { headers });

describe.each(NAMES)('the template %s', (name) => {
  it('is for everybody, to be kept, and not sent twice', async () => {
    const first = await get(name);
    expect(first.status).toBe(200);
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'cache-control': 'public, max-age=3600',
      'content-disposition': `attachment; filename="${name}"`,
    });
    const etag = first.headers.get('etag')!;
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    const bytes = Buffer.from(await first.arrayBuffer());
    expect(bytes.equals(Buffer.from(await (await get(name)).arrayBuffer()))).toBe(true);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const second = await get(name, { 'if-none-match': known });
      expect([second.status, await second.text()]).toEqual([304, '']);
    }
    expect((await get(name, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('brings its example into the catalogue as it is', async () => {
    const bytes = Buffer.from(await (await get(name)).arrayBuffer());
    const { dataSource, reference } = server.app;
    const request = {
      beltNumber: reference.beltsBySlug.get('yiwu')!.number,
      fileName: name,
      format: formatFrom(name),
      createdBy: 'test',
      assumedStock: 100,
    };
    await dataSource.query('DELETE FROM sku');
    const imported = await runImport(
      dataSource,
      checkReferenceOf(reference),
      request,
      inPieces(bytes, 1_000),
      {
        dryRun: false,
      },
    );
    expect(imported).toMatchObject({ rowsRead: 1, rowsRejected: 0, rowsInserted: 1, assumptions: [] });
    expect(await dataSource.query('SELECT count(*)::int FROM sku_import_row')).toEqual([{ count: 0 }]);
    const [sku] = await dataSource.query<Record<string, unknown>[]>(
      `SELECT k.code, k.title, k.live_price, k.supply_price, k.market_price, k.stock, k.provenance, k.status, k.attributes,
              c.slug AS category, a.slug AS audience, s.slug AS shipping, p.name AS supplier, p.region_code AS region
         FROM sku k JOIN category c ON c.number = k.category_number JOIN audience a ON a.number = k.audience_number
         JOIN shipping_class s ON s.number = k.shipping_number JOIN supplier p ON p.id = k.supplier_id`,
    );
    expect(sku).toEqual({
      code: 'MY-0001',
      title: '德化白瓷陶瓷马克杯 350ml',
      live_price: 2990,
      supply_price: 1850,
      market_price: 4900,
      stock: 500,
      provenance: 'FACTORY_DIRECT',
      status: 'LISTED',
      attributes: {},
      category: 'ceramic-cups',
      audience: 'everyone',
      shipping: 'nationwide',
      supplier: '明月陶瓷厂',
      region: '350526',
    });
  });
});

describe('templates', () => {
  it('have every column, under a name that is known', async () => {
    const bytes = Buffer.from(await (await get('skus.csv')).arrayBuffer());
    expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
    const header = bytes.toString('utf8').slice(1).split('\r\n')[0]!.split(',');
    expect(header).toHaveLength(COLUMN_NAMES.length);
    expect(new Set(header.map(columnOf))).toEqual(new Set(COLUMN_NAMES));
    for (const column of COLUMN_NAMES) expect(columnOf(COLUMN_LABELS[column])).toBe(column);
  });

  it('offer nothing that would be turned away', () => {
    const { reference } = server.app;
    const check = checkReferenceOf(reference);
    const columns = new Columns(SKU_COLUMNS);
    for (const [column, offered] of templateChoices(reference)) {
      expect(offered.length).toBeGreaterThan(2);
      for (const { value } of offered) {
        const cells = [
          ['title', 'x'],
          ['price', '1'],
          ['shop', 's'],
          [column, value],
        ] as const;
        const { clean, problems } = checkRow(columns.map({ number: 1, cells }), check);
        expect([value, problems, clean !== undefined]).toEqual([value, [], true]);
      }
    }
  });

  it('explain their columns on a sheet of its own', async () => {
    const bytes = Buffer.from(await (await get('skus.xlsx')).arrayBuffer());
    const options = { sheet: '说明' };
    // It is no table of goods, which is what shows its header.
    await expect(readFile(ImportFormat.XLSX, bytes, options)).rejects.toMatchObject({
      reason: { code: 'COLUMN_MISSING' },
    });
  });
});
