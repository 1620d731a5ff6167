import { isObjectType, type GraphQLObjectType, isRequiredArgument } from 'graphql';
import { Role } from '../../src/auth/principal';
import { buildSchema } from '../../src/graphql/schema';
import { closeHealthy } from '../support/healthy';
import { startTestServer, type TestServer } from '../support/server';

/** A list reads the columns that are asked for. Each field must find its own, whatever stands beside it. */
const ALL = { roles: [Role.SERVICE, Role.ADMIN] };

let server: TestServer;
let fieldsOf: (type: string) => string[];

beforeAll(async () => {
  server = await startTestServer({ template: 'demo' });
  const schema = await buildSchema();
  /** A field with what it needs to be asked for: of an object its scalars, of a connection the first row's id. */
  const selectionOf = (type: GraphQLObjectType, depth: number): string[] =>
    Object.values(type.getFields()).flatMap(({ name, type: of, args }) => {
      const inner = schema.getType(String(of).replaceAll(/[[\]!]/g, ''));
      if (args.some(isRequiredArgument)) return [];
      if (!isObjectType(inner)) return [name];
      if (inner.name.endsWith('Connection')) return [`${name}(first: 1) { nodes { id } }`];
      if (inner === type) return [`${name} { ${type.getFields().id ? 'id' : 'code'} }`];
      if (depth === 0) return [];
      const below = selectionOf(inner, depth - 1).filter((field) => !field.includes('('));
      return below.length > 0 ? [`${name} { ${below.join(' ')} }`] : [];
    });
  fieldsOf = (type) => selectionOf(schema.getType(type) as GraphQLObjectType, 2);
});
afterAll(() => closeHealthy(server));

const askFor = async (document: string): Promise<any> => {
  const { data, errors } = await server.query(document, { as: ALL });
  expect(errors).toBeUndefined();
  return data;
};

type Ask = (selection: string) => Promise<unknown[]>;
const listed: Ask = async (selection) =>
  (await askFor(`{ skus(first: 30, orderBy: { field: PRICE, direction: ASC }) { nodes { ${selection} } } }`))
    .skus.nodes;
const matched: Ask = async (selection) => {
  const { streamer } = await askFor(
    `{ streamer(handle: "yiwu-xiaomei") { matches(first: 30) { edges { node { ${selection} } } } } }`,
  );
  return streamer.matches.edges.map(({ node }: any) => node);
};

const ofSku = (fields: string): string => fields;
const ofSupplier = (fields: string): string => `supplier { ${fields} }`;

describe('a field of a list', () => {
  it.each([
    ['SKUs', 'Sku', ofSku, listed],
    ['SKUs’ suppliers', 'Supplier', ofSupplier, listed],
    ['matches', 'Sku', ofSku, matched],
    ['matches’ suppliers', 'Supplier', ofSupplier, matched],
  ])('of %s is the same alone as beside all others, and as by id', async (_name, type, around, ask) => {
    const fields = fieldsOf(type);
    expect(fields.length).toBeGreaterThan(10);
    const together = (await ask(around(fields.join(' ')))) as Record<string, any>[];
    expect(together).toHaveLength(30);
    const inside = (node: any): any => (type === 'Sku' ? node : node.supplier);
    for (const field of fields) {
      const name = /^\w+/.exec(field)![0];
      const alone = (await ask(around(field))).map(inside);
      expect(alone.map((node) => node[name])).toEqual(together.map((node) => inside(node)[name]));
    }
    const { data } = await server.query(
      `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ${type} { ${fields.join(' ')} } } }`,
      { variables: { ids: together.map((node) => inside(node).id) }, as: ALL },
    );
    expect(data.nodes).toEqual(together.map(inside));
  });

  it('of a match’s reasons is there when nothing is asked of the goods themselves', async () => {
    const reasons = async (beside: string): Promise<string[][]> => {
      const { streamer } = await askFor(
        `{ streamer(handle: "yiwu-xiaomei") { matches(first: 30) { edges { reasons ${beside} } } } }`,
      );
      return streamer.matches.edges.map((edge: any) => edge.reasons);
    };
    const alone = await reasons('');
    expect(alone).toHaveLength(30);
    expect(alone).toEqual(await reasons('node { category { name } livePrice { amount } commissionRate }'));
  });

  it('is found under a fragment, an alias, an edge, and twice in one request with other fields', async () => {
    const { data, errors } = await server.query(
      `query { a: skus(first: 3) { nodes { ...Card } } b: skus(first: 3) { edges { cursor node { code price: livePrice { amount } } } } }
       fragment Card on Sku { title ... on Sku { seller: supplier { name } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.a.nodes.every(({ title, seller }: any) => title && seller.name)).toBe(true);
    expect(data.b.edges.every(({ cursor, node }: any) => cursor && node.code && node.price.amount)).toBe(
      true,
    );
  });
});
