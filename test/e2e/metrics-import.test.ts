import { gzipSync } from 'node:zlib';
import { Role } from '../../src/auth/principal';
import { fromNodeId, toNodeId } from '../../src/graphql/node-id';
import { followOn } from '../support/event-stream';
import { closeHealthy } from '../support/healthy';
import { inlineRows, workbookParts, zipOf } from '../support/import-files';
import { importClient, OPERATOR } from '../support/imports';
import { daysAgo, GOOD_DAY, recordClient } from '../support/metric-days';
import { metricsImportClient, recordedDays } from '../support/metrics-imports';
import { insertSupplier } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/started';

let server: TestServer;
let client: ReturnType<typeof metricsImportClient>;
const query = <T = any>(sql: string, parameters?: unknown[]): Promise<T[]> =>
  server.database.dataSource.query<T[]>(sql, parameters);

beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  client = metricsImportClient(server);
  for (const [slug, code] of [
    ['yiwu', 'F-1'],
    ['yiwu', 'F-2'],
    ['hangzhou', 'F-9'],
  ]) {
    const [{ number }] = await query('SELECT number FROM belt WHERE slug = $1', [slug]);
    await insertSupplier(server.database.dataSource, { belt_number: number, code, quality: 700_000 });
  }
});
afterAll(() => closeHealthy(server));
beforeEach(() => query('DELETE FROM supplier_metric_day'));

const [TODAY, EARLIER] = [daysAgo(0), daysAgo(1)];
const HEADER = '供应商编码,统计日期,平台,支付订单数,销售额（元）,评价数,评分总和,48小时发货数';
const SOUND = [
  `F-1,${TODAY.replaceAll('-', '/')},抖音,"1,200","¥35,880.00",３００,1470,1190`,
  `F-2,${EARLIER.replaceAll('-', '')},抖音,10,299.5,2,10,9`,
];
const WRONG = [
  // Of another belt.
  `F-9,${TODAY},抖音,10,299,0,0,1`,
  // Twice the same day.
  `F-2,${TODAY},抖音,11,299,0,0,1`,
  `F-2,${TODAY},抖音,12,299,0,0,1`,
  // All that is wrong with a row is told.
  `,昨天,,1.5,299,0,0,1`,
  `F-2,${EARLIER},淘宝,10,299,2,11,11`,
];
const CSV = ['商家日报,,,,,,,', HEADER, ...SOUND, ...WRONG].join('\n');

