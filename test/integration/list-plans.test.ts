import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source';
import { type KeysetQuery, readPlaces } from '../../src/database/keyset';
import { Statements } from '../../src/database/statements';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { plansOf } from '../support/plans';

let database: TestDatabase;
/** Of one connection, so that what Postgres says of its prepared statements is of all there are. */
let db: DataSource;
let suppliers: string[];

beforeAll(async () => {
  database = await createTestDatabase({ template: 'demo' });
  db = await createDataSource({ url: database.url, poolSize: 1 }).initialize();
  suppliers = (await db.query('SELECT id FROM supplier ORDER BY id')).map(({ id }: { id: string }) => id);
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});

const LIST: KeysetQuery = {
  table: 'sku',
  conditions: [() => `t.status = 'LISTED' AND t.supplier_status <> 'FROZEN'`],
  order: { column: 'live_price', type: 'integer', direction: 'ASC' },
};

/** The shortest too, for which a plan for any length could seem dear. */
const LENGTHS = [3, 101, 21];

describe('a page of a list', () => {
  it.each([
    { of: 'all goods', query: LIST, parents: () => [null], part: 'FROM (VALUES (1)) AS p' },
    {
      of: 'a belt',
      query: { ...LIST, each: { column: 'belt_number', type: 'smallint', values: [1] } } as const,
      parents: () => [null],
      part: 't.belt_number = e.value',
    },
    {
      of: 'a supplier',
      query: { ...LIST, parent: { column: 'supplier_id', type: 'uuid' } } as const,
      parents: (i: number) => suppliers.slice(i, i + 1),
      part: 't.supplier_id = p.key',
    },
  ])('of $of is planned no more once five were read, whatever their length', async (list) => {
    const read = async (from: number, to: number): Promise<void> => {
      const statements = new Statements(db);
      for (let i = from; i < to; i++) {
        const window = { limit: LENGTHS[i % LENGTHS.length]!, backward: false };
        const [places] = await readPlaces(statements, list.query, list.parents(i), window);
        expect(places!.length).toBeLessThanOrEqual(window.limit);
        expect(places!.length).toBeGreaterThan(0);
      }
    };
    await read(0, 6);
    const before = await plansOf(db, list.part);
    await read(6, 11);
    expect(await plansOf(db, list.part)).toEqual({ custom: before.custom, kept: before.kept + 5 });
  });
});
