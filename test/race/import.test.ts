import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { IMPORT_LIMITS } from '../../src/config/limits';
import { inTransaction } from '../../src/database/transaction';
import { type CheckReference, checkReferenceOf } from '../../src/imports/checking/check-reference';
import { confirmImport } from '../../src/imports/life-cycle';
import { runImport } from '../../src/imports/run-import';
import { FileImport, ImportFormat, ImportStatus } from '../../src/imports/file-import.entity';
import { writeImport } from '../../src/imports/write-import';
import { Reference } from '../../src/reference/reference';
import { createTestDatabase, type TestDatabase } from '../support/database';

/** Small chunks, so that there are many moments in between. */
const CHUNK_ROWS = 50;

let database: TestDatabase;
let reference: CheckReference;
beforeAll(async () => {
  database = await createTestDatabase({ template: 'migrated' });
  reference = checkReferenceOf(await Reference.load(database.dataSource));
  jest.replaceProperty<{ chunkRows: number }, 'chunkRows'>(IMPORT_LIMITS, 'chunkRows', CHUNK_ROWS);
});
afterAll(() => database.drop());

const query = <T = any>(sql: string, parameters?: unknown[]): Promise<T[]> =>
  database.dataSource.query<T[]>(sql, parameters);
const reload = (uuid: string): Promise<FileImport> =>
  database.dataSource.getRepository(FileImport).findOneByOrFail({ uuid });

type Row = Record<string, unknown>;
const rowsOf = (from: number, to: number, more: (i: number) => Row = () => ({})): Row[] =>
  Array.from({ length: to - from }, (_, at) => {
    const i = from + at;
    return { code: `K-${i}`, title: `货品 ${i}`, price: 10 + (i % 90), shop: `店铺 ${i % 17}`, ...more(i) };
  });
const fileOf = (rows: readonly Row[]): string => rows.map((row) => JSON.stringify(row)).join('\n');
async function* bytesOf(rows: readonly Row[]): AsyncGenerator<Uint8Array> {
  yield Buffer.from(fileOf(rows));
}
const run = (belt: number, rows: readonly Row[], dryRun = false): Promise<FileImport> =>
  runImport(
    database.dataSource,
    reference,
    {
      beltNumber: belt,
      fileName: 'goods.jsonl',
      format: ImportFormat.JSONL,
      createdBy: 'test',
      assumedStock: 100,
    },
    bytesOf(rows),
    { dryRun },
  );

const holds = (skuImport: FileImport): void => {
  const { rowsRead, rowsToInsert, rowsToUpdate, rowsUnchanged, rowsRejected, rowsWritten } = skuImport;
  expect(skuImport.status).toBe(ImportStatus.DONE);
  expect(rowsToInsert + rowsToUpdate + rowsUnchanged + rowsRejected).toBe(rowsRead);
  expect(rowsToInsert + rowsToUpdate).toBe(rowsWritten);
};

