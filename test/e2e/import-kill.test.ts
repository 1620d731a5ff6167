import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Role } from '../../src/auth/principal';
import { localKeys } from '../../src/auth/local-keys';
import { signToken } from '../../src/auth/tokens';
import { fromNodeId } from '../../src/graphql/node-id';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { CREATE, fileOf, IMPORT, put, rowsOf } from '../support/imports';
import { Random } from '../support/oracle-random';
import { build, complaints, Started, until } from '../support/started';

/** Another seed kills at other moments. */
const SEED = Number(process.env.HEADWATER_KILL_SEED ?? 20_263);
const KILLS = 20;
/** Small, so that there are many moments in between. */
const CHUNK_ROWS = 50;
const BATCH_ROWS = 50;

const ROWS = rowsOf(0, 2000, (i) => ({
  loc: i % 3 === 0 ? '浙江 金华' : '未知',
  price: i % 50 === 7 ? 0 : 10 + (i % 500),
}));
const FILE = fileOf(ROWS);

jest.setTimeout(480_000);

let database: TestDatabase;
let dataDir: string;
let token: string;
let server: Started;
let url: string;

const query = <T = any>(sql: string, parameters?: unknown[]): Promise<T[]> =>
  database.dataSource.query<T[]>(sql, parameters);

/** The server as it is built, with small chunks, over the database of this test. */
async function start(): Promise<void> {
  const script = `Object.assign(require('./dist/src/config/limits').IMPORT_LIMITS, ${JSON.stringify({
    chunkRows: CHUNK_ROWS,
    batchRows: BATCH_ROWS,
    sweepMs: 100,
  })}); require('./dist/src/main.js');`;
  server = new Started(
    spawn(process.execPath, ['-e', script], {
      env: { ...process.env, DATABASE_URL: database.url, DATA_DIR: dataDir, PORT: '0', NODE_ENV: '' },
    }),
  );
  ({ url } = await server.listening());
}

async function kill(): Promise<void> {
  server.process.kill('SIGKILL');
  await server.ended;
}

async function ask(document: string, variables: object): Promise<any> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: document, variables }),
  });
  const { data, errors } = (await response.json()) as any;
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

beforeAll(async () => {
  build();
  // With a supplier, so that no demo catalogue is made.
  database = await createTestDatabase({ template: 'migrated' });
  await query(
    `INSERT INTO supplier (belt_number, code, name, kind, quality) VALUES (1, 'x', 'x', 'TRADER', 1)`,
  );
  dataDir = mkdtempSync(join(tmpdir(), 'headwater-kill-'));
  token = await signToken((await localKeys(dataDir)).privateKey, 'test', { roles: [Role.ADMIN] });
});
afterAll(async () => {
  if (server?.isRunning) await kill();
  await database?.drop();
  if (dataDir) rmSync(dataDir, { recursive: true });
});

let keys = 0;
const open = async (belt: string): Promise<{ id: string; input: object; uploadUrl: string }> => {
  const input = {
    belt,
    fileName: 'goods.jsonl',
    format: 'JSONL',
    autoConfirm: true,
    createSuppliers: true,
    idempotencyKey: `${++keys}`,
  };
  const { skuImport, uploadUrl } = (await ask(CREATE, { input })).skuImportCreate;
  return { id: skuImport.id, input, uploadUrl };
};

/** Sends the file, as fast as it goes; what becomes of it is nobody's business here. */
const send = (uploadUrl: string): Promise<unknown> => put(uploadUrl, FILE).catch(() => undefined);

/** What a client does who wants it done: sends the file again where it is awaited, until the import is over. */
async function finish(input: object, id: string): Promise<any> {
  let node: any;
  await until(
    async () => {
      const { uploadUrl, skuImport } = (await ask(CREATE, { input })).skuImportCreate;
      expect(skuImport.id).toBe(id);
      ({ node } = await ask(IMPORT, { id }));
      if (node.status === 'AWAITING_UPLOAD') await put(uploadUrl, FILE);
      return ['DONE', 'FAILED', 'CANCELLED'].includes(node.status);
    },
    'the import is over',
    60_000,
  );
  return node;
}

/** What an import has made of a belt; ids, times and who comes first among equals left out. */
const outcome = async (belt: string, id: string, node: any) => ({
  counts: Object.fromEntries(
    Object.entries(node).filter(([name]) => /^(rows|status|sha256|assumptions)/.test(name)),
  ),
  skus: await query(
    `SELECT s.code AS supplier, s.region_code, s.kind, k.code, k.title, k.live_price, k.supply_price, k.stock, k.version
       FROM sku k JOIN supplier s ON s.id = k.supplier_id JOIN belt b ON b.number = k.belt_number
      WHERE b.slug = $1 ORDER BY 1, 4`,
    [belt],
  ),
  rows: await query(
    'SELECT row_no, outcome, problems FROM sku_import_row WHERE import_id = $1 ORDER BY row_no',
    [fromNodeId(id).uuid],
  ),
});

it(`an import over a server that is killed ${KILLS} times ends as if nothing had been`, async () => {
  const random = new Random(SEED);
  const belts = (await query<{ slug: string }>('SELECT slug FROM belt ORDER BY number')).map(
    ({ slug }) => slug,
  );
  await start();
  const [first, ...others] = belts as [string, ...string[]];
  const undisturbed = await open(first);
  const began = Date.now();
  await send(undisturbed.uploadUrl);
  const done = await finish(undisturbed.input, undisturbed.id);
  const span = Date.now() - began;
  const expected = await outcome(first, undisturbed.id, done);
  // By hand: a row in fifty has no price, and there are no other reasons.
  expect(expected.counts).toMatchObject({
    status: 'DONE',
    rowsRead: 2000,
    rowsRejected: 40,
    rowsInserted: 1960,
  });
  expect(expected.skus).toHaveLength(1960);

  const killedWhile: string[] = [];
  for (const belt of others) {
    if (killedWhile.length >= KILLS) break;
    const { id, input, uploadUrl } = await open(belt);
    void send(uploadUrl);
    for (let isOver = false; !isOver && killedWhile.length < KILLS;) {
      await delay(random.next() * span * 0.6);
      await kill();
      const [{ status }] = await query('SELECT status FROM sku_import WHERE id = $1', [fromNodeId(id).uuid]);
      isOver = status === 'DONE';
      if (!isOver) killedWhile.push(status);
      await start();
      const again = (await ask(CREATE, { input })).skuImportCreate;
      if (again.uploadUrl)
        void until(async () => (await put(again.uploadUrl, FILE)).status !== 409, 'it is taken').catch(
          () => undefined,
        );
    }
    const node = await finish(input, id);
    expect(await outcome(belt, id, node)).toEqual(expected);
  }
  expect(killedWhile.length).toBeGreaterThanOrEqual(KILLS);
  // Otherwise the moments were not random, and the test shows less than it says.
  expect(killedWhile).toContain('CHECKING');
  expect(killedWhile).toContain('WRITING');
  expect(complaints(server.stderr)).toEqual([]);
});
