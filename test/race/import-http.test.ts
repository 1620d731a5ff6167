import { Role } from '../../src/auth/principal';
import { IMPORT_LIMITS } from '../../src/config/limits';
import { ImportWorker } from '../../src/imports/running/import-worker';
import { closeHealthy } from '../support/healthy';
import { fileOf, importClient, rowsOf } from '../support/imports';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
let client: ReturnType<typeof importClient>;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  client = importClient(server);
  // Small, so that there are many moments at which two may meet.
  jest.replaceProperty<any, any>(IMPORT_LIMITS, 'chunkRows', 50);
});
afterAll(() => closeHealthy(server));

const query = <T = any>(sql: string): Promise<T[]> => server.database.dataSource.query<T[]>(sql);

describe('imports into one belt, confirmed while others are written', () => {
  it('end with the one confirmed last, row by row, and with counts that hold', async () => {
    const ranges = [
      [0, 600],
      [300, 900],
      [100, 700],
      [250, 800],
    ] as const;
    const uploads = await Promise.all(
      ranges.map(([from, to], i) =>
        client.upload(
          fileOf(rowsOf(from, to, () => ({ price: 11 * (i + 1) })).toSorted(() => (i % 2 ? 1 : -1))),
        ),
      ),
    );
    for (const { id } of uploads) await client.reaches(id, 'CHECKED');
    // In another order than that in which they came; each while those before it may be at work.
    const order = [2, 0, 3, 1];
    for (const i of order) expect(await client.confirm(uploads[i]!.id)).toMatchObject({ userErrors: [] });
    const done = await Promise.all(uploads.map(({ id }) => client.reaches(id, 'DONE')));

    for (const { rowsRead, rowsInserted, rowsUpdated, rowsUnchanged, rowsRejected } of done) {
      expect(rowsInserted + rowsUpdated + rowsUnchanged + rowsRejected).toBe(rowsRead);
    }
    const skus = await query<{ i: number; live_price: number; version: number }>(
      `SELECT substring(code FROM 3)::int AS i, live_price, version FROM sku ORDER BY 1`,
    );
    const lastOf = (i: number): number => order.findLast((at) => ranges[at]![0] <= i && i < ranges[at]![1])!;
    expect(skus.map(({ i, live_price }) => [i, live_price])).toEqual(
      Array.from({ length: 900 }, (_, i) => [i, 1100 * (lastOf(i) + 1)]),
    );
    const sum = (name: string): number => done.reduce((total, one) => total + one[name], 0);
    expect(sum('rowsInserted')).toBe(900);
    expect(skus.reduce((total, { version }) => total + version - 1, 0)).toBe(sum('rowsUpdated'));
  });

  it('are each written once, whichever of several processes gets to them', async () => {
    const { dataSource } = server.database;
    const workers = [1, 2].map(
      () =>
        new ImportWorker(
          dataSource,
          () => server.app.reference,
          (error) => server.faults.push(error),
          () => server.app.matching.sync.refresh(),
        ),
    );
    workers.forEach((worker) => worker.start());
    const uploads = await Promise.all(
      ['hangzhou', 'changshu'].map((belt) =>
        importClient(server, { as: { roles: [Role.ADMIN] } }).upload(fileOf(rowsOf(0, 400)), {
          belt,
          autoConfirm: true,
        }),
      ),
    );
    const admin = importClient(server, { as: { roles: [Role.ADMIN] } });
    for (const { id } of uploads) {
      workers.forEach((worker) => worker.wake());
      expect(await admin.reaches(id, 'DONE')).toMatchObject({ rowsInserted: 400, rowsUpdated: 0 });
    }
    expect(
      await query(
        `SELECT FROM sku k JOIN belt b ON b.number = k.belt_number WHERE b.slug <> 'yiwu' AND k.version > 1`,
      ),
    ).toEqual([]);
    await Promise.all(workers.map((worker) => worker.stop()));
  });
});
