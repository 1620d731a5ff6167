import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Role } from '../../src/auth/principal';
import { IMPORT_LIMITS } from '../../src/config/limits';
import { fromNodeId } from '../../src/graphql/node-id';
import { closeHealthy } from '../support/healthy';
import { fileOf, importClient, put, rowsOf } from '../support/imports';
import { addStreamer } from '../support/oracle-catalogue';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/started';

let server: TestServer;
let client: ReturnType<typeof importClient>;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  client = importClient(server);
});
afterAll(() => closeHealthy(server));
afterEach(() => jest.restoreAllMocks());

const query = <T = any>(sql: string, parameters?: unknown[]): Promise<T[]> =>
  server.database.dataSource.query<T[]>(sql, parameters);
const limit = (name: keyof typeof IMPORT_LIMITS, value: number): void => {
  jest.replaceProperty<any, any>(IMPORT_LIMITS, name, value);
};
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes);
const uuidOf = (id: string): string => fromNodeId(id, 'SkuImport').uuid;
const stagedRows = async (id: string): Promise<number> =>
  (await query('SELECT count(*)::int AS rows FROM sku_import_row WHERE import_id = $1', [uuidOf(id)]))[0]
    .rows;

const FILE = fileOf([...rowsOf(0, 40), { title: '' }]);
/** What it is, is decided by its first 4,096 bytes; rows are staged from then on. */
const LONGER_FILE = fileOf(rowsOf(0, 400));

/** Sends the beginning of a file and leaves the connection open. */
function begin(url: string, part: Buffer, headers: Record<string, string> = {}) {
  const request = httpRequest(url, { method: 'PUT', headers });
  const answer = new Promise<{ status: number; code: string }>((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (more: string) => (text += more));
      response.once('end', () => resolve({ status: response.statusCode!, code: JSON.parse(text).code }));
    });
  });
  answer.catch(() => undefined);
  request.write(part);
  return { request, answer };
}

describe('a file that is sent', () => {
  it('is checked, and written once it is confirmed', async () => {
    const { id, answer } = await client.upload(FILE);
    expect(answer).toMatchObject({
      status: 202,
      type: 'application/json; charset=utf-8',
      body: { sha256: sha256(FILE).digest('hex'), rowsRead: 41 },
    });
    const checked = await client.reaches(id, 'CHECKED');
    expect(checked).toMatchObject({
      fileName: 'goods.jsonl',
      format: 'JSONL',
      createdBy: 'test',
      sha256: sha256(FILE).digest('hex'),
      belt: { slug: 'yiwu' },
      rowsRead: 41,
      rowsToInsert: 40,
      rowsToUpdate: 0,
      rowsUnchanged: 0,
      rowsRejected: 1,
      rowsWritten: 0,
      confirmedAt: null,
      finishedAt: null,
      failure: null,
    });
    expect(await query(`SELECT FROM sku WHERE code = 'K-1'`)).toEqual([]);
    expect(await client.confirm(id)).toMatchObject({ skuImport: { id }, userErrors: [] });
    expect(await client.reaches(id, 'DONE')).toMatchObject({
      progress: 1,
      rowsWritten: 40,
      rowsInserted: 40,
      rowsUpdated: 0,
    });
    expect(await query(`SELECT live_price FROM sku WHERE code = 'K-39'`)).toEqual([{ live_price: 4900 }]);
    expect(await stagedRows(id)).toBe(1);
  });

  it('is known to rankings of the server that wrote it as soon as it is DONE', async () => {
    const { dataSource } = server.database;
    await addStreamer(dataSource, { handle: 'import-watcher' });
    // It follows the database by itself, too, which would hide that nobody told it.
    await server.app.matching.sync.stop();
    // Of a category each that has no goods yet: what a ranking does not know of, it cannot find.
    for (const category of ['dresses', 'skirts', 'mens-tshirts', 'jadeite-bangles']) {
      const row = { code: category, title: category, category, price: 20, shop: '明月' };
      const { id } = await client.upload(fileOf([row]), { autoConfirm: true });
      await client.reaches(id, 'DONE');
      const { data } = await server.query(
        `query ($categories: [String!]) { streamer(handle: "import-watcher") {
           matches(filter: { categories: $categories }) { nodes { title } } } }`,
        { variables: { categories: [category] }, as: { roles: [Role.SERVICE] } },
      );
      expect(data.streamer.matches.nodes).toEqual([{ title: category }]);
    }
  });

  it('confirms by itself where that was asked for, and changes nothing the second time', async () => {
    const { id } = await client.upload(FILE, { autoConfirm: true });
    expect(await client.reaches(id, 'DONE')).toMatchObject({
      rowsUnchanged: 40,
      rowsRejected: 1,
      rowsWritten: 0,
    });
  });

  it.each([
    ['as a gzipped file', {}],
    ['with Content-Encoding: gzip', { 'content-encoding': 'gzip' }],
  ])('gzipped %s is the same; its digest is that of the bytes as they were sent', async (_, headers) => {
    const gzipped = gzipSync(FILE);
    const { skuImport, uploadUrl } = await client.create();
    const digest = { 'content-digest': `sha-256=:${sha256(gzipped).digest('base64')}:` };
    expect(await put(uploadUrl, gzipped, { ...headers, ...digest })).toMatchObject({ status: 202 });
    expect(await client.reaches(skuImport.id, 'CHECKED')).toMatchObject({
      rowsRead: 41,
      sha256: sha256(gzipped).digest('hex'),
    });
  });

  it.each([
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'x',
  ])('is taken as it is, whatever it is declared to be (%s)', async (type) => {
    const { uploadUrl } = await client.create();
    expect(await put(uploadUrl, FILE, { 'content-type': type })).toMatchObject({ status: 202 });
  });

  it('may be larger than a body of GraphQL, and come in chunks of no known length', async () => {
    const file = fileOf(rowsOf(0, 4000, () => ({ description: '长'.repeat(100) })));
    expect(file.length).toBeGreaterThan(1_000_000);
    const { skuImport, uploadUrl } = await client.create();
    const chunks = new ReadableStream({
      start(controller) {
        for (let at = 0; at < file.length; at += 10_007) controller.enqueue(file.subarray(at, at + 10_007));
        controller.close();
      },
    });
    expect(await put(uploadUrl, chunks)).toMatchObject({ status: 202, body: { rowsRead: 4000 } });
    await client.reaches(skuImport.id, 'CHECKED');
  });

  it('that cannot be read fails the import, and says why', async () => {
    const { id, answer } = await client.upload(Buffer.from('PK\x03\x04 a workbook'));
    expect(answer).toMatchObject({
      status: 422,
      type: expect.stringMatching(/^application\/problem\+json\b/),
      body: { status: 422, code: 'FILE_FORMAT' },
    });
    expect(await client.get(id)).toMatchObject({
      status: 'FAILED',
      failure: {
        row: 0,
        code: 'FILE_FORMAT',
        message: '文件内容不是 JSON Lines 格式，而是 XLSX/ZIP；请另存为 JSON Lines 后再上传。',
        level: 'BLOCK',
      },
    });
  });
});

