import type { DataSource } from 'typeorm';
import { DEFAULT_WEIGHTS } from '../../src/matching/factors';
import { readAssortments } from '../../src/streamer-matching/assortments';
import { createTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let db: DataSource;

beforeAll(async () => {
  database = await createTestDatabase({ template: 'demo' });
  db = database.dataSource;
  // Postgres looks into the table for what it does not know to be seen by all.
  await db.query('VACUUM (ANALYZE) sku');
});
afterAll(() => database?.drop());

it('reads a supplier’s goods from their index alone: in the table each lies on a page of its own', async () => {
  const suppliers: { id: string; skus: number }[] = await db.query(
    `SELECT supplier_id AS id, count(*)::integer AS skus FROM sku WHERE cell IS NOT NULL
      GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3`,
  );
  const ids = suppliers.map(({ id }) => id);
  const sent = jest.spyOn(db.manager, 'query');
  const found = await readAssortments(db.manager, 'supplier', ids, DEFAULT_WEIGHTS);
  const [sql, parameters] = sent.mock.calls[0]!;
  sent.mockRestore();
  const skusOf = (id: string): number => found.get(id)!.reduce((sum, { skuCount }) => sum + skuCount, 0);
  expect(suppliers.map(({ id }) => ({ id, skus: skusOf(id) }))).toEqual(suppliers);
  const plan: { 'QUERY PLAN': string }[] = await db.query(`EXPLAIN ${sql}`, parameters);
  const scans = plan.map((line) => line['QUERY PLAN']).filter((line) => / on sku /.test(line));
  expect(scans).toEqual([expect.stringContaining('Index Only Scan using sku_supplier_newest_ix')]);
});
