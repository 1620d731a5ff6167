import { IMPORT_LIMITS } from '../../src/config/limits';
import { closeHealthy } from '../support/healthy';
import { fileOf, importClient, OPERATOR, type Row, rowsOf } from '../support/imports';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
});
afterAll(() => closeHealthy(server));

const UPSERT = `mutation ($input: SkuBulkUpsertInput!) {
  skuBulkUpsert(input: $input) { items { outcome sku { version } } userErrors { code } }
}`;
type Answer = { items: { outcome: string; sku: { version: number } }[] };
const upsert = async (items: Row[]): Promise<Answer> => {
  const variables = { input: { belt: 'yiwu', createSuppliers: true, items } };
  const { data, errors } = await server.query(UPSERT, { variables, as: OPERATOR });
  expect(errors).toBeUndefined();
  expect(data.skuBulkUpsert.userErrors).toEqual([]);
  return data.skuBulkUpsert;
};

const shuffled = <T>(values: T[], seed: number): T[] =>
  values
    .map((value, i) => ({ value, at: Math.sin(seed * 1000 + i) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);

const item = (i: number, livePrice: number): Row => ({
  title: `货品 ${i}`,
  code: `K-${i}`,
  supplierName: `店铺 ${i % 17}`,
  livePrice: livePrice.toFixed(2),
});

const skus = () =>
  server.database.dataSource.query<{ i: number; live_price: number; version: number }[]>(
    'SELECT substring(code FROM 3)::int AS i, live_price, version FROM sku ORDER BY 1',
  );

describe('upserts of the same goods at once, in any order', () => {
  it('all come through, insert each once, and count every change', async () => {
    for (let round = 1; round <= 4; round++) {
      const before = await skus();
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, writer) =>
          upsert(
            shuffled(
              // Each has half of the goods of the next, and a price of its own.
              Array.from({ length: 60 }, (_item, i) => item((writer * 30 + i) % 240, 100 * round + writer)),
              round * 10 + writer,
            ),
          ),
        ),
      );
      const outcomes = answers.flatMap(({ items }) => items.map(({ outcome }) => outcome));
      const count = (wanted: string): number => outcomes.filter((outcome) => outcome === wanted).length;
      const after = await skus();
      expect(after).toHaveLength(240);
      expect(count('INSERTED')).toBe(round === 1 ? 240 : 0);
      // Two writers with a price of their own each: the second of them changes it.
      expect(count('REJECTED')).toBe(0);
      const changes = (rows: typeof after): number =>
        rows.reduce((total, { version }) => total + version - 1, 0);
      expect(changes(after) - changes(before)).toBe(count('UPDATED'));
      expect(count('INSERTED') + count('UPDATED')).toBe(480);
      for (const { i, live_price } of after) {
        const second = Math.floor(i / 30);
        const writers = [second, (second + 7) % 8].map((writer) => (100 * round + writer) * 100);
        expect(writers).toContain(live_price);
      }
    }
  }, 120_000);

  it('come through beside an import of the same goods that is being written', async () => {
    jest.replaceProperty<any, any>(IMPORT_LIMITS, 'chunkRows', 100);
    const client = importClient(server);
    const { id } = await client.upload(fileOf(rowsOf(0, 3000, () => ({ price: 7 }))));
    await client.reaches(id, 'CHECKED');
    await client.confirm(id);
    const answers: Answer[] = [];
    for (let i = 0; (await client.get(id)).status !== 'DONE'; i++) {
      const pair = [1, 2].map((writer) =>
        upsert(
          shuffled(
            Array.from({ length: 80 }, (_, at) => item((i * 400 + at) % 3000, 500 + writer)),
            i + writer,
          ),
        ),
      );
      answers.push(...(await Promise.all(pair)));
    }
    expect(answers.length).toBeGreaterThan(1);
    const done = await client.get(id);
    expect(done.rowsInserted + done.rowsUpdated + done.rowsUnchanged).toBe(3000);
    const found = await skus();
    expect(found.filter(({ i }) => i < 3000)).toHaveLength(3000);
    expect(found.every(({ live_price }) => [700, 50100, 50200].includes(live_price))).toBe(true);
  }, 120_000);
});
