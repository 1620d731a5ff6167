import { toNodeId } from '../../src/graphql/node-id';
import { insertSku, insertSupplier, type Row, type SupplierRow } from '../support/rows';
import { closeHealthy } from '../support/healthy';
import { startTestServer, type TestServer } from '../support/server';

/* Totals of belts and suppliers, and related goods: by hand in a small catalogue, by plain SQL in the demo. */

let demo: TestServer;
let small: TestServer;

beforeAll(async () => {
  [demo, small] = await Promise.all([startTestServer(), startTestServer({ template: 'migrated' })]);
});
afterAll(async () => {
  await closeHealthy(demo);
  await closeHealthy(small);
});

async function ask(server: TestServer, document: string, variables?: Record<string, unknown>): Promise<any> {
  const { data, errors } = await server.query(document, { variables });
  expect(errors).toBeUndefined();
  return data;
}

const YIWU = 13;
const EMPTY_BELT = 'foshan';

describe('totals', () => {
  const TOTALS = `skuCount priceRange { min { amount currency } max { amount } }`;
  let supplier: SupplierRow;

  beforeAll(async () => {
    const db = small.database.dataSource;
    supplier = await insertSupplier(db, { belt_number: YIWU });
    const limited = await insertSupplier(db, { belt_number: YIWU, status: 'LIMITED' });
    const frozen = await insertSupplier(db, { belt_number: YIWU, status: 'FROZEN' });
    const sku = (of: SupplierRow, price: number, rest: Row = {}): Promise<unknown> =>
      insertSku(db, of, { supply_price: 1, live_price: price, ...rest });
    await sku(supplier, 1990);
    await sku(supplier, 2500, { stock: 0 });
    await sku(supplier, 9900, { flagged: true });
    await sku(supplier, 100, { status: 'DRAFT' });
    await sku(supplier, 99_900, { status: 'DELISTED' });
    await sku(limited, 50_000);
    await sku(frozen, 200);
    await small.app.matching.sync.refresh();
  });

  it('count what is listed, in stock or not, flagged or not; not drafts, nor goods of frozen suppliers', async () => {
    const data = await ask(
      small,
      `query ($id: ID!, $empty: String!) {
        belt(slug: "yiwu") { ${TOTALS} supplierCount skus { totalCount } suppliers { totalCount } }
        empty: belt(slug: $empty) { ${TOTALS} supplierCount }
        node(id: $id) { ... on Supplier { ${TOTALS} skus { totalCount } } }
      }`,
      { id: toNodeId('Supplier', supplier.id), empty: EMPTY_BELT },
    );
    expect(data).toEqual({
      belt: {
        skuCount: 4,
        supplierCount: 2,
        priceRange: { min: { amount: '19.90', currency: 'CNY' }, max: { amount: '500.00' } },
        skus: { totalCount: 4 },
        suppliers: { totalCount: 2 },
      },
      empty: { skuCount: 0, supplierCount: 0, priceRange: null },
      node: {
        skuCount: 3,
        priceRange: { min: { amount: '19.90', currency: 'CNY' }, max: { amount: '99.00' } },
        skus: { totalCount: 3 },
      },
    });
  });

  it('follow what changes', async () => {
    const db = small.database.dataSource;
    await db.query(`UPDATE sku SET stock = 0 WHERE live_price = 1990`);
    await db.query(`UPDATE sku SET status = 'LISTED' WHERE live_price = 100`);
    await small.app.matching.sync.refresh();
    const { belt } = await ask(small, `{ belt(slug: "yiwu") { ${TOTALS} } }`);
    expect(belt).toMatchObject({ skuCount: 5, priceRange: { min: { amount: '1.00' } } });
  });

  it('of the demo’s belts and suppliers are what SQL counts', async () => {
    const db = demo.database.dataSource;
    // Some of every kind of what the cell directory does not know.
    await db.query(`UPDATE sku SET stock = 0 WHERE abs(hashtext(id::text)) % 7 = 0`);
    await db.query(`UPDATE sku SET flagged = true WHERE abs(hashtext(id::text)) % 11 = 0`);
    await db.query(`UPDATE supplier SET status = 'LIMITED' WHERE abs(hashtext(id::text)) % 13 = 0`);
    await db.query(`UPDATE supplier SET status = 'FROZEN' WHERE abs(hashtext(id::text)) % 17 = 0`);
    await demo.app.matching.sync.refresh();
    const yuan = (fen: number): string => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
    const range = ({ min, max }: any): unknown =>
      min === null ? null : { min: { amount: yuan(min) }, max: { amount: yuan(max) } };
    const listed = `FILTER (WHERE k.status = 'LISTED')`;

    const belts: any[] = await db.query(
      `SELECT b.slug, count(k.id) ${listed}::integer AS skus, count(DISTINCT s.id)::integer AS suppliers,
              min(k.live_price) ${listed} AS min, max(k.live_price) ${listed} AS max
         FROM belt b LEFT JOIN supplier s ON s.belt_number = b.number AND s.status <> 'FROZEN'
         LEFT JOIN sku k ON k.supplier_id = s.id GROUP BY b.number, b.slug ORDER BY b.number`,
    );
    const asked = await ask(
      demo,
      `{ belts(first: 100) { nodes { slug skuCount supplierCount priceRange { min { amount } max { amount } } } } }`,
    );
    expect(asked.belts.nodes).toEqual(
      belts.map((row) => ({
        slug: row.slug,
        skuCount: row.skus,
        supplierCount: row.suppliers,
        priceRange: range(row),
      })),
    );
    expect(belts.filter(({ skus }) => skus > 0).length).toBeGreaterThan(10);

    const suppliers: any[] = await db.query(
      `SELECT s.id, count(k.id) ${listed}::integer AS skus, min(k.live_price) ${listed} AS min,
              max(k.live_price) ${listed} AS max
         FROM supplier s LEFT JOIN sku k ON k.supplier_id = s.id WHERE s.status <> 'FROZEN' GROUP BY s.id
        ORDER BY md5(s.id::text) LIMIT 60`,
    );
    const { nodes } = await ask(
      demo,
      `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Supplier { skuCount priceRange { min { amount } max { amount } } } } }`,
      { ids: suppliers.map(({ id }) => toNodeId('Supplier', id)) },
    );
    expect(nodes).toEqual(suppliers.map((row) => ({ skuCount: row.skus, priceRange: range(row) })));
  });
});

