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
import { daysAgo, GOOD_DAY } from '../support/metric-days';
import { CREATE_METRICS, METRICS_IMPORT } from '../support/metrics-imports';
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

const SUPPLIERS = 5;
const DAYS = Array.from({ length: 1000 }, (_, i) => ({
  supplierCode: `D-${i % SUPPLIERS}`,
  // A row in fifty has no day, and what is left of it is no other's.
  day: i % 50 === 7 ? '' : daysAgo(Math.floor(i / SUPPLIERS)),
  ...GOOD_DAY,
  orders: 1_000 + i,
}));

/** What is done with a file of a kind, and what has become of it in the end. */
type OfKind = {
  file: Buffer;
  create: string;
  get: string;
  name: string;
  input: object;
  kills: number;
  written: (belt: string) => Promise<unknown[]>;
};

const GOODS: OfKind = {
  file: fileOf(ROWS),
  create: CREATE,
  get: IMPORT,
  name: 'skuImport',
  input: { createSuppliers: true },
  kills: KILLS,
  written: (belt) =>
    query(
      `SELECT s.code AS supplier, s.region_code, s.kind, k.code, k.title, k.live_price, k.supply_price, k.stock, k.version
         FROM sku k JOIN supplier s ON s.id = k.supplier_id JOIN belt b ON b.number = k.belt_number
        WHERE b.slug = $1 ORDER BY 1, 4`,
      [belt],
    ),
};

const METRICS: OfKind = {
  file: fileOf(DAYS),
  create: CREATE_METRICS,
  get: METRICS_IMPORT,
  name: 'supplierMetricsImport',
  input: {},
  kills: KILLS / 2,
  written: (belt) =>
    query(
      `SELECT s.code, s.quality > 1 AS settled, d.day::text, d.source, d.orders, d.sales_fen, d.ratings, d.rating_sum, d.version
         FROM supplier_metric_day d JOIN supplier s ON s.id = d.supplier_id JOIN belt b ON b.number = s.belt_number
        WHERE b.slug = $1 ORDER BY 1, 3`,
      [belt],
    ),
};

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
  })}); require('./dist/src/config/limits').QUALITY_LIMITS.chunkRows = ${CHUNK_ROWS}; require('./dist/src/main.js');`;
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
  await query(
    `INSERT INTO supplier (belt_number, code, name, kind, quality)
     SELECT b.number, 'D-' || n, 'x', 'TRADER', 1 FROM belt b, generate_series(0, $1 - 1) n`,
    [SUPPLIERS],
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
const open = async (
  ofKind: OfKind,
  belt: string,
): Promise<{ id: string; input: object; uploadUrl: string }> => {
  const input = {
    belt,
    fileName: 'file.jsonl',
    format: 'JSONL',
    autoConfirm: true,
    ...ofKind.input,
    idempotencyKey: `${++keys}`,
  };
  const { id, uploadUrl } = await create(ofKind, input);
  return { id, input, uploadUrl };
};

async function create(
  { create: document, name }: OfKind,
  input: object,
): Promise<{ id: string; uploadUrl: string }> {
  const payload = (await ask(document, { input }))[`${name}Create`];
  return { id: payload[name].id, uploadUrl: payload.uploadUrl };
}

/** Sends the file, as fast as it goes; what becomes of it is nobody's business here. */
const send = ({ file }: OfKind, uploadUrl: string): Promise<unknown> =>
  put(uploadUrl, file).catch(() => undefined);

/** What a client does who wants it done: sends the file again where it is awaited, until the import is over. */
async function finish(ofKind: OfKind, input: object, id: string): Promise<any> {
  let node: any;
  await until(
    async () => {
      const again = await create(ofKind, input);
      expect(again.id).toBe(id);
      ({ node } = await ask(ofKind.get, { id }));
      if (node.status === 'AWAITING_UPLOAD') await put(again.uploadUrl, ofKind.file);
      return ['DONE', 'FAILED', 'CANCELLED'].includes(node.status);
    },
    'the import is over',
    60_000,
  );
  return node;
}

/** What an import has made of a belt; ids, times and who comes first among equals left out. */
const outcome = async ({ written }: OfKind, belt: string, id: string, node: any) => ({
  counts: Object.fromEntries(
    Object.entries(node).filter(([name]) => /^(rows|status|sha256|assumptions)/.test(name)),
  ),
  written: await written(belt),
  rows: await query(
    'SELECT row_no, outcome, problems FROM sku_import_row WHERE import_id = $1 ORDER BY row_no',
    [fromNodeId(id).uuid],
  ),
});

it.each([
  ['goods', GOODS, { rowsRead: 2000, rowsRejected: 40, rowsInserted: 1960 }],
  ['suppliers’ days', METRICS, { rowsRead: 1000, rowsRejected: 20, rowsInserted: 980 }],
] as const)(
  'an import of %s over a server that is killed often ends as if nothing had been',
  async (_, ofKind, counts) => {
    const random = new Random(SEED);
    const belts = (await query<{ slug: string }>('SELECT slug FROM belt ORDER BY number')).map(
      ({ slug }) => slug,
    );
    if (!server?.isRunning) await start();
    const [first, ...others] = belts as [string, ...string[]];
    const undisturbed = await open(ofKind, first);
    const began = Date.now();
    await send(ofKind, undisturbed.uploadUrl);
    const done = await finish(ofKind, undisturbed.input, undisturbed.id);
    const span = Date.now() - began;
    const expected = await outcome(ofKind, first, undisturbed.id, done);
    // By hand: a row in fifty lacks what it needs, and there are no other reasons.
    expect(expected.counts).toMatchObject({ status: 'DONE', ...counts });
    expect(expected.written).toHaveLength(counts.rowsInserted);

    const killedWhile: string[] = [];
    for (const belt of others) {
      if (killedWhile.length >= ofKind.kills) break;
      const { id, input, uploadUrl } = await open(ofKind, belt);
      void send(ofKind, uploadUrl);
      for (let isOver = false; !isOver && killedWhile.length < ofKind.kills;) {
        await delay(random.next() * span * 0.6);
        await kill();
        const [{ status }] = await query('SELECT status FROM sku_import WHERE id = $1', [
          fromNodeId(id).uuid,
        ]);
        isOver = status === 'DONE';
        if (!isOver) killedWhile.push(status);
        await start();
        const again = await create(ofKind, input);
        if (again.uploadUrl)
          void until(
            async () => (await put(again.uploadUrl, ofKind.file)).status !== 409,
            'it is taken',
          ).catch(() => undefined);
      }
      const node = await finish(ofKind, input, id);
      expect(await outcome(ofKind, belt, id, node)).toEqual(expected);
    }
    expect(killedWhile.length).toBeGreaterThanOrEqual(ofKind.kills);
    // Otherwise the moments were not random, and the test shows less than it says.
    expect(killedWhile).toContain('CHECKING');
    expect(killedWhile).toContain('WRITING');
    expect(complaints(server.stderr)).toEqual([]);
  },
);
