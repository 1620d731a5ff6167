import * as fc from 'fast-check';
import { Role } from '../../src/auth/principal';
import { CatalogueCounts } from '../../src/facets/catalogue-counts';
import { foldCatalogueCounts } from '../../src/facets/catalogue-count-folder';
import { kindOf } from '../../src/facets/kinds';
import { STEP_STARTS } from '../../src/facets/price-steps';
import { toNodeId } from '../../src/graphql/node-id';
import type { Guarantee, Provenance } from '../../src/skus/sku.enums';
import { until } from '../support/started';
import { closeHealthy } from '../support/healthy';
import { Lists, readTables, type Tables, type Within } from '../support/paging-lists';
import { insertSku, insertSupplier, type SupplierRow } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';
import { StatementCounter } from '../support/statement-counter';

/** Many small requests: on a busy machine they take their time. */
jest.setTimeout(90_000);

const at = <T>(values: readonly T[], i: number): T => values[i % values.length]!;

const counter = new StatementCounter();
let server: TestServer;
let suppliers: SupplierRow[];

beforeAll(async () => {
  server = await startTestServer({ template: 'migrated', logger: counter });
  const db = server.database.dataSource;
  suppliers = [];
  for (let i = 0; i < 12; i++) {
    suppliers.push(
      await insertSupplier(db, {
        belt_number: at([1, 13, 13, 6, 14], i),
        name: at(['聚宝商行', '翠玉有限公司', '好货 A1'], i),
        status: at(['ACTIVE', 'ACTIVE', 'LIMITED', 'ACTIVE', 'FROZEN', 'ACTIVE'], i),
      }),
    );
  }
  for (let i = 0; i < 240; i++) {
    await insertSku(db, at(suppliers, i * i + i), {
      title: at(['翡翠手镯', '毛衣 男', 'T恤 女', '玉 A1'], i),
      live_price: at([499, 500, 1999, 2000, 4900, 5100, 7000, 9900, 2_000_000], i * 5),
      supply_price: 1,
      stock: at([0, 3, 30], i),
      flagged: i % 7 === 0,
      category_number: at([3, 4, 17, 21, 40, 3], i * 3),
      provenance: at(['BELT', 'ORIGIN'], i),
      in_alliance: i % 4 !== 0,
      guarantees: at(['{}', '{TENFOLD_IF_FAKE}', '{TENFOLD_IF_FAKE,RETURN_FREIGHT_COVERED}'], i),
      status: at(['LISTED', 'LISTED', 'LISTED', 'LISTED', 'DRAFT', 'DELISTED'], i + Math.floor(i / 6)),
    });
  }
});
afterAll(() => closeHealthy(server));

const FACETS = `facets {
  belts { belt { slug } count } categories { category { slug } count } priceBands { band { code } count } }`;

type Counts = [key: string, count: number][];
type Facets = { belts: Counts; categories: Counts; priceBands: Counts };

const plain = ({ belts, categories, priceBands }: any): Facets => ({
  belts: belts.map(({ belt, count }: any) => [belt.slug, count]),
  categories: categories.map(({ category, count }: any) => [category.slug, count]),
  priceBands: priceBands.map(({ band, count }: any) => [band.code, count]),
});

async function facetsOf(filter: object, { belt, supplier }: Within = {}): Promise<Facets> {
  const list = `list: skus(filter: $filter, first: 0) { ${FACETS} }`;
  const around = supplier
    ? `node(id: "${toNodeId('Supplier', supplier)}") { ... on Supplier { ${list} } }`
    : belt
      ? `belt(slug: "${belt}") { ${list} }`
      : list;
  const { data, errors } = await server.query(`query ($filter: SkuFilter) { ${around} }`, {
    variables: { filter },
    as: { roles: [Role.ADMIN] },
  });
  if (errors) throw new Error(JSON.stringify(errors));
  return plain((data.list ?? data.belt?.list ?? data.node.list).facets);
}

