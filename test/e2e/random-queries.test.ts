import type { GraphQLSchema } from 'graphql';
import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { buildSchema } from '../../src/graphql/schema';
import { INSIDE } from '../support/answers';
import { closeHealthy } from '../support/healthy';
import { type Pool, randomFrom, RandomQueries } from '../support/random-query';
import { startTestServer, type TestServer } from '../support/server';

/* Whatever is asked, of whatever role, is answered, or refused with a reason: nothing of it is a fault of ours. */

/** Set RANDOM_QUERIES=1000 for a thorough run, which takes minutes. */
const QUERIES = Number(process.env.RANDOM_QUERIES ?? 40);
const MUTATIONS = Math.min(100, QUERIES);
const AT_ONCE = 4;
/** Set RANDOM_SEED to see a failure again. */
const SEED = Number(process.env.RANDOM_SEED ?? Math.floor(Math.random() * 2 ** 31));

let server: TestServer;
let schema: GraphQLSchema;
let pool: Pool;
let roles: Record<string, Claims | undefined>;

beforeAll(async () => {
  schema = await buildSchema();
  // Nobody's bucket is what this is about.
  server = await startTestServer({ costRates: { perSecond: 0, anonymousPerSecond: 0 } });
  await server.app.streamerTable.current();
  const admin: Claims = { roles: [Role.ADMIN] };
  const { data } = await server.query(
    `{ skus(first: 20) { edges { cursor node { id } } } suppliers(first: 10) { edges { cursor node { id } } }
       streamers(first: 5) { edges { cursor node { id handle } } } belts(first: 5) { nodes { id slug } }
       categories { id slug } priceBands { code } }`,
    { as: admin },
  );
  const edges = [...data.skus.edges, ...data.suppliers.edges, ...data.streamers.edges];
  pool = {
    id: [
      ...edges.map(({ node }: any) => node.id),
      ...data.belts.nodes.map(({ id }: any) => id),
      data.categories[0].id,
    ],
    belt: data.belts.nodes.map(({ slug }: any) => slug),
    category: data.categories.map(({ slug }: any) => slug),
    priceBand: data.priceBands.map(({ code }: any) => code),
    handle: data.streamers.edges.map(({ node }: any) => node.handle),
    cursor: edges.map(({ cursor }: any) => cursor),
  };
  const [{ id: supplier }] = await server.database.dataSource.query(
    'SELECT supplier_id AS id FROM sku WHERE cell IS NOT NULL ORDER BY id LIMIT 1',
  );
  roles = {
    anonymous: undefined,
    STREAMER: { roles: [Role.STREAMER], streamer: pool.handle[0] },
    OPERATOR: { roles: [Role.OPERATOR], belts: [...pool.belt] },
    SUPPLIER: { roles: [Role.SUPPLIER], supplier },
    SERVICE: { roles: [Role.SERVICE] },
    ADMIN: admin,
  };
});
afterAll(() => closeHealthy(server));

type Outcome = { answered: number; refused: number; codes: Record<string, number> };

/** Asks so many, and fails with the first whose answer is no answer. */
async function askMany(
  as: Claims | undefined,
  kind: 'query' | 'mutation',
  count: number,
  salt: number,
): Promise<Outcome> {
  const queries = new RandomQueries(schema, pool, randomFrom(SEED + salt));
  const outcome: Outcome = { answered: 0, refused: 0, codes: {} };
  const token = as && (await server.token(as));
  let left = count;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const asked = queries.next(kind);
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: JSON.stringify(asked),
      });
      const text = await response.text();
      const { data, errors = [] } = JSON.parse(text);
      const codes: string[] = errors.map(({ extensions }: any) => extensions.code);
      const told = JSON.stringify({ SEED, ...asked, errors }).slice(0, 4_000);
      if (codes.includes('INTERNAL_SERVER_ERROR'))
        throw new Error(`A fault: ${told} ${String(server.faults.at(-1))}`);
      // Every query is valid, so that it is the resolvers that are asked, and not the rules of validation.
      if (codes.includes('GRAPHQL_VALIDATION_FAILED') && !/Decimal/.test(text))
        throw new Error(`Invalid: ${told}`);
      if (errors.some(({ message }: any) => INSIDE.test(message)))
        throw new Error(`It tells of the inside: ${told}`);
      if (data) outcome.answered++;
      else outcome.refused++;
      for (const code of codes) outcome.codes[code] = (outcome.codes[code] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return outcome;
}

const ROLES = ['anonymous', 'STREAMER', 'OPERATOR', 'SUPPLIER', 'SERVICE', 'ADMIN'];

it.each(ROLES.map((role, i) => [role, i] as const))(
  `random queries of %s (seed ${SEED})`,
  async (role, i) => {
    const { answered } = await askMany(roles[role], 'query', QUERIES, i);
    expect(answered).toBeGreaterThan(QUERIES / 2);
  },
  300_000,
);

it.each(ROLES.map((role, i) => [role, i] as const))(
  `a hundred mutations of %s (seed ${SEED})`,
  async (role, i) => {
    const { answered, refused } = await askMany(roles[role], 'mutation', MUTATIONS, 100 + i);
    expect(answered + refused).toBe(MUTATIONS);
  },
  300_000,
);
