import { readFileSync } from 'node:fs';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { MATCHES, matchesOf, millionths, type RawEdge, skuUuid } from '../support/graphql-matches';
import { type ServerOnDatabase, startServerOn } from '../support/graphql-server';
import { addSkus, addStreamer, addSupplier, type NewSku } from '../support/oracle-catalogue';

/** The streamer and the goods of docs/matching.md, "An example by hand", and the figures that it works out. */

const EXAMPLE = readFileSync('docs/matching.md', 'utf8')
  .split('## An example by hand')[1]!
  .split('\n## ')[0]!;

/** What the page says of A, B and C in a row of its table of contributions: millionths. */
function figures(row: string): number[] {
  const [, table] = EXAMPLE.split('**Contributions in millionths.**');
  const line = table!.split('\n').find((each) => each.startsWith(`| ${row} `));
  const [, , , ...cells] = line!.split('|');
  return cells.slice(0, 3).map((cell) => Number(cell.replaceAll(/[ *,]/g, '')));
}

const SHARED = { audience: 'mostly-men', shipping: 'two-provinces' };
/** Of A, B and C: the quality of its supplier, what it is, what was sold in the last week and in the one before. */
const GOODS: [quality: number, sku: NewSku, sold: [number, number]][] = [
  [
    750_000,
    {
      ...SHARED,
      category: 'jadeite-bangles',
      live_price: 6_800,
      market_price: 8_500,
      commission_rate: 2_000,
      stock: 350,
    },
    [25, 15],
  ],
  [
    900_000,
    {
      ...SHARED,
      category: 'pearl-necklaces',
      live_price: 8_800,
      market_price: 10_000,
      commission_rate: 1_000,
      stock: 120,
    },
    [15, 15],
  ],
  [
    800_000,
    {
      audience: 'young-fans',
      shipping: 'too-late',
      category: 'jadeite-pendants',
      live_price: 12_800,
      commission_rate: 5_000,
      stock: 45,
    },
    [0, 0],
  ],
];

let database: TestDatabase;
let server: ServerOnDatabase;
const ids: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase({ template: 'migrated' });
  const db = database.dataSource;
  // Guangdong 44, Zhejiang 33, Sichuan 51.
  await db.query(`
    INSERT INTO shipping_class VALUES (100, 'two-provinces', '粤浙', 'Two', '{33,44}', 24),
                                      (101, 'too-late', '太晚', 'Late', '{33,44}', 72);
    INSERT INTO audience VALUES
      (200, 'mostly-men', '男', 'Men', '{360000,640000}', '{0,0,500000,500000,0,0}'),
      (201, 'young-fans', '青年', 'Young', '{640000,360000}', '{0,0,1000000,0,0,0}')`);
  await addStreamer(db, {
    handle: 'of-the-example',
    session_demand: 200,
    profile: {
      genders: [640_000, 360_000],
      ages: [0, 0, 500_000, 500_000, 0, 0],
      // ¥50–70, ¥70–100, ¥100–150: bands 7, 8 and 9.
      price_bands: [0, 0, 0, 0, 0, 0, 400_000, 400_000, 200_000],
      regions: { 44: 500_000, 33: 300_000, 51: 200_000 },
      categories: { 'jadeite-bangles': 600_000, 'pearl-necklaces': 400_000 },
      sample_size: 1_000,
    },
  });
  for (const [quality, sku, [sales_recent, sales_previous]] of GOODS) {
    const supplier = await addSupplier(db, { quality });
    ids.push(...(await addSkus(db, supplier, [{ ...sku, sales_recent, sales_previous }])));
  }
  server = await startServerOn(database);
});
afterAll(async () => {
  await server?.close();
  await database?.drop();
});

it('has A, B and C in this order, with the contributions and scores of the table', async () => {
  const { edges } = await matchesOf(server, { handle: 'of-the-example' });
  expect(edges.map(({ node }) => skuUuid(node.id))).toEqual(ids);
  const rows = edges[0]!.components.map(({ factor }) => factor);
  expect(rows).toHaveLength(9);
  const contributionsTo = (edge: RawEdge): number[] =>
    edge.components.map(({ contribution }) => millionths(contribution));
  const table = rows.map((factor) => figures(factor.toLowerCase().replaceAll('_', ' ')));
  expect(edges.map(contributionsTo)).toEqual(ids.map((_, good) => table.map((row) => row[good])));
  expect(edges.map(({ score }) => millionths(score))).toEqual(figures('**score**'));
});

it('is searched as the page tells', async () => {
  const told = [...EXAMPLE.matchAll(/`(rowsExamined|cellsProbed|rounds|skusConsidered): (\d+)`/g)];
  expect(told).toHaveLength(4);
  const document = MATCHES.replace('skusConsidered', 'skusConsidered cellsProbed rounds');
  const { diagnostics } = await matchesOf(server, { handle: 'of-the-example', first: 1 }, { document });
  expect(diagnostics).toMatchObject(Object.fromEntries(told.map(([, name, count]) => [name, Number(count)])));
});
