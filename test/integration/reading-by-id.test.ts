import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source';
import { createRowReaders } from '../../src/graphql/row-readers';
import { ProjectedSkus } from '../../src/skus/projected-skus';
import type { SkuReading } from '../../src/skus/sku-columns';
import type { Sku } from '../../src/skus/sku.entity';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { plansOf } from '../support/plans';
import { StatementCounter } from '../support/statement-counter';

const counter = new StatementCounter();
let database: TestDatabase;
/** Of one connection, so that what Postgres says of its prepared statements is of all there are. */
let db: DataSource;
let ids: string[];

beforeAll(async () => {
  database = await createTestDatabase({ template: 'demo' });
  db = await createDataSource({ url: database.url, poolSize: 1, logger: counter }).initialize();
  ids = (await db.query('SELECT id FROM sku ORDER BY id LIMIT 60')).map(({ id }: { id: string }) => id);
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});

const READING: SkuReading = {
  columns: 't.id AS uuid, t.title, s.name',
  join: 'JOIN supplier s ON s.id = t.supplier_id',
  of: (row) => row as unknown as Sku,
};

describe('rows by id', () => {
  it.each([1, 3, 50])('are planned no more once %i of them were read five times', async (n) => {
    const { sku } = createRowReaders(db);
    for (let i = 0; i < 6; i++) expect(await sku.read(ids.slice(i, i + n))).not.toContain(null);
    const before = await plansOf(db, 'supply_price');
    for (let i = 0; i < 5; i++) await sku.read(ids.slice(i, i + n));
    expect(await plansOf(db, 'supply_price')).toEqual({ custom: before.custom, kept: before.kept + 5 });
  });

  it('come in the order of the ids; what does not exist is missing', async () => {
    const unknown = randomUUID();
    const asked = [ids[7]!, unknown, ids[2]!, ids[7]!];
    const { sku } = createRowReaders(db);
    expect((await sku.read(asked)).map((row) => row?.uuid)).toEqual([ids[7], undefined, ids[2], ids[7]]);
    const page = await new ProjectedSkus(db).page(READING, asked);
    expect(page.map((row) => row?.uuid)).toEqual([ids[7], undefined, ids[2], ids[7]]);
  });
});

describe('pages of SKUs with the columns asked for', () => {
  it('are one statement where they are asked for the same, however many', async () => {
    const skus = new ProjectedSkus(db);
    let pages: (string | undefined)[][] = [];
    const sent = await counter.during(async () => {
      const read = [ids.slice(0, 20), [], ids.slice(10, 30)].map((page) => skus.page(READING, page));
      pages = (await Promise.all(read)).map((page) => page.map((sku) => sku?.uuid));
    });
    expect(sent).toHaveLength(1);
    expect(pages).toEqual([ids.slice(0, 20), [], ids.slice(10, 30)]);
  });

  it('are no statement where nothing is on them', async () => {
    const sent = await counter.during(() => new ProjectedSkus(db).page(READING, []));
    expect(sent).toEqual([]);
  });
});
