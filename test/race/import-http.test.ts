import { Role } from '../../src/auth/principal';
import { IMPORT_LIMITS } from '../../src/config/limits';
import { ImportWorker } from '../../src/imports/running/import-worker';
import { closeHealthy } from '../support/healthy';
import { type ServerOnDatabase, startServerOn } from '../support/graphql-server';
import { fileOf, importClient, put, type PutAnswer, rowsOf } from '../support/imports';
import { until } from '../support/started';
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
    const uploads: Awaited<ReturnType<typeof client.upload>>[] = [];
    for (const [i, [from, to]] of ranges.entries()) {
      const rows = rowsOf(from, to, () => ({ price: 11 * (i + 1) })).toSorted(() => (i % 2 ? 1 : -1));
      uploads.push(await client.upload(fileOf(rows)));
    }
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

describe('what a belt may have at once', () => {
  let other: ServerOnDatabase;
  beforeAll(async () => {
    other = await startServerOn(server.database);
  });
  afterAll(() => other.close());

  it('is three uploads, whichever processes receive them; as many of another belt are received beside them', async () => {
    const operator = { roles: [Role.OPERATOR], belts: ['yiwu', 'foshan'] };
    const anyBelt = importClient(server, { as: operator });
    const begun: { answer: Promise<PutAnswer>; finish: () => void }[] = [];
    const begin = async (belt: string, url: string): Promise<void> => {
      const { uploadUrl } = await anyBelt.create({ belt });
      let finish!: () => void;
      const held = new Promise<void>((resolve) => (finish = resolve));
      const [first, rest] = [fileOf(rowsOf(0, 1)), Buffer.concat([Buffer.from('\n'), fileOf(rowsOf(1, 2))])];
      const body = ReadableStream.from(
        (async function* () {
          yield first;
          await held;
          yield rest;
        })(),
      );
      const { pathname, search } = new URL(uploadUrl);
      begun.push({ answer: put(`${url}${pathname}${search}`, body), finish });
    };
    const placesTaken = async (): Promise<number> =>
      (
        await query<{ n: number }>(
          `SELECT count(*)::int AS n FROM pg_locks l JOIN pg_database d ON d.oid = l.database
            WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.classid = 4711011 AND l.granted`,
        )
      )[0]!.n;

    // Two processes with four places each: without the belts' own limit, all would be received.
    await Promise.all([0, 1, 2, 3, 4, 5].map((i) => begin('yiwu', i % 2 ? server.url : other.url)));
    const settled = new Set<number>();
    begun.forEach(({ answer }, i) => void answer.then(() => settled.add(i)));
    await until(() => settled.size === 3, 'three are refused');
    await begin('foshan', server.url);
    await until(async () => (await placesTaken()) === 4, 'the other belt has a place');
    begun.forEach(({ finish }) => finish());
    const answers = await Promise.all(begun.map(({ answer }) => answer));
    const told = answers
      .toSorted((a, b) => a.status - b.status)
      .map(({ status, body }) => [status, body.code ?? 'received']);
    expect(told).toEqual([
      ...Array.from({ length: 4 }, () => [202, 'received']),
      ...Array.from({ length: 3 }, () => [429, 'BELT_UPLOADS']),
    ]);
    const refused = answers.find(({ status }) => status === 429)!;
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.body.detail).toMatch(/该产业带已有 3 个文件正在上传/);
    expect(await placesTaken()).toBe(0);
  });

  it('is so many open imports, however many are opened in the same moment', async () => {
    const max = 8;
    jest.replaceProperty<any, any>(IMPORT_LIMITS, 'openPerBelt', max);
    const operator = { roles: [Role.OPERATOR], belts: ['hangzhou'] };
    const clients = [server, { ...server, query: other.query }].map((each) =>
      importClient(each, { as: operator }),
    );
    const create = (i: number) => clients[i % 2]!.create({ belt: 'hangzhou', idempotencyKey: `open ${i}` });
    const payloads = await Promise.all(Array.from({ length: 20 }, (_, i) => create(i)));
    const made = payloads.filter(({ skuImport }) => skuImport);
    expect(made).toHaveLength(max);
    for (const { userErrors } of payloads.filter(({ skuImport }) => !skuImport))
      expect(userErrors).toEqual([
        {
          code: 'TOO_LARGE',
          field: ['input', 'belt'],
          message: '该产业带已有 8 个未完成的导入，请先确认或取消一部分。',
        },
      ]);
    // Whoever asks again for one that is open gets it; where one is given up, there is room.
    const again = payloads.findIndex(({ skuImport }) => skuImport);
    expect((await create(again)).skuImport).toEqual(payloads[again].skuImport);
    expect((await create(30)).userErrors).toHaveLength(1);
    await clients[0]!.cancel(made[0]!.skuImport.id);
    expect((await create(30)).userErrors).toEqual([]);
  });
});
