import { randomUUID } from 'node:crypto';
import { IMPORT_LIMITS } from '../../src/config/limits';
import { fromNodeId } from '../../src/graphql/node-id';
import { onImportConnection } from '../../src/imports/connection';
import { closeHealthy } from '../support/healthy';
import { fileOf, importClient, put, rowsOf } from '../support/imports';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
let client: ReturnType<typeof importClient>;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  client = importClient(server);
});
afterAll(() => closeHealthy(server));

const query = <T = any>(sql: string, parameters?: unknown[]): Promise<T[]> =>
  server.database.dataSource.query<T[]>(sql, parameters);
const uuidOf = (id: string): string => fromNodeId(id, 'SkuImport').uuid;
const FILE = fileOf([...rowsOf(0, 40), { title: '' }]);

describe('the address of a file', () => {
  const DENIED = {
    status: 403,
    type: expect.stringMatching(/^application\/problem\+json\b/),
    body: { code: 'URL_INVALID' },
  };

  it('needs no token', async () => {
    const { uploadUrl } = await client.create();
    expect(new URL(uploadUrl).origin).toBe(server.url);
    expect(await put(uploadUrl, FILE, { authorization: 'Bearer nonsense' })).toMatchObject({ status: 202 });
  });

  it('is good for its own import and purpose alone, and only whole', async () => {
    const one = await client.create();
    const other = await client.create();
    const [{ pathname }, { search }] = [new URL(one.uploadUrl), new URL(other.uploadUrl)];
    const changedUrls = [
      `${server.url}${pathname}`,
      `${server.url}${pathname}${search}`,
      `${server.url}${pathname}?capability=`,
      `${server.url}${pathname}?capability=a&capability=b`,
      `${one.uploadUrl}x`,
      one.uploadUrl.slice(0, -3),
      one.uploadUrl.replace(uuidOf(one.skuImport.id), randomUUID()),
      one.uploadUrl.replace(uuidOf(one.skuImport.id), 'x'),
    ];
    for (const url of changedUrls) expect(await put(url, FILE)).toMatchObject(DENIED);
    const asDownload = await fetch(one.uploadUrl.replace('/file?', '/rejected.csv?'));
    expect(asDownload.status).toBe(403);
    expect(await client.get(one.skuImport.id)).toMatchObject({ status: 'AWAITING_UPLOAD' });
  });

  it('says so when it has expired', async () => {
    const { uploadUrl } = await client.create();
    jest.useFakeTimers({
      now: Date.now() + (IMPORT_LIMITS.urlHours + 1) * 3_600_000,
      doNotFake: [
        'setTimeout',
        'setInterval',
        'setImmediate',
        'nextTick',
        'queueMicrotask',
        'clearTimeout',
        'clearInterval',
        'clearImmediate',
        'performance',
      ],
    });
    try {
      expect(await put(uploadUrl, FILE)).toMatchObject({ status: 403, body: { code: 'URL_EXPIRED' } });
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('what others hold', () => {
  it('is let alone by the background, and gone on with when they let go', async () => {
    const { skuImport } = await client.create();
    const uuid = uuidOf(skuImport.id);
    await onImportConnection(server.database.dataSource, async (runner) => {
      await runner.query('SELECT pg_advisory_lock(hashtextextended($1, 4711010))', [uuid]);
      await runner.query(`UPDATE sku_import SET status = 'CHECKING' WHERE id = $1`, [uuid]);
      await server.app.importWorker.look();
      await server.app.importWorker.idle();
      expect(await client.get(skuImport.id)).toMatchObject({ status: 'CHECKING' });
      await runner.query('SELECT pg_advisory_unlock(hashtextextended($1, 4711010))', [uuid]);
    });
    server.app.importWorker.wake();
    await client.reaches(skuImport.id, 'AWAITING_UPLOAD');
  });

  it.each([
    ['AWAITING_UPLOAD', 'awaitUploadHours', 'UPLOAD_EXPIRED', /文件上传超过 24 小时，导入已取消/],
    ['CHECKED', 'awaitConfirmDays', 'CONFIRMATION_EXPIRED', /核对后 10 天内未确认，导入已取消/],
  ] as const)(
    'is cancelled when it has waited too long (%s), and says so',
    async (status, limitName, code, message) => {
      const id: string =
        status === 'CHECKED' ? (await client.upload(FILE)).id : (await client.create()).skuImport.id;
      await client.reaches(id, status);
      const hours = limitName === 'awaitUploadHours' ? 1 : 24;
      const waited = (minutesMore: number) =>
        query(
          `UPDATE sku_import SET updated_at = now() - make_interval(hours => $2, mins => $3) WHERE id = $1`,
          [uuidOf(id), IMPORT_LIMITS[limitName] * hours, minutesMore],
        );
      await waited(-1);
      await server.app.importWorker.look();
      await server.app.importWorker.idle();
      expect(await client.get(id)).toMatchObject({ status });
      await waited(1);
      server.app.importWorker.wake();
      expect(await client.reaches(id, 'CANCELLED')).toMatchObject({
        failure: { row: 0, code, message: expect.stringMatching(message) },
      });
      expect(
        await query(`SELECT FROM sku_import_row WHERE import_id = $1 AND outcome = 'ACCEPTED'`, [uuidOf(id)]),
      ).toEqual([]);
    },
  );
});