describe('a file of suppliers’ days', () => {
  it('is checked, confirmed, recorded, and the scores follow', async () => {
    const { id, answer } = await client.upload(CSV);
    expect(answer).toMatchObject({ status: 202, body: { rowsRead: 7 } });
    const checked = await client.reaches(id, 'CHECKED');
    expect(checked).toMatchObject({
      fileName: 'days.csv',
      format: 'CSV',
      source: null,
      belt: { slug: 'yiwu' },
      rowsRead: 7,
      rowsToInsert: 2,
      rowsToUpdate: 0,
      rowsUnchanged: 0,
      rowsRejected: 5,
      changes: [],
      rejectedFileUrl: expect.stringContaining('/rejected.csv?'),
    });
    expect(checked.problems.nodes.map(({ row, column, code }: any) => [row, column, code])).toEqual([
      [3, 'supplierCode', 'SUPPLIER_UNKNOWN'],
      [4, null, 'DAY_DUPLICATE'],
      [5, null, 'DAY_DUPLICATE'],
      [6, 'supplierCode', 'SUPPLIER_MISSING'],
      [6, '统计日期', 'DAY_INVALID'],
      [6, 'source', 'SOURCE_MISSING'],
      [6, '支付订单数', 'NUMBER_INVALID'],
      [7, '评分总和', 'COUNTS_CONTRADICT'],
      [7, '48小时发货数', 'COUNTS_CONTRADICT'],
    ]);
    expect(await recordedDays(server)).toEqual([]);

    expect(await client.confirm(id)).toMatchObject({ userErrors: [] });
    expect(await client.reaches(id, 'DONE')).toMatchObject({
      rowsInserted: 2,
      rowsUpdated: 0,
      rowsToInsert: 2,
      rowsRejected: 5,
      progress: 1,
    });
    const none = { enquiries: 0, replies: 0, quality_returns: 0, disputes: 0, disputes_settled_in_time: 0 };
    expect(await recordedDays(server)).toEqual([
      {
        ...none,
        code: 'F-1',
        day: TODAY,
        source: '抖音',
        orders: 1_200,
        sales_fen: '3588000',
        ratings: 300,
        rating_sum: 1_470,
        dispatched_in_time: 1_190,
        version: 1,
      },
      {
        ...none,
        code: 'F-2',
        day: EARLIER,
        source: '抖音',
        orders: 10,
        sales_fen: '29950',
        ratings: 2,
        rating_sum: 10,
        dispatched_in_time: 9,
        version: 1,
      },
    ]);
    const [{ quality }] = await query(`SELECT quality FROM supplier WHERE code = 'F-1'`);
    expect(quality).toBeGreaterThan(740_000);
  });

  it('gives its rejected rows back, and takes them mended', async () => {
    const { id } = await client.upload(CSV, { autoConfirm: true });
    const { rejectedFileUrl } = await client.reaches(id, 'DONE');
    const text = await (await fetch(rejectedFileUrl, { headers: { 'accept-language': 'en' } })).text();
    const [header, ...lines] = text.trimEnd().split('\r\n');
    expect(header).toBe(`${HEADER},Reason`);
    expect(lines).toHaveLength(5);
    expect(lines[1]).toMatch(
      /^F-2,.*The same day of the same supplier and source stands in the rows 4, 5\."$/,
    );
    const mended = [header, lines[1], lines[4]!.replace(',2,11,11,', ',2,10,10,')].join('\r\n');
    const { id: again } = await client.upload(mended, { autoConfirm: true });
    expect(await client.reaches(again, 'DONE')).toMatchObject({ rowsInserted: 2, rowsRejected: 0 });
    expect(await recordedDays(server)).toHaveLength(4);
  });

  it('changes nothing the second time, and shows what another one would replace', async () => {
    const file = [HEADER, ...SOUND].join('\n');
    const { id: first } = await client.upload(file, { autoConfirm: true });
    await client.reaches(first, 'DONE');
    const before = await recordedDays(server);
    const { id: second } = await client.upload(file, { autoConfirm: true });
    expect(await client.reaches(second, 'DONE')).toMatchObject({ rowsUnchanged: 2, rowsWritten: 0 });
    expect(await recordedDays(server)).toEqual(before);

    const { id } = await client.upload([HEADER, SOUND[0], `F-2,${EARLIER},抖音,11,300,2,10,9`].join('\n'));
    expect(await client.reaches(id, 'CHECKED')).toMatchObject({
      rowsToUpdate: 1,
      rowsUnchanged: 1,
      changes: [
        {
          row: 2,
          supplierCode: 'F-2',
          day: EARLIER,
          source: '抖音',
          columns: [
            { column: 'orders', from: '10', to: '11' },
            { column: 'sales', from: '299.50', to: '300.00' },
          ],
        },
      ],
    });
    expect(await client.cancel(id)).toMatchObject({ supplierMetricsImport: { status: 'CANCELLED' } });
    expect(await recordedDays(server)).toEqual(before);
    expect(await query('SELECT FROM sku_import_row WHERE import_id = $1', [fromNodeId(id).uuid])).toEqual([]);
  });

  it('records what supplierMetricsRecord would, to the same score', async () => {
    await recordClient(server)([
      { belt: 'yiwu', code: 'F-1', day: TODAY, ...GOOD_DAY },
      { belt: 'yiwu', code: 'F-1', day: EARLIER, ...GOOD_DAY },
    ]);
    const keys = ['supplierCode', 'day', ...Object.keys(GOOD_DAY)];
    const line = (day: string): string => ['F-2', day, ...Object.values(GOOD_DAY)].join(',');
    const { id } = await client.upload([keys.join(','), line(TODAY), line(EARLIER)].join('\n'), {
      autoConfirm: true,
    });
    await client.reaches(id, 'DONE');
    const figures = (code: string) =>
      query(
        `SELECT d.*, null AS supplier_id, null AS updated_at, s.quality
           FROM supplier_metric_day d JOIN supplier s ON s.id = d.supplier_id WHERE s.code = $1 ORDER BY d.day`,
        [code],
      );
    expect(await figures('F-2')).toHaveLength(2);
    expect(await figures('F-2')).toEqual(await figures('F-1'));
  });

  it('may be gzipped JSON Lines or a workbook, and be told who counted', async () => {
    const row = { 'Supplier Code': 'F-1', Date: TODAY, Orders: 5, GMV: 10.5, unheard: 'of' };
    const { id } = await client.upload(gzipSync(JSON.stringify(row)), {
      format: 'JSONL',
      source: '本基地',
      autoConfirm: true,
    });
    expect(await client.reaches(id, 'DONE')).toMatchObject({ source: '本基地', rowsInserted: 1 });
    const cells = inlineRows(['supplier no', 'date', 'source', 'orders'], ['F-1', TODAY, '本基地', '7']);
    const workbook = await zipOf(workbookParts(cells));
    const { id: other } = await client.upload(workbook, { format: 'XLSX', autoConfirm: true });
    expect(await client.reaches(other, 'DONE')).toMatchObject({ rowsUpdated: 1 });
    expect(await recordedDays(server)).toMatchObject([{ code: 'F-1', source: '本基地', orders: 7 }]);
  });

  it('that is none is turned away, and nothing is recorded', async () => {
    const { id, answer } = await client.upload('供应商编码,订单数\nF-1,3');
    expect(answer).toMatchObject({ status: 422, body: { code: 'COLUMN_MISSING' } });
    expect(answer.body.detail).toContain('日期 (day)');
    expect(await client.get(id)).toMatchObject({ status: 'FAILED', failure: { code: 'COLUMN_MISSING' } });
    // A file of goods.
    const goods = await client.upload('标题,直播价,店铺\n杯,1,店');
    expect(goods.answer).toMatchObject({ status: 422, body: { code: 'COLUMN_MISSING' } });
  });

  it('is followed by events that end with it', async () => {
    const { id } = await client.upload([HEADER, ...SOUND].join('\n'));
    await client.reaches(id, 'CHECKED');
    const stream = await followOn(
      server,
      'subscription ($id: ID!) { supplierMetricsImportProgress(id: $id) { status rowsWritten } }',
      { id },
    );
    await until(() => stream.events.length > 0, 'it is told how it is');
    await client.confirm(id);
    await until(() => stream.isOver, 'the stream ends');
    const told = stream.events.map(({ data }) => data.supplierMetricsImportProgress);
    expect(told[0]).toEqual({ status: 'CHECKED', rowsWritten: 0 });
    expect(told.at(-1)).toEqual({ status: 'DONE', rowsWritten: 2 });
  });
});

