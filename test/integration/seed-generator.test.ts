import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { seedDemo } from '../../src/seed/demo';
import { fillCatalogue, generateCatalogue } from '../../src/seed/generate';
import { createTestDatabase, type TestDatabase } from '../support/database';

const SMALL = { skus: 3_000, suppliers: 60, streamers: 60, seed: 5 };
const CATALOGUE = [
  'supplier',
  'supplier_metric',
  'sku',
  'streamer',
  'streamer_niche',
  'fan_profile',
  'matching_cell',
];

/** Dropping a database waits for the disk. */
jest.setTimeout(120_000);

let databases: TestDatabase[] = [];
afterEach(async () => {
  await Promise.all(databases.map((database) => database.drop()));
  databases = [];
});

async function open(template: 'migrated' | 'demo'): Promise<TestDatabase> {
  const database = await createTestDatabase({ template });
  databases.push(database);
  return database;
}

async function one<T = number>({ dataSource }: TestDatabase, expression: string): Promise<T> {
  const [row] = await dataSource.query<{ value: T }[]>(`SELECT ${expression} AS value`);
  return row!.value;
}

const rowsOf = (database: TestDatabase, table: string): Promise<number> =>
  one(database, `(SELECT count(*)::integer FROM ${table})`);

/** One digest per table, over all columns of all rows. */
async function digests(database: TestDatabase): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of CATALOGUE) {
    found[table] = await one(
      database,
      `(SELECT md5(string_agg(row::text, '|' ORDER BY row::text COLLATE "C")) FROM ${table} AS row)`,
    );
  }
  return found;
}

const schemaOf = (dataSource: DataSource): Promise<unknown> =>
  dataSource.query(`
    SELECT indexdef AS definition FROM pg_indexes WHERE tablename = 'sku'
    UNION ALL SELECT conname::text || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'sku'::regclass
    UNION ALL SELECT tgname || tgenabled::text FROM pg_trigger WHERE tgrelid = 'sku'::regclass AND NOT tgisinternal
    ORDER BY 1`);

describe('the generator', () => {
  it('makes the same catalogue for the same seed, and another one for another', async () => {
    const [first, again, other] = [await open('migrated'), await open('migrated'), await open('migrated')];
    const schema = await schemaOf(first.dataSource);
    const cells = await generateCatalogue(first.dataSource, SMALL);
    await generateCatalogue(again.dataSource, SMALL);
    await generateCatalogue(other.dataSource, { ...SMALL, seed: 6 });

    expect(cells).toBe(await one(first, '(SELECT count(*)::integer FROM matching_cell)'));
    expect(await schemaOf(first.dataSource)).toEqual(schema);
    const expected = await digests(first);
    expect(await digests(again)).toEqual(expected);
    const differing = await digests(other);
    for (const table of ['supplier', 'supplier_metric', 'sku', 'matching_cell', 'fan_profile']) {
      expect(differing[table]).not.toBe(expected[table]);
    }
  });

  it('makes exactly as many of everything as it is asked for', async () => {
    for (const size of [
      { skus: 1, suppliers: 1, streamers: 0, seed: 1 },
      { skus: 777, suppliers: 777, streamers: 3, seed: 2 },
      { skus: 1_001, suppliers: 5, streamers: 400, seed: 3 },
    ]) {
      const database = await open('migrated');
      await generateCatalogue(database.dataSource, size);
      for (const [table, wanted] of [
        ['sku', size.skus],
        ['supplier', size.suppliers],
        ['streamer', size.streamers],
        ['fan_profile', size.streamers],
        ['supplier_metric', size.suppliers * 6],
      ] as const) {
        expect([table, await rowsOf(database, table)]).toEqual([table, wanted]);
      }
      expect(await one(database, '(SELECT count(DISTINCT supplier_id)::integer FROM sku)')).toBe(
        size.suppliers,
      );
    }
  });

  it('refuses where there is a catalogue, and changes nothing', async () => {
    const database = await open('demo');
    const before = await digests(database);
    await expect(generateCatalogue(database.dataSource, SMALL)).rejects.toThrow('has a catalogue already');
    expect(await digests(database)).toEqual(before);
  });

  it('leaves nothing behind when it fails at the end', async () => {
    const database = await open('migrated');
    const schema = await schemaOf(database.dataSource);
    const failing = database.dataSource.transaction(async ({ queryRunner }) => {
      await fillCatalogue(queryRunner!, SMALL);
      throw new Error('pulled the plug');
    });
    await expect(failing).rejects.toThrow('pulled the plug');
    for (const table of CATALOGUE) expect(await rowsOf(database, table)).toBe(0);
    expect(await schemaOf(database.dataSource)).toEqual(schema);
  });

  it('reports an error of Postgres in the middle of the goods, and rolls back', async () => {
    const database = await open('migrated');
    const { dataSource } = database;
    await dataSource.query(`ALTER TABLE sku ADD CONSTRAINT no_more CHECK (code NOT LIKE '%-000090')`);
    await expect(generateCatalogue(dataSource, SMALL)).rejects.toThrow('no_more');
    await dataSource.query('ALTER TABLE sku DROP CONSTRAINT no_more');
    await generateCatalogue(dataSource, SMALL);
    expect(await rowsOf(database, 'sku')).toBe(SMALL.skus);
  });

  it('leaves nothing behind after kill -9', async () => {
    const database = await open('migrated');
    const schema = await schemaOf(database.dataSource);
    const child = spawn(
      process.execPath,
      ['-r', './tools/typescript.cjs', 'src/cli/generate.ts', '--skus', '500000'],
      { env: { ...process.env, DATABASE_URL: database.url }, stdio: 'ignore' },
    );
    const copying = `(SELECT count(*)::integer FROM pg_stat_progress_copy WHERE datname = current_database() AND tuples_processed > 2000)`;
    while ((await one(database, copying)) === 0 && child.exitCode === null) await sleep(50);
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    expect(await gone).toEqual([null, 'SIGKILL']);
    for (const table of CATALOGUE) expect(await rowsOf(database, table)).toBe(0);
    expect(await schemaOf(database.dataSource)).toEqual(schema);
    await generateCatalogue(database.dataSource, SMALL);
    expect(await rowsOf(database, 'sku')).toBe(SMALL.skus);
  });
});

describe('the demo', () => {
  it('is made once, however many processes start at the same time', async () => {
    const database = await open('migrated');
    const made = await Promise.all([1, 2, 3].map(() => seedDemo(database.dataSource)));
    expect(made.filter(Boolean)).toEqual([true]);
    expect(await rowsOf(database, 'sku')).toBe(20_000);
    expect(await seedDemo(database.dataSource)).toBe(false);
    // Made again elsewhere, it is the same: what is said of the demo holds for everyone.
    expect(await digests(database)).toEqual(await digests(await open('demo')));
  });
});