describe('an upload that is refused', () => {
  const refused = async (status: number, code: string, url: string, file: Buffer, headers = {}) => {
    for (const [language, says] of [
      ['en', /[a-z]{3}/],
      ['zh-CN', /[\u4e00-\u9fff]/],
    ] as const) {
      const answer = await put(url, file, { 'accept-language': language, ...headers });
      expect(answer).toMatchObject({
        status,
        type: expect.stringMatching(/^application\/problem\+json\b/),
        body: {
          type: 'about:blank',
          title: expect.any(String),
          status,
          code,
          detail: expect.stringMatching(says),
        },
      });
      expect(answer.headers.get('content-language')).toBe(language);
    }
  };

  const cases: [what: string, status: number, code: string, headers: Record<string, string>][] = [
    [
      'whose bytes are not those of its digest',
      400,
      'DIGEST_MISMATCH',
      { 'content-digest': `sha-256=:${sha256(Buffer.from('x')).digest('base64')}:` },
    ],
    ['whose digest is none', 400, 'DIGEST_INVALID', { 'content-digest': 'sha-256=abc' }],
    ['of a part', 400, 'RANGE_UNSUPPORTED', { 'content-range': 'bytes 0-9/100' }],
    ['in another coding', 415, 'ENCODING_UNSUPPORTED', { 'content-encoding': 'br' }],
  ];
  it.each(cases)('%s can be sent again', async (_, status, code, headers) => {
    const { skuImport, uploadUrl } = await client.create();
    await refused(status, code, uploadUrl, FILE, headers);
    expect(await client.get(skuImport.id)).toMatchObject({
      status: 'AWAITING_UPLOAD',
      rowsRead: 0,
      rowsRejected: 0,
      sha256: null,
    });
    expect(await stagedRows(skuImport.id)).toBe(0);
    expect(await put(uploadUrl, FILE)).toMatchObject({ status: 202 });
  });

  it('knows one digest, and ignores others', async () => {
    const { uploadUrl } = await client.create();
    const known = `sha-256=:${sha256(FILE).digest('base64')}:`;
    expect(await put(uploadUrl, FILE, { 'content-digest': `sha-512=:AAAA:, ${known}` })).toMatchObject({
      status: 202,
    });
  });

  it('that is too large is, before its bytes and among them', async () => {
    limit('uploadBytes', FILE.length - 1);
    const { skuImport, uploadUrl } = await client.create();
    await refused(413, 'TOO_LARGE', uploadUrl, FILE);
    const { request, answer } = begin(uploadUrl, FILE, { 'transfer-encoding': 'chunked' });
    expect(await answer).toEqual({ status: 413, code: 'TOO_LARGE' });
    request.destroy();
    expect(await client.get(skuImport.id)).toMatchObject({ status: 'AWAITING_UPLOAD', rowsRead: 0 });
    limit('uploadBytes', FILE.length);
    expect(await put(uploadUrl, FILE)).toMatchObject({ status: 202 });
  });

  it('of megabytes is told so to a sender who only listens when all is sent', async () => {
    limit('uploadBytes', 1000);
    const { uploadUrl } = await client.create();
    expect(await put(uploadUrl, Buffer.alloc(8_000_000, 0x20))).toMatchObject({ status: 413 });
  });

  it('while another one runs, or once the file has come', async () => {
    const { skuImport, uploadUrl } = await client.create();
    const first = begin(uploadUrl, FILE.subarray(0, 100), { 'content-length': String(FILE.length) });
    await until(async () => (await client.get(skuImport.id)).status === 'CHECKING', 'the upload has begun');
    await refused(409, 'UPLOAD_IN_PROGRESS', uploadUrl, FILE);
    first.request.end(FILE.subarray(100));
    expect(await first.answer).toMatchObject({ status: 202 });
    await client.reaches(skuImport.id, 'CHECKED');
    await refused(409, 'WRONG_STATE', uploadUrl, FILE);
    await client.cancel(skuImport.id);
    await refused(409, 'WRONG_STATE', uploadUrl, FILE);
  });

  it('where as many are received as may be is told when to come again', async () => {
    limit('uploadsAtOnce', 1);
    const busy = await client.create();
    const { uploadUrl } = await client.create();
    const first = begin(busy.uploadUrl, FILE.subarray(0, 100), { 'content-length': String(FILE.length) });
    await until(
      async () => (await client.get(busy.skuImport.id)).status === 'CHECKING',
      'the upload has begun',
    );
    const answer = await put(uploadUrl, FILE);
    expect(answer).toMatchObject({ status: 503, body: { code: 'TOO_MANY_UPLOADS' } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    first.request.end(FILE.subarray(100));
    await first.answer;
    expect(await put(uploadUrl, FILE)).toMatchObject({ status: 202 });
  });
});

describe('an upload that breaks off', () => {
  const isForgotten = (id: string): Promise<void> =>
    until(async () => (await client.get(id)).status === 'AWAITING_UPLOAD', 'the import awaits its file anew');

  it('by a lost connection leaves nothing, and can be sent again', async () => {
    limit('batchRows', 10);
    const { skuImport, uploadUrl } = await client.create();
    const { request } = begin(uploadUrl, LONGER_FILE.subarray(0, -10), {
      'content-length': String(LONGER_FILE.length),
    });
    await until(async () => (await client.get(skuImport.id)).rowsRead >= 30, 'rows are staged');
    request.destroy();
    await isForgotten(skuImport.id);
    expect(await client.get(skuImport.id)).toMatchObject({ rowsRead: 0, rowsRejected: 0, progress: 0 });
    expect(await stagedRows(skuImport.id)).toBe(0);
    expect(await put(uploadUrl, LONGER_FILE)).toMatchObject({ status: 202, body: { rowsRead: 400 } });
  });

  it('short of its length, with the connection closed in order', async () => {
    const { skuImport, uploadUrl } = await client.create();
    const { hostname, port, pathname, search } = new URL(uploadUrl);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.end(
      `PUT ${pathname}${search} HTTP/1.1\r\nHost: x\r\nContent-Length: ${FILE.length}\r\n\r\n${FILE.toString('latin1').slice(0, 200)}`,
    );
    await new Promise((resolve) => socket.resume().once('close', resolve));
    await isForgotten(skuImport.id);
    expect(await stagedRows(skuImport.id)).toBe(0);
  });

  it('because it comes too slowly is told so', async () => {
    limit('uploadWatchMs', 50);
    const { skuImport, uploadUrl } = await client.create();
    const { request, answer } = begin(uploadUrl, FILE.subarray(0, 100), {
      'content-length': String(FILE.length),
    });
    const trickle = setInterval(() => request.write(' '), 10);
    expect(await answer).toEqual({ status: 408, code: 'UPLOAD_TOO_SLOW' });
    clearInterval(trickle);
    request.destroy();
    await isForgotten(skuImport.id);
  });

  it('because it is cancelled stages nothing more', async () => {
    limit('batchRows', 10);
    const { skuImport, uploadUrl } = await client.create();
    const { request, answer } = begin(uploadUrl, LONGER_FILE.subarray(0, 20_000), {
      'content-length': String(LONGER_FILE.length),
    });
    await until(async () => (await client.get(skuImport.id)).rowsRead >= 10, 'rows are staged');
    expect(await client.cancel(skuImport.id)).toMatchObject({
      skuImport: { status: 'CANCELLED' },
      userErrors: [],
    });
    request.end(LONGER_FILE.subarray(20_000));
    expect(await answer).toEqual({ status: 409, code: 'WRONG_STATE' });
    expect(await stagedRows(skuImport.id)).toBe(0);
    expect(await client.get(skuImport.id)).toMatchObject({ status: 'CANCELLED' });
  });
});