describe('related SKUs', () => {
  const idsOf = (skus: { id: string }[]): string[] => skus.map(({ id }) => id);

  it('are the supplier’s others: of the same category first, each the newest first, drafts left out', async () => {
    const db = small.database.dataSource;
    const supplier = await insertSupplier(db);
    const made = async (name: string, category: number, day: number, rest: Row = {}): Promise<void> => {
      await insertSku(db, supplier, {
        title: name,
        category_number: category,
        created_at: `2026-01-0${day}`,
        ...rest,
      });
    };
    await made('same, old', 3, 1);
    await made('same, new', 3, 4);
    await made('other, old', 4, 2);
    await made('other, new', 4, 8);
    await made('a draft', 3, 9, { status: 'DRAFT' });
    await made('itself', 3, 3);
    await insertSku(db, await insertSupplier(db), { title: 'of another supplier' });
    const [{ id }] = await db.query(`SELECT id FROM sku WHERE title = 'itself'`);
    const { node } = await ask(
      small,
      `query ($id: ID!) { node(id: $id) { ... on Sku {
        all: relatedSkus { title } three: relatedSkus(first: 3) { title } none: relatedSkus(first: 0) { title }
      } } }`,
      { id: toNodeId('Sku', id) },
    );
    const titles = (skus: { title: string }[]): string[] => skus.map(({ title }) => title);
    expect(titles(node.all)).toEqual(['same, new', 'same, old', 'other, new', 'other, old']);
    expect(titles(node.three)).toEqual(['same, new', 'same, old', 'other, new']);
    expect(node.none).toEqual([]);
  });

  it('of fifty goods at once are those of each alone', async () => {
    const { skus } = await ask(demo, `{ skus(first: 50) { nodes { id relatedSkus(first: 4) { id } } } }`);
    expect(new Set(skus.nodes.map(({ relatedSkus }: any) => relatedSkus.length)).size).toBeGreaterThan(0);
    for (const { id, relatedSkus } of skus.nodes.slice(0, 12)) {
      const { node } = await ask(
        demo,
        `query ($id: ID!) { node(id: $id) { ... on Sku { relatedSkus(first: 18) { id } } } }`,
        {
          id,
        },
      );
      expect(idsOf(node.relatedSkus)).not.toContain(id);
      expect(idsOf(relatedSkus)).toEqual(idsOf(node.relatedSkus).slice(0, 4));
    }
  });

  it.each([
    ['first: -1', 'INVALID_PAGE'],
    ['first: 19', 'INVALID_PAGE'],
  ])('refuse %s', async (args, code) => {
    const { data, errors } = await demo.query(
      `{ skus(first: 1) { nodes { title relatedSkus(${args}) { id } } } }`,
    );
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
    expect(data.skus.nodes[0].title).toBeTruthy();
  });

  it('are for a page of goods, not for the related goods of related goods', async () => {
    const page = await ask(demo, `{ skus(first: 100) { nodes { relatedSkus(first: 2) { id } } } }`);
    expect(page.skus.nodes).toHaveLength(100);
    const { data, errors } = await demo.query(
      `{ skus(first: 51) { nodes { relatedSkus(first: 1) { relatedSkus(first: 1) { id } } } } }`,
    );
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['QUERY_TOO_LARGE', 'QUERY_TOO_LARGE']);
    expect(data.skus.nodes).toHaveLength(51);
  });
});