describe('an import of suppliers’ days that is opened', () => {
  it('is the same for the same key, and a conflict for anything else', async () => {
    const input = { idempotencyKey: 'once', source: '抖音' };
    const first = await client.create(input);
    expect(await client.create(input)).toEqual(first);
    for (const other of [{ source: '淘宝' }, { source: null }, { format: 'XLSX' }, { autoConfirm: true }]) {
      expect(await client.create({ ...input, ...other })).toMatchObject({
        supplierMetricsImport: null,
        uploadUrl: null,
        userErrors: [{ field: ['input', 'idempotencyKey'], code: 'IDEMPOTENCY_CONFLICT' }],
      });
    }
    // Of goods, too: one person's keys are of all that they import.
    const goods = { idempotencyKey: 'once', fileName: 'days.csv', format: 'CSV', createSuppliers: false };
    expect(await importClient(server).create(goods)).toMatchObject({
      skuImport: null,
      userErrors: [{ code: 'IDEMPOTENCY_CONFLICT' }],
    });
  });

  it.each(['', ' ', 'a\u0000b', 'x'.repeat(65)])('is not where %j counted', async (source) => {
    expect(await client.create({ source })).toMatchObject({
      supplierMetricsImport: null,
      userErrors: [{ field: ['input', 'source'], code: 'INVALID' }],
    });
  });

  it('is no import of goods, nor the other way round', async () => {
    const { supplierMetricsImport: days } = await client.create();
    const { skuImport: goods } = await importClient(server).create();
    const listed = async (field: string): Promise<string[]> => {
      const { data } = await server.query(
        `{ ${field} { nodes { id } } belt(slug: "yiwu") { ${field} { nodes { id } } } }`,
        {
          as: OPERATOR,
        },
      );
      expect(data.belt[field]).toEqual(data[field]);
      return data[field].nodes.map(({ id }: any) => id);
    };
    expect(await listed('supplierMetricsImports')).toContain(days.id);
    expect(await listed('supplierMetricsImports')).not.toContain(goods.id);
    expect(await listed('skuImports')).toContain(goods.id);
    expect((await listed('skuImports')).every((id) => fromNodeId(id).type === 'SkuImport')).toBe(true);

    const { uuid } = fromNodeId(days.id);
    const disguised = toNodeId('SkuImport', uuid);
    expect(await importClient(server).cancel(days.id)).toMatchObject({ userErrors: [{ code: 'INVALID' }] });
    expect(await importClient(server).cancel(disguised)).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND' }],
    });
    expect(await client.cancel(toNodeId('SupplierMetricsImport', fromNodeId(goods.id).uuid))).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND' }],
    });
    const { errors } = await server.query('query ($id: ID!) { node(id: $id) { id } }', {
      variables: { id: disguised },
      as: OPERATOR,
    });
    expect(errors!.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
    expect(await client.get(days.id)).toMatchObject({ status: 'AWAITING_UPLOAD' });
  });

  it('is nothing to those who operate another belt', async () => {
    const elsewhere = metricsImportClient(server, { as: { roles: [Role.OPERATOR], belts: ['hangzhou'] } });
    await expect(elsewhere.create()).rejects.toThrow('FORBIDDEN');
    const { supplierMetricsImport } = await client.create();
    expect(await elsewhere.cancel(supplierMetricsImport.id)).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND' }],
    });
  });

  it('is in the audit log under its own type, and so is what it brought', async () => {
    const { id } = await client.upload([HEADER, ...SOUND].join('\n'));
    await client.reaches(id, 'CHECKED');
    await client.confirm(id);
    await client.reaches(id, 'DONE');
    const log = async (filter: object): Promise<any[]> => {
      const { data, errors } = await server.query(
        `query ($filter: AuditEntryFilter) { auditEntries(filter: $filter, first: 50) {
           nodes { actor action operation subjectType subjectId reference subject { id } } } }`,
        { variables: { filter }, as: { roles: [Role.ADMIN] } },
      );
      expect(errors).toBeUndefined();
      return data.auditEntries.nodes;
    };
    const ofImport = await log({ subject: id });
    expect(ofImport.map(({ action, operation }) => [operation, action])).toEqual([
      ['CHANGED', 'supplierMetricsImport'],
      ['CHANGED', 'supplierMetricsImportConfirm'],
      ['CHANGED', 'supplierMetricsImport'],
      ['CHANGED', 'supplierMetricsImport'],
      ['CHANGED', 'supplierMetricsImport'],
      ['CREATED', 'supplierMetricsImportCreate'],
    ]);
    for (const entry of ofImport) {
      expect(entry).toMatchObject({
        subjectType: 'SupplierMetricsImport',
        subjectId: id,
        subject: { id },
      });
    }
    const days = (await log({ subjectType: 'SupplierMetricDay' })).slice(0, 2);
    const [{ createdBy }] = [await client.get(id)];
    for (const entry of days) {
      expect(entry).toMatchObject({
        actor: createdBy,
        action: 'supplierMetricsImport',
        operation: 'CREATED',
        reference: id,
      });
    }
  });
});