/** By brute force: every row, asked for each belt, category and band, without the facet's own conditions. */
function expectedFacets(tables: Tables, filter: any, within: Within): Facets {
  const lists = new Lists(tables);
  const counted = (without: string[], keys: string[], isOf: (row: any, key: string) => boolean): Counts => {
    const others = Object.fromEntries(Object.entries(filter).filter(([name]) => !without.includes(name)));
    const rows = tables.skus.filter((row) => lists.isListed(row, others, within));
    return keys.flatMap((key): Counts => {
      const count = rows.filter((row) => isOf(row, key)).length;
      return count > 0 ? [[key, count]] : [];
    });
  };
  const inOrder = (rows: any[], key: string): string[] =>
    rows.toSorted((a, b) => a.number - b.number).map((row) => row[key]);
  return {
    belts: counted(['belts'], inOrder(tables.belts, 'slug'), (row, slug) => row.belt === slug),
    categories: counted(['categories'], inOrder(tables.categories, 'slug'), (row, slug) =>
      lists.isIn(row.category_number, [slug]),
    ),
    priceBands: counted(['price', 'priceBands'], inOrder(tables.priceBands, 'code'), (row, code) =>
      lists.isPriced(row, code),
    ),
  };
}

async function expectExact(filter: object, within: Within = {}): Promise<void> {
  const tables = await readTables(server.database.dataSource);
  expect(await facetsOf(filter, within)).toEqual(expectedFacets(tables, filter, within));
}

