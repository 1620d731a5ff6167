// Mercurius with graphql-jit, SQL written by hand for this one query, and its own loaders: about as little as a server can do.
import fastify from 'fastify';
import mercurius from 'mercurius';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.argv[2], max: 16 });
const app = fastify();

const schema = `
  type Query { skus(category: Int!, first: Int!): SkuConnection! }
  type SkuConnection { nodes: [Sku!]! pageInfo: PageInfo! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type Sku { id: ID! title: String! livePrice: Money! supplier: Supplier! belt: Belt! }
  type Money { amount: String! }
  type Supplier { name: String! }
  type Belt { name: String! }
`;

const LIST = `
  SELECT id, title, live_price, supplier_id, belt_number FROM sku
   WHERE category_number = $1 AND status = 'LISTED' AND supplier_status <> 'FROZEN'
   ORDER BY live_price, id LIMIT $2`;
const SUPPLIERS = 'SELECT id, name FROM supplier WHERE id = ANY ($1)';
const BELTS = 'SELECT number, name FROM belt WHERE number = ANY ($1)';

const rowsByKey = async (name, text, keys, key) => {
  const { rows } = await pool.query({ name, text, values: [[...new Set(keys)]] });
  const byKey = new Map(rows.map((row) => [row[key], row]));
  return keys.map((each) => byKey.get(each));
};

app.register(mercurius, {
  schema,
  jit: 1,
  resolvers: {
    Query: {
      skus: async (_, { category, first }) => {
        const { rows } = await pool.query({ name: 'list', text: LIST, values: [category, first + 1] });
        const nodes = rows.slice(0, first);
        const last = nodes.at(-1);
        const endCursor = last
          ? Buffer.from(JSON.stringify([last.live_price, last.id])).toString('base64url')
          : null;
        return { nodes, pageInfo: { hasNextPage: rows.length > first, endCursor } };
      },
    },
    Sku: { livePrice: ({ live_price }) => ({ amount: (live_price / 100).toFixed(2) }) },
  },
  loaders: {
    Sku: {
      supplier: (queries) =>
        rowsByKey(
          'suppliers',
          SUPPLIERS,
          queries.map(({ obj }) => obj.supplier_id),
          'id',
        ),
      belt: (queries) =>
        rowsByKey(
          'belts',
          BELTS,
          queries.map(({ obj }) => obj.belt_number),
          'number',
        ),
    },
  },
});

await app.listen({ host: '127.0.0.1', port: 0 });
process.send({ url: `http://127.0.0.1:${app.server.address().port}/graphql` });
