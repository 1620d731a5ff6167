import { QUALITY_LIMITS } from '../../src/config/limits';
import { closeHealthy } from '../support/healthy';
import { fileOf, importClient, type Row, rowsOf } from '../support/imports';
import { daysAgo, GOOD_DAY, recordClient } from '../support/metric-days';
import { metricsImportClient } from '../support/metrics-imports';
import { insertSupplier } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';

const SUPPLIERS = 8;
const DAYS = 40;

let server: TestServer;
let client: ReturnType<typeof metricsImportClient>;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  client = metricsImportClient(server);
  const [{ number }] = await query(`SELECT number FROM belt WHERE slug = 'yiwu'`);
  for (let i = 0; i < SUPPLIERS; i++)
    await insertSupplier(server.database.dataSource, { belt_number: number, code: `R-${i}`, quality: 1 });
  // Small, so that there are many moments at which two may meet.
  jest.replaceProperty<any, any>(QUALITY_LIMITS, 'chunkRows', 30);
});
afterAll(() => closeHealthy(server));

const query = <T = any>(sql: string): Promise<T[]> => server.database.dataSource.query<T[]>(sql);

/** A row for each supplier and day of a range, with figures that tell the file. */
const rowsOfDays = (from: number, to: number, orders: number): Row[] =>
  Array.from({ length: SUPPLIERS * (to - from) }, (_, i) => ({
    supplierCode: `R-${i % SUPPLIERS}`,
    day: daysAgo(from + Math.floor(i / SUPPLIERS)),
    ...GOOD_DAY,
    orders,
  }));

describe('imports of days into one belt, confirmed while others are written', () => {
  it('end with the one confirmed last, day by day, with counts that hold and scores of what is there', async () => {
    const ranges = [
      [0, 30],
      [10, DAYS],
      [5, 35],
      [0, 25],
    ] as const;
    // One after another: more of a belt's files at once than it may have would be turned away.
    const uploads: { id: string }[] = [];
    for (const [i, [from, to]] of ranges.entries()) {
      const rows = rowsOfDays(from, to, 1_000 + i);
      uploads.push(await client.upload(fileOf(i % 2 ? rows.toReversed() : rows), { format: 'JSONL' }));
    }
    for (const { id } of uploads) await client.reaches(id, 'CHECKED');
    // In another order than that in which they came, while somebody records the same suppliers by hand, and goods come.
    const order = [2, 0, 3, 1];
    const others = Promise.all([
      ...Array.from({ length: 12 }, (_, n) =>
        recordClient(server)(
          Array.from({ length: SUPPLIERS }, (_none, i) => ({
            belt: 'yiwu',
            code: `R-${(i * 3 + n) % SUPPLIERS}`,
            day: daysAgo(n),
            ...GOOD_DAY,
            source: 'by hand',
          })),
        ),
      ),
      importClient(server).upload(
        fileOf(rowsOf(0, 300, (i) => ({ supplierCode: `R-${i % SUPPLIERS}`, shop: undefined }))),
        { autoConfirm: true },
      ),
    ]);
    for (const i of order) expect(await client.confirm(uploads[i]!.id)).toMatchObject({ userErrors: [] });
    const done = await Promise.all(uploads.map(({ id }) => client.reaches(id, 'DONE')));
    const [recorded, { id: goods }] = [(await others).slice(0, -1), (await others).at(-1)];
    for (const { items } of recorded)
      expect(items.map(({ outcome }: any) => outcome)).toEqual(Array(SUPPLIERS).fill('CREATED'));
    expect(await importClient(server).reaches(goods, 'DONE')).toMatchObject({ rowsInserted: 300 });

    for (const { rowsRead, rowsInserted, rowsUpdated, rowsUnchanged, rowsRejected } of done) {
      expect(rowsRejected).toBe(0);
      expect(rowsInserted + rowsUpdated + rowsUnchanged).toBe(rowsRead);
    }
    const days = await query<{ ago: number; orders: number; version: number }>(
      `SELECT ('${daysAgo(0)}'::date - day) AS ago, orders, version FROM supplier_metric_day WHERE source = 'shop'`,
    );
    expect(days).toHaveLength(SUPPLIERS * DAYS);
    const covers = (at: number, ago: number): boolean => ranges[at]![0] <= ago && ago < ranges[at]![1];
    for (const { ago, orders, version } of days) {
      expect([ago, orders]).toEqual([ago, 1_000 + order.findLast((at) => covers(at, ago))!]);
      expect(version).toBe(order.filter((at) => covers(at, ago)).length);
    }
    const sum = (name: string): number => done.reduce((total, one) => total + one[name], 0);
    expect(sum('rowsInserted')).toBe(SUPPLIERS * DAYS);
    // All have the same days by now, and each score is written where it is a thousandth off.
    const [{ spread }] = await query(
      `SELECT max(quality) - min(quality) AS spread FROM supplier WHERE code LIKE 'R-%' AND quality > 1`,
    );
    expect(spread).toBeLessThan(2_000);
    expect(await query(`SELECT FROM sku_import_row WHERE day IS NOT NULL`)).toEqual([]);
  });
});