describe('facets are what brute force counts', () => {
  it.each<[name: string, within: () => Within, numRuns: number]>([
    ['of the catalogue', () => ({}), 120],
    ['of a belt', () => ({ belt: 'yiwu' }), 25],
    ['of a supplier', () => ({ supplier: suppliers[1]!.id }), 25],
  ])('%s, under any filter', async (_name, within, numRuns) => {
    const tables = await readTables(server.database.dataSource);
    const lists = new Lists(tables);
    const property = fc.asyncProperty(lists.skuFilters(), async (filter) => {
      expect(await facetsOf(filter, within())).toEqual(expectedFacets(tables, filter, within()));
    });
    await expect(fc.assert(property, { numRuns })).resolves.toBeUndefined();
  });

  it('in this test, whose filters leave something to count, and whose goods are not all eligible', async () => {
    const tables = await readTables(server.database.dataSource);
    const lists = new Lists(tables);
    const filled = fc
      .sample(lists.skuFilters(), 60)
      .filter((filter) => Object.values(expectedFacets(tables, filter, {})).every((of) => of.length > 1));
    expect(filled.length).toBeGreaterThan(20);
    const listed = tables.skus.filter((row) => lists.isListed(row, {}));
    expect(listed.filter(({ cell }) => cell === null).length).toBeGreaterThan(30);
    expect(listed.filter(({ cell }) => cell !== null).length).toBeGreaterThan(30);
  });

  it.each([
    ['a price that cuts a band', { price: { min: '20.00', max: '50.00' } }],
    ['a price that cuts two', { price: { min: '48.00', max: '51.00' } }],
    ['a price between two goods', { price: { min: '5.01', max: '19.98' } }],
    ['the price of whole bands', { price: { min: '20.00', max: '49.99' } }],
    ['a price and a band that it cuts', { price: { min: '49.00' }, priceBands: ['50-70', '30-50'] }],
    ['the last band, cut', { price: { min: '20000.00' } }],
    ['a belt, a category and a band', { belts: ['yiwu'], categories: ['apparel'], priceBands: ['20-30'] }],
    ['all of them, and a text', { belts: ['yiwu'], price: { max: '60.00' }, text: '玉' }],
    ['empty lists', { belts: [], priceBands: [] }],
  ])('under %s', async (_name, filter) => {
    const { data } = await server.query('{ priceBands { code } }');
    const codes = data.priceBands.map(({ code }: any) => code);
    const known = { ...filter };
    if ('priceBands' in known) {
      known.priceBands = known.priceBands.map((code: string) => (codes.includes(code) ? code : codes[5]));
    }
    await expect(expectExact(known)).resolves.toBeUndefined();
  });

  it('at once after every kind of write', async () => {
    const db = server.database.dataSource;
    const [one, two] = suppliers as [SupplierRow, SupplierRow];
    for (const write of [
      `UPDATE sku SET status = 'DELISTED' WHERE supplier_id = '${one.id}' AND live_price > 2000`,
      `UPDATE sku SET live_price = live_price + 1600 WHERE supplier_id = '${two.id}'`,
      `UPDATE sku SET category_number = 21 WHERE category_number = 3 AND stock = 0`,
      `UPDATE supplier SET status = 'FROZEN' WHERE id = '${two.id}'`,
      `UPDATE supplier SET status = 'ACTIVE' WHERE status = 'FROZEN'`,
      `UPDATE supplier SET belt_number = 7 WHERE id = '${one.id}'`,
      `DELETE FROM sku WHERE supplier_id = '${one.id}' AND live_price < 600`,
      `UPDATE sku SET status = 'LISTED'`,
      `UPDATE sku SET guarantees = '{}' WHERE category_number = 21`,
      `UPDATE sku SET provenance = 'FACTORY_DIRECT', live_price = live_price + 100 WHERE stock = 3`,
      null,
      `UPDATE sku SET guarantees = '{REFUND_WITHOUT_RETURN}' WHERE category_number = 4`,
      `UPDATE sku SET in_alliance = true WHERE category_number = 3`,
      `UPDATE supplier SET reliable = NOT reliable WHERE id = '${two.id}'`,
    ]) {
      await (write ? db.query(write) : foldCatalogueCounts(db));
      await expect(expectExact({})).resolves.toBeUndefined();
      await expect(expectExact({ belts: ['yiwu'] })).resolves.toBeUndefined();
      await expect(
        expectExact({ price: { min: '5.00', max: '20.00' }, provenances: ['BELT'] }),
      ).resolves.toBeUndefined();
      await expect(
        expectExact({ guarantees: ['TENFOLD_IF_FAKE'], provenances: ['BELT'] }),
      ).resolves.toBeUndefined();
      await expect(expectExact({ alliance: true, reliable: true })).resolves.toBeUndefined();
    }
  });

  it('after many have written and added up at the same time', async () => {
    const db = server.database.dataSource;
    const now: SupplierRow[] = await db.query('SELECT * FROM supplier');
    await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        if (i % 3 === 0) await foldCatalogueCounts(db);
        else if (i % 3 === 1) await facetsOf({});
        else await insertSku(db, at(now, i), { live_price: 2000 + i * 400 });
      }),
    );
    await expect(expectExact({})).resolves.toBeUndefined();
    await expect(expectExact({ price: { min: '20.01', max: '90.00' } })).resolves.toBeUndefined();
  });

  it('after prices that move within one step, also where they add up to the same', async () => {
    const db = server.database.dataSource;
    const [one]: [SupplierRow] = await db.query(`SELECT * FROM supplier WHERE status = 'ACTIVE' LIMIT 1`);
    const ids: string[] = [];
    for (const price of [6110, 6150]) ids.push((await insertSku(db, one, { live_price: price })).id);
    const cut = { price: { min: '60.00', max: '61.20' } };
    for (const [left, right] of [
      [6110, 6150],
      [6120, 6140],
      [6140, 6120],
      [6160, 6190],
      [6190, 6100],
    ]) {
      await db.query(
        'UPDATE sku SET live_price = CASE id WHEN $1::uuid THEN $3::integer ELSE $4::integer END WHERE id IN ($1, $2)',
        [...ids, left, right],
      );
      await expect(expectExact(cut)).resolves.toBeUndefined();
      if (left === 6140) await foldCatalogueCounts(db);
      await expect(expectExact(cut)).resolves.toBeUndefined();
    }
  });

  it('as of one moment, where goods change places across the ends of a price all the time', async () => {
    const db = server.database.dataSource;
    const [one]: [SupplierRow] = await db.query(`SELECT * FROM supplier WHERE status = 'ACTIVE' LIMIT 1`);
    for (let i = 0; i < 20; i++) await insertSku(db, one, { live_price: i < 10 ? 6003 : 6407, stock: 5 });
    const inside = async (): Promise<number> => {
      const { belts, categories } = await facetsOf({ price: { min: '60.00', max: '62.00' } });
      const ofTops = categories.filter(([slug]) => tops.has(slug)).reduce((sum, [, count]) => sum + count, 0);
      const ofBelts = belts.reduce((sum, [, count]) => sum + count, 0);
      expect(ofTops).toBe(ofBelts);
      return ofBelts;
    };
    const tops = new Set<string>(
      (await server.query('{ categories { slug parent { slug } } }')).data.categories
        .filter(({ parent }: any) => parent === null)
        .map(({ slug }: any) => slug),
    );
    const before = await inside();
    expect(before).toBeGreaterThanOrEqual(10);
    const over = new AbortController();
    const changing = (async () => {
      for (let i = 0; i < 80; i++) {
        await db.query('UPDATE sku SET live_price = 12410 - live_price WHERE live_price IN (6003, 6407)');
        if (i % 7 === 0) await foldCatalogueCounts(db);
      }
      over.abort();
    })();
    const seen = new Set<number>();
    const asking = Array.from({ length: 4 }, async () => {
      while (!over.signal.aborted) seen.add(await inside());
    });
    await Promise.all([changing, ...asking]);
    expect([...seen]).toEqual([before]);
  });
});

