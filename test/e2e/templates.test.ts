import { checkReferenceOf } from '../../src/imports/checking/check-reference';
import { checkRow } from '../../src/imports/checking/check-row';
import { runImport } from '../../src/imports/run-import';
import { Columns } from '../../src/imports/reading/columns';
import { columnOf, COLUMN_LABELS, COLUMN_NAMES, SKU_COLUMNS } from '../../src/imports/reading/column-names';
import { formatFrom } from '../../src/imports/reading/format';
import { ImportFormat } from '../../src/imports/file-import.entity';
import { ImportKind } from '../../src/imports/import-kind';
import { skuChoices } from '../../src/imports/templates/sku-choices';
import { METRIC_COLUMNS, METRIC_LABELS } from '../../src/quality/importing/metric-columns';
import { closeHealthy } from '../support/healthy';
import { inPieces, readFile } from '../support/import-files';
import { daysAgo } from '../support/metric-days';
import { recordedDays } from '../support/metrics-imports';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
});
afterAll(() => closeHealthy(server));

const NAMES = ['skus.xlsx', 'skus.csv', 'skus.jsonl'];
const METRICS_NAMES = ['supplier-metrics.xlsx', 'supplier-metrics.csv', 'supplier-metrics.jsonl'];
const get = (name: string, headers?: Record<string, string>): Promise<Response> =>
  fetch(`${server.url}/templates/${name}`, { headers });

describe.each([...NAMES, ...METRICS_NAMES])('the template %s', (name) => {
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
});

describe.each(NAMES)('the template of goods %s', (name) => {
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

describe.each(METRICS_NAMES)('the template of days %s', (name) => {
  it('records its example as it is, of yesterday', async () => {
    const bytes = Buffer.from(await (await get(name)).arrayBuffer());
    const { dataSource, reference } = server.app;
    const beltNumber = reference.beltsBySlug.get('yiwu')!.number;
    await dataSource.query(
      `INSERT INTO supplier (belt_number, code, name, kind, quality) VALUES ($1, 'MINGYUE', '明月陶瓷厂', 'FACTORY', 1)
       ON CONFLICT DO NOTHING`,
      [beltNumber],
    );
    await dataSource.query('DELETE FROM supplier_metric_day');
    const request = {
      kind: ImportKind.SUPPLIER_METRICS,
      beltNumber,
      fileName: name,
      format: formatFrom(name),
      createdBy: 'test',
      createSuppliers: false,
    };
    const imported = await runImport(
      dataSource,
      checkReferenceOf(reference),
      request,
      inPieces(bytes, 1_000),
      { dryRun: false },
    );
    expect(imported).toMatchObject({ rowsRead: 1, rowsRejected: 0, rowsInserted: 1 });
    expect(await recordedDays(server)).toEqual([
      {
        code: 'MINGYUE',
        day: daysAgo(1),
        source: '抖音',
        orders: 120,
        sales_fen: '358850',
        ratings: 40,
        rating_sum: 196,
        dispatched_in_time: 118,
        enquiries: 60,
        replies: 58,
        quality_returns: 1,
        disputes: 1,
        disputes_settled_in_time: 1,
        version: 1,
      },
    ]);
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

  it('of days have every column of theirs, too', async () => {
    const header = (await (await get('supplier-metrics.csv')).text()).split('\r\n')[0]!.split(',');
    const names = Object.keys(METRIC_LABELS);
    expect(header).toHaveLength(names.length);
    expect(new Set(header.map((name) => METRIC_COLUMNS.columnOf(name)))).toEqual(new Set(names));
  });

  it('offer nothing that would be turned away', () => {
    const { reference } = server.app;
    const check = checkReferenceOf(reference);
    const columns = new Columns(SKU_COLUMNS);
    for (const [column, offered] of skuChoices(reference)) {
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

  it.each(['skus.xlsx', 'supplier-metrics.xlsx'])(
    'explain their columns on a sheet of its own: %s',
    async (name) => {
      const bytes = Buffer.from(await (await get(name)).arrayBuffer());
      const options = { sheet: '说明' };
      // It is no table of goods, which is what shows its header.
      await expect(readFile(ImportFormat.XLSX, bytes, options)).rejects.toMatchObject({
        reason: { code: 'COLUMN_MISSING' },
      });
    },
  );
});