const untilSomebodyWaits = async (): Promise<void> => {
  for (;;) {
    const [{ waiting }] = await query(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (waiting > 0) return;
    await delay(10);
  }
};

describe('imports at the same time', () => {
  it('of overlapping rows agree on who wrote what, and one wins throughout', async () => {
    const imports = await Promise.all([
      run(
        1,
        rowsOf(0, 600, () => ({ price: 11 })),
      ),
      run(1, rowsOf(300, 900, () => ({ price: 22 })).toReversed()),
      run(
        1,
        rowsOf(100, 800, () => ({ price: 33 })),
      ),
    ]);
    imports.forEach(holds);
    expect(imports.reduce((sum, { rowsToInsert }) => sum + rowsToInsert, 0)).toBe(900);
    const [{ count, versions }] = await query(
      'SELECT count(*)::int AS count, sum(version - 1)::int AS versions FROM sku WHERE belt_number = 1',
    );
    expect(count).toBe(900);
    expect(versions).toBe(imports.reduce((sum, { rowsToUpdate }) => sum + rowsToUpdate, 0));
    const common = await query(
      `SELECT DISTINCT live_price FROM sku
        WHERE belt_number = 1 AND substring(code FROM 3)::int BETWEEN 300 AND 599`,
    );
    expect(common).toHaveLength(1);
  });

  it('that are the same import write each row once', async () => {
    const { uuid } = await run(2, rowsOf(0, 500), true);
    await confirmImport(database.dataSource, uuid);
    await Promise.all([1, 2, 3].map(() => writeImport(database.dataSource, reference, uuid)));
    const done = await reload(uuid);
    holds(done);
    expect(done.rowsInserted).toBe(500);
    expect(await query('SELECT FROM sku WHERE belt_number = 2 AND version > 1')).toEqual([]);
  });

  it('with changes of suppliers take over what they became', async () => {
    await run(3, rowsOf(0, 17));
    const state = { isDone: false };
    const others = (async () => {
      for (let i = 0; !state.isDone; i++) {
        await query(
          `UPDATE supplier SET quality = $1, status = $2::supplier_status
            WHERE belt_number = 3 AND id = (SELECT id FROM supplier WHERE belt_number = 3 ORDER BY random() LIMIT 1)`,
          [i % 1000, ['ACTIVE', 'LIMITED', 'FROZEN'][i % 3]],
        );
        await delay(3);
      }
    })();
    const done = await run(3, rowsOf(0, 800)).finally(() => (state.isDone = true));
    await others;
    holds(done);
    expect(await query('SELECT count(*)::int AS skus FROM sku WHERE belt_number = 3')).toEqual([
      { skus: 800 },
    ]);
  });

  it.each([
    ['the goods themselves', 4, `UPDATE sku SET stock = 7 WHERE belt_number = 4 AND code = 'K-3'`],
    ['their supplier', 15, 'UPDATE supplier SET quality = 7 WHERE belt_number = 15'],
  ])('wait for a change of %s that is under way, and keep it', async (_, belt, change) => {
    await run(belt, rowsOf(0, 10));
    const other = database.dataSource.createQueryRunner();
    await other.startTransaction();
    await other.query(change);
    const importing = run(
      belt,
      rowsOf(0, 20, () => ({ price: 5 })),
    );
    await untilSomebodyWaits();
    await other.commitTransaction();
    await other.release();
    const done = await importing;
    holds(done);
    expect(done).toMatchObject({ rowsToInsert: 10, rowsToUpdate: 10 });
    const skus = await query('SELECT code, live_price, stock FROM sku WHERE belt_number = $1', [belt]);
    expect(skus).toHaveLength(20);
    for (const { code, live_price, stock } of skus) {
      expect([code, live_price, stock]).toEqual([code, 500, belt === 4 && code === 'K-3' ? 7 : 100]);
    }
  });

  it('with others who insert the same goods take those for what they are', async () => {
    await run(16, rowsOf(0, 1));
    const other = database.dataSource.createQueryRunner();
    await other.startTransaction();
    await other.query(
      `INSERT INTO sku (supplier_id, belt_number, supplier_status, supplier_quality, code, title, search_text,
                        search_vector, category_number, audience_number, shipping_number, provenance, supply_price,
                        live_price, stock)
       SELECT supplier_id, belt_number, supplier_status, supplier_quality, 'K-17', title, search_text, search_vector,
              category_number, audience_number, shipping_number, provenance, 100, 200, 3
         FROM sku WHERE belt_number = 16`,
    );
    const importing = run(16, rowsOf(17, 18));
    await untilSomebodyWaits();
    await other.commitTransaction();
    await other.release();
    expect(await importing).toMatchObject({ rowsToInsert: 0, rowsToUpdate: 1 });
    const skus = await query(`SELECT live_price, stock FROM sku WHERE belt_number = 16 AND code = 'K-17'`);
    expect(skus).toEqual([{ live_price: 2700, stock: 3 }]);
  });
});

describe('a transaction', () => {
  it('that lost against another one is done anew', async () => {
    await run(14, rowsOf(0, 2));
    let attempts = 0;
    const touch = (codes: string[]) =>
      inTransaction(database.dataSource, async (runner) => {
        attempts++;
        for (const code of codes) {
          await runner.query('UPDATE sku SET stock = stock + 1 WHERE belt_number = 14 AND code = $1', [code]);
          await delay(200);
        }
      });
    await Promise.all([touch(['K-0', 'K-1']), touch(['K-1', 'K-0'])]);
    expect(attempts).toBe(3);
    expect(await query('SELECT stock FROM sku WHERE belt_number = 14')).toEqual([
      { stock: 102 },
      { stock: 102 },
    ]);
  });

  it('that failed for another reason is not', async () => {
    let attempts = 0;
    const failing = inTransaction(database.dataSource, (runner) => {
      attempts++;
      return runner.query('SELECT 1 / 0');
    });
    await expect(failing).rejects.toThrow('division by zero');
    expect(attempts).toBe(1);
  });
});

describe('a process killed at a random moment of writing', () => {
  const TRIALS = 6;
  const rows = rowsOf(0, 1500, (i) => ({
    loc: i % 3 === 0 ? '浙江 金华' : '未知',
    price: i % 50 === 7 ? 0 : 10 + i,
  }));
  const directory = mkdtempSync(join(tmpdir(), 'headwater-import-'));
  const file = join(directory, 'goods.jsonl');
  writeFileSync(file, fileOf(rows));
  afterAll(() => rmSync(directory, { recursive: true }));

  /** The command, with small chunks; tells when writing begins. */
  const start = (belt: string) =>
    spawn(
      process.execPath,
      [
        '-r',
        './tools/typescript.cjs',
        '-e',
        `require('./src/config/limits').IMPORT_LIMITS.chunkRows = ${CHUNK_ROWS};
         require('./src/cli/import');`,
        '--',
        file,
        '--belt',
        belt,
      ],
      { env: { ...process.env, DATABASE_URL: database.url, LANG: 'C' }, stdio: ['ignore', 'ignore', 'pipe'] },
    );

  const catalogue = (belt: number) =>
    query(
      `SELECT s.code AS supplier, s.region_code, s.kind, k.code, k.title, k.live_price, k.supply_price, k.stock, k.version
         FROM sku k JOIN supplier s ON s.id = k.supplier_id WHERE k.belt_number = $1 ORDER BY 1, 4`,
      [belt],
    );
  const problems = (uuid: string) =>
    query('SELECT row_no, outcome, problems FROM sku_import_row WHERE import_id = $1 ORDER BY row_no', [
      uuid,
    ]);

  it('leaves an import that goes on to the same result', async () => {
    const started = Date.now();
    const undisturbed = await run(13, rows);
    const span = (Date.now() - started) / 2;
    const expected = { skus: await catalogue(13), problems: await problems(undisturbed.uuid) };
    const belts = await query<{ number: number; slug: string }>(
      'SELECT number, slug FROM belt WHERE number BETWEEN 5 AND 12 ORDER BY number LIMIT $1',
      [TRIALS],
    );
    const interrupted: number[] = [];
    for (const { number, slug } of belts) {
      const child = start(slug);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      const id = await new Promise<string>((resolve, reject) => {
        let output = '';
        child.stderr.on('data', (data: Buffer) => {
          output += data.toString();
          const [, found] = /^import (\S+):/m.exec(output) ?? [];
          if (found) resolve(found);
        });
        child.once('exit', () => reject(new Error(`the command ended: ${output}`)));
      });
      await delay(Math.random() * span);
      child.kill('SIGKILL');
      await ended;
      const [{ written }] = await query('SELECT count(*)::int AS written FROM sku WHERE belt_number = $1', [
        number,
      ]);
      if (written < expected.skus.length) interrupted.push(written);

      await writeImport(database.dataSource, reference, id);
      const done = await reload(id);
      holds(done);
      expect(done).toMatchObject({ rowsInserted: expected.skus.length, rowsUpdated: 0, rowsRejected: 30 });
      expect(await catalogue(number)).toEqual(expected.skus);
      expect(await problems(id)).toEqual(expected.problems);
    }
    // Otherwise the moments were not random, and the test shows nothing.
    expect(interrupted.length).toBeGreaterThan(0);
  }, 300_000);
});