describe('steps of the price', () => {
  it('are numbered as Postgres numbers them, and lie in one band each', async () => {
    const [{ numbers }] = await server.database.dataSource.query(
      'SELECT array_agg(price_step(start) ORDER BY start) AS numbers FROM unnest($1::integer[]) AS start',
      [STEP_STARTS.flatMap((start) => [start, start + 1])],
    );
    expect(numbers).toEqual(STEP_STARTS.flatMap((_, i) => [i + 1, i + 1]));
    const { priceBands } = await readTables(server.database.dataSource);
    expect(priceBands.map(({ min_fen }) => min_fen).filter((start) => !STEP_STARTS.includes(start))).toEqual(
      [],
    );
  });

  it('are read one after the other once a filter has cut any, before another cuts them', async () => {
    const failures: unknown[] = [];
    const counts = new CatalogueCounts(server.database.dataSource, (error) => failures.push(error));
    const isRead = (step: number): boolean => counts.goodsOf(step).stale !== 'all';
    await counts.read();
    expect([1, 2, 40].filter(isRead)).toEqual([]);
    await counts.read([40]);
    expect([1, 2, 40].filter(isRead)).toEqual([40]);
    await until(async () => isRead(1) && isRead(2), 'the first two are read');
    await counts.stop();
    expect(failures).toEqual([]);
  });

  it('and kinds of goods are numbered as Postgres numbers them', async () => {
    const rows: { guarantees: Guarantee[]; provenance: Provenance; r: boolean; a: boolean; kind: number }[] =
      await server.database.dataSource.query(
        `SELECT g::guarantee[]::text[] AS guarantees, p AS provenance, r, a,
                sku_kind(guarantee_bits(g::guarantee[]), p, r, a) AS kind
           FROM unnest(ARRAY['{}', '{REFUND_WITHOUT_RETURN}', '{RETURN_FREIGHT_COVERED,TENFOLD_IF_FAKE}']) AS g,
                unnest(enum_range(NULL::provenance)) AS p, unnest(ARRAY[true, false]) AS r,
                unnest(ARRAY[true, false]) AS a`,
      );
    expect(rows).toHaveLength(48);
    for (const { guarantees, provenance, r, a, kind } of rows)
      expect(kindOf(guarantees, provenance, r, a)).toBe(kind);
  });
});

describe('a facet', () => {
  it('is counted only where it is asked for, and with others in one statement', async () => {
    const statements = async (selection: string): Promise<string[]> =>
      (
        await counter.during(() =>
          server.query(`{ skus(first: 0) { pageInfo { hasNextPage } ${selection} } }`),
        )
      ).filter((sql) => /goods AS MATERIALIZED|'HEAD'/.test(sql));
    expect(await statements('')).toEqual([]);
    expect(await statements('facets { belts { count } }')).toHaveLength(1);
    expect(await statements(FACETS)).toHaveLength(1);
  });

  it('of many suppliers’ lists takes one statement', async () => {
    const statements = await counter.during(async () => {
      const { data } = await server.query(
        `{ suppliers(first: 12) { nodes { id skus(first: 0) { ${FACETS} } } } }`,
      );
      const tables = await readTables(server.database.dataSource);
      for (const { id, skus } of data.suppliers.nodes) {
        const supplier = suppliers.find((row) => toNodeId('Supplier', row.id) === id)!.id;
        expect(plain(skus.facets)).toEqual(expectedFacets(tables, {}, { supplier }));
      }
    });
    expect(statements.filter((sql) => sql.includes('goods AS MATERIALIZED'))).toHaveLength(1);
  });
});
