import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../migrations';
import { migrate } from '../../src/database/migrate';
import { foldChangedCells } from '../../src/matching/directory-sync';
import { loadReference } from '../../src/seed/reference';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { insertSku, insertSupplier } from '../support/rows';
import { dumpSchema } from '../support/schema-dump';

const databases: TestDatabase[] = [];

async function emptyDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase({ template: 'empty' });
  databases.push(database);
  return database;
}

/** The statements by which TypeORM would bring the database to what the entities say. */
async function drift({ driver }: DataSource): Promise<string[]> {
  const { upQueries } = await driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

afterAll(async () => {
  for (const database of databases) await database.drop();
});

describe('the migrations', () => {
  let database: TestDatabase;
  /** dumps[k]: the schema after the first k migrations, each run by itself on the way up. */
  const dumps: string[][] = [];

  beforeAll(async () => {
    database = await emptyDatabase();
    dumps.push(await dumpSchema(database.dataSource));
    for (let k = 1; k <= MIGRATIONS.length; k++) {
      const partly = new DataSource({
        ...database.dataSource.options,
        migrations: MIGRATIONS.slice(0, k),
      });
      await partly.initialize();
      await partly.runMigrations({ transaction: 'each' });
      dumps.push(await dumpSchema(partly));
      await partly.destroy();
    }
  });

  it('make what the dump of a schema is meant to show', () => {
    expect(dumps.at(-1)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^table sku kind=r/),
        expect.stringMatching(
          /^column sku\.cell bigint notnull=f .*generated=s default=[^]*matching_cell_key\(/,
        ),
        expect.stringMatching(
          /^constraint sku\.sku_supplier_fk FOREIGN KEY .* ON UPDATE CASCADE validated=t$/,
        ),
        expect.stringMatching(/^constraint streamer\.streamer_counts_ck CHECK/),
        expect.stringMatching(
          /^index CREATE INDEX sku_match_ix .*static_score DESC, id\) INCLUDE .* valid=t$/,
        ),
        expect.stringMatching(/^type sku_status e of \{DRAFT,LISTED,DELISTED\}$/),
        expect.stringMatching(/^function CREATE OR REPLACE FUNCTION public\.static_score\(/),
        expect.stringMatching(/^trigger CREATE TRIGGER sku_updated AFTER UPDATE ON public\.sku/),
        expect.stringMatching(/^sequence matching_cell_version bigint/),
      ]),
    );
  });

  it('leave nothing that TypeORM would still change', async () => {
    expect(await drift(database.dataSource)).toEqual([]);
  });

  it('leave a schema in which TypeORM would notice a difference', async () => {
    const changed = await emptyDatabase();
    await migrate(changed.dataSource);
    await changed.dataSource.query('ALTER TABLE streamer DROP COLUMN follower_count CASCADE');

    expect((await drift(changed.dataSource)).join('\n')).toContain('"follower_count"');
  });

  it('are undone by down(), one after the other, to exactly what was there before each', async () => {
    const { dataSource } = database;
    for (let k = MIGRATIONS.length - 1; k >= 0; k--) {
      await dataSource.undoLastMigration({ transaction: 'each' });
      expect(await dumpSchema(dataSource)).toEqual(dumps[k]);
    }

    expect(dumps[0]!.filter((line) => !/^(schema|extension)/.test(line))).toEqual([]);
    const tables = await dataSource.query(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    expect(tables).toEqual([{ tablename: 'migrations' }, { tablename: 'typeorm_metadata' }]);
    expect(await dataSource.query('SELECT * FROM migrations')).toEqual([]);
    expect(await dataSource.query('SELECT * FROM typeorm_metadata')).toEqual([]);
  });

  it('make the same schema when they are run again after being undone', async () => {
    const { dataSource } = database;
    await migrate(dataSource);

    expect(await dumpSchema(dataSource)).toEqual(dumps.at(-1));
    expect(await drift(dataSource)).toEqual([]);
  });

  it('take newcomers’ goods back to the cells that the version before knows', async () => {
    const { dataSource } = database;
    await loadReference(dataSource);
    const { cell } = await insertSku(dataSource, await insertSupplier(dataSource));
    await dataSource.query('UPDATE supplier SET newcomer = true');
    await foldChangedCells(dataSource.manager);
    const cells = (table: string): Promise<unknown> =>
      dataSource.query(`SELECT DISTINCT cell FROM ${table} ORDER BY cell`);
    expect(await cells('sku')).toEqual([{ cell: `-${cell}` }]);

    for (const { name } of MIGRATIONS.toReversed()) {
      await dataSource.undoLastMigration({ transaction: 'each' });
      if (name.startsWith('Newcomers')) break;
    }
    expect(await cells('sku')).toEqual([{ cell }]);
    expect(await cells('matching_cell WHERE cell < 0')).toEqual([]);
    // To be counted anew: nothing has to be guessed from a sign.
    expect(await cells('matching_cell_change')).toEqual([{ cell }]);

    await migrate(dataSource);
    expect(await cells('sku')).toEqual([{ cell }]);
  });

  it('run once where several processes start at the same moment', async () => {
    const shared = await emptyDatabase();
    const processes = await Promise.all(
      [1, 2, 3].map(() => new DataSource(shared.dataSource.options).initialize()),
    );
    await Promise.all(processes.map((dataSource) => migrate(dataSource)));
    await Promise.all(processes.map((dataSource) => dataSource.destroy()));

    expect(await shared.dataSource.query('SELECT name FROM migrations ORDER BY id')).toEqual(
      MIGRATIONS.map(({ name }) => ({ name })),
    );
  });

  it('are not run where that is not allowed, and an older schema is refused in words', async () => {
    const older = await emptyDatabase();
    await expect(migrate(older.dataSource, false)).rejects.toThrow(
      /older than this version.*npm run migrate/,
    );
    expect(
      await older.dataSource.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`),
    ).toEqual([]);

    await expect(migrate(database.dataSource, false)).resolves.toBeUndefined();
  });

  it('have names in the order in which they run', () => {
    const stamps = MIGRATIONS.map(({ name }) => Number(/\d{13}$/.exec(name)?.[0]));
    expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
    expect(new Set(stamps).size).toBe(MIGRATIONS.length);
  });
});
