import { Role } from '../../src/auth/principal';
import { millionths, SERVICE, skuUuid, type Weights, weightsInput } from '../support/graphql-matches';
import { closeHealthy } from '../support/healthy';
import { Oracle, type OracleFilter } from '../support/oracle';
import { withPlaces } from '../support/oracle-newcomers';
import { Random, randomFilter, WEIGHINGS } from '../support/oracle-random';
import { startTestServer, type TestServer } from '../support/server';

/** Another seed tries other combinations. */
const SEED = Number(process.env.HEADWATER_ORACLE_SEED ?? 20_261);

/** Much arithmetic; a machine that is shared may take several times as long as it should. */
jest.setTimeout(120_000);

let server: TestServer;
let oracle: Oracle;
/** One supplier in five, by id. */
let newcomers: Set<string>;

beforeAll(async () => {
  server = await startTestServer({ template: 'demo' });
  const rows: { id: string }[] = await server.database.dataSource
    .query(
      `UPDATE supplier SET newcomer = true WHERE ('x' || right(id::text, 4))::bit(16)::integer % 5 = 0 RETURNING id`,
    )
    .then(([updated]: [{ id: string }[]]) => updated);
  newcomers = new Set(rows.map(({ id }) => id));
  await server.app.matching.sync.refresh();
  oracle = await Oracle.load(server.database.dataSource);
});
afterAll(() => closeHealthy(server));

const MATCHES = `query ($handle: String!, $first: Int, $after: String, $filter: MatchFilter,
  $weights: MatchWeightsInput, $share: Float) { streamer(handle: $handle) {
  matches(first: $first, after: $after, filter: $filter, weights: $weights, newcomerShare: $share) {
    edges { cursor rank score newcomer node { id } } pageInfo { hasNextPage endCursor }
    diagnostics { exact newcomerPlaces } } } }`;

type Asked = {
  handle: string;
  first?: number;
  after?: string;
  filter?: OracleFilter;
  weights?: Weights;
  share?: number;
};

async function ask({ weights, ...given }: Asked): Promise<any> {
  const variables = { ...given, weights: weightsInput(weights) };
  const { data, errors } = await server.query(MATCHES, { variables, as: SERVICE });
  if (errors) throw new Error(`${JSON.stringify(given)} → ${JSON.stringify(errors)}`);
  return data.streamer.matches;
}

const lineOf = (rank: number, id: string, score: number, newcomer: boolean): string =>
  `#${rank} ${id} ${score}${newcomer ? ' given' : ''}`;
const linesOf = (edges: any[]): string[] =>
  edges.map(({ rank, node, score, newcomer }) => lineOf(rank, skuUuid(node.id), millionths(score), newcomer));

function expected({ handle, filter, weights, share = 0.1 }: Asked, wanted?: number): string[] {
  const { matches } = oracle.rank(handle, filter, weights);
  const isNewcomer = ({ sku }: { sku: { supplier: string } }): boolean => newcomers.has(sku.supplier);
  return withPlaces(matches, isNewcomer, Math.round(share * 1_000_000), wanted).map(
    ({ id, score, newcomer }, i) => lineOf(i + 1, id, score, newcomer),
  );
}

test('there are newcomers, and others', () => {
  expect(newcomers.size).toBeGreaterThan(40);
  expect(newcomers.size).toBeLessThan(160);
});

describe.each(Object.entries(WEIGHINGS))('under weights %s', (name, weigh) => {
  test('the ranking is the oracle’s, filtered or not, with any share', async () => {
    const random = new Random(SEED + Object.keys(WEIGHINGS).indexOf(name));
    for (let i = 0; i < 8; i++) {
      const asked: Asked = {
        handle: random.pick(oracle.data.streamers).handle,
        first: 60,
        filter: randomFilter(oracle, random),
        weights: weigh(random),
        share: random.pick([undefined, 0, 0.05, 0.1, 0.3, 0.333333, 0.5]),
      };
      const { edges, pageInfo, diagnostics } = await ask(asked);
      const all = expected(asked, 61);
      expect({ asked, lines: linesOf(edges) }).toEqual({ asked, lines: all.slice(0, 60) });
      expect(pageInfo.hasNextPage).toBe(all.length > 60);
      expect(diagnostics).toEqual({
        exact: true,
        newcomerPlaces: all.slice(0, 60).filter((line) => line.endsWith(' given')).length,
      });
    }
  });
});

test('a tenth of the places is newcomers’ where nothing is said, and none with a share of 0', async () => {
  const { handle } = oracle.data.streamers[0]!;
  const { edges } = await ask({ handle, first: 100 });
  const given = edges.filter(({ newcomer }: any) => newcomer).map(({ rank }: any) => rank);
  expect(given).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  const without = await ask({ handle, first: 100, share: 0 });
  expect(without.edges.some(({ newcomer }: any) => newcomer)).toBe(false);
});

test.each([1, 3, 7, 10, 20, 99])('pages of %i are the ranking', async (size) => {
  const asked: Asked = {
    handle: oracle.data.streamers[3]!.handle,
    share: 0.3,
    filter: { maxPerSupplier: 2 },
  };
  const paged: string[] = [];
  let after: string | undefined;
  while (paged.length < 100) {
    const { edges, pageInfo } = await ask({ ...asked, first: size, after });
    paged.push(...linesOf(edges));
    after = pageInfo.endCursor;
  }
  expect(paged.slice(0, 100)).toEqual(expected(asked, 100));
});

test('to the last of what a filter leaves, page by page, no supplier comes more often than it may', async () => {
  const asked: Asked = {
    handle: oracle.data.streamers[5]!.handle,
    share: 0.5,
    filter: { maxPerSupplier: 1, categories: ['apparel'] },
  };
  const paged: string[] = [];
  let after: string | undefined;
  for (let more = true; more;) {
    const { edges, pageInfo } = await ask({ ...asked, first: 100, after });
    paged.push(...linesOf(edges));
    ({ hasNextPage: more, endCursor: after } = pageInfo);
  }
  expect(paged).toEqual(expected(asked));
  const suppliers = new Map(oracle.data.skus.map(({ id, supplier }) => [id, supplier]));
  const shown = paged.map((line) => suppliers.get(line.split(' ')[1]!));
  expect(new Set(shown).size).toBe(shown.length);
});

test('many streamers of one request each have theirs', async () => {
  const { data } = await server.query(
    `{ streamers(first: 8) { nodes { handle matches(first: 30) { edges { rank score newcomer node { id } } } } } }`,
    { as: SERVICE },
  );
  for (const { handle, matches } of data.streamers.nodes)
    expect(linesOf(matches.edges)).toEqual(expected({ handle }, 30));
});

test('what is told of one good is its place in the list', async () => {
  const { handle } = oracle.data.streamers[1]!;
  const { edges } = await ask({ handle, first: 40 });
  const asked = edges.map(({ node }: any, i: number) => `m${i}: matchOf(sku: "${node.id}") { rank }`);
  const { data } = await server.query(
    `query ($handle: String!) { streamer(handle: $handle) { ${asked.join(' ')} } }`,
    {
      variables: { handle },
      as: SERVICE,
    },
  );
  expect(edges.map((_: any, i: number) => data.streamer[`m${i}`].rank)).toEqual(
    edges.map(({ rank }: any) => rank),
  );
});

test('why a good has no place is told rightly, although newcomers that do worse have one', async () => {
  const { handle } = oracle.data.streamers[1]!;
  const { matches } = oracle.rank(handle);
  const isNewcomer = ({ sku }: { sku: { supplier: string } }): boolean => newcomers.has(sku.supplier);
  const ranking = withPlaces(matches, isNewcomer, 100_000, 1_000);
  const last = ranking.findLast(({ newcomer }) => !newcomer)!;
  // The next in order behind the last that is served, and a third and a fourth good of the first's supplier.
  const beyond = matches[matches.findIndex(({ id }) => id === last.id) + 1]!;
  const ids = new Set(ranking.map(({ id }) => id));
  const passedOver = oracle
    .rank(handle, { maxPerSupplier: 1_000 })
    .matches.find(({ id, sku }) => sku.supplier === matches[0]!.sku.supplier && !ids.has(id))!;
  const idOf = (id: string): string => Buffer.from(`Sku:${id}`).toString('base64url');
  const { data } = await server.query(
    `query ($handle: String!) { streamer(handle: $handle) {
       beyond: matchOf(sku: "${idOf(beyond.id)}") { rank rankAbsence }
       passedOver: matchOf(sku: "${idOf(passedOver.id)}") { rank rankAbsence } } }`,
    { variables: { handle }, as: SERVICE },
  );
  expect(ids.has(beyond.id)).toBe(false);
  expect(data.streamer).toEqual({
    beyond: { rank: null, rankAbsence: 'BEYOND_LIMIT' },
    passedOver: { rank: null, rankAbsence: 'SUPPLIER_LIMIT' },
  });
});

test.each([9, 10, 30])('goods passed over are those above the last of %i in order', async (first) => {
  const { handle } = oracle.data.streamers[2]!;
  const filter = { maxPerSupplier: 1 };
  const { data } = await server.query(
    `query ($handle: String!, $first: Int, $filter: MatchFilter) { streamer(handle: $handle) {
       matches(first: $first, filter: $filter) { diagnostics { excluded { reason count } } } } }`,
    { variables: { handle, first, filter }, as: SERVICE },
  );
  const { matches } = oracle.rank(handle, filter);
  const isNewcomer = ({ sku }: { sku: { supplier: string } }): boolean => newcomers.has(sku.supplier);
  const page = withPlaces(matches, isNewcomer, 100_000, first);
  const last = page.findLast(({ newcomer }) => !newcomer)!;
  const all = oracle.rank(handle, { maxPerSupplier: 100_000 }).matches;
  const above = all.slice(
    0,
    all.findIndex(({ id }) => id === last.id),
  );
  const ranked = new Set(matches.map(({ id }) => id));
  const { excluded } = data.streamer.matches.diagnostics;
  expect(excluded.find(({ reason }: any) => reason === 'SUPPLIER_LIMIT').count).toBe(
    above.filter(({ id }) => !ranked.has(id)).length,
  );
});

test('a newcomer that is no longer active is gone at once', async () => {
  const { handle } = oracle.data.streamers[0]!;
  const { edges } = await ask({ handle, first: 10 });
  expect(edges[9].newcomer).toBe(true);
  const supplier = oracle.data.skus.find(({ id }) => id === skuUuid(edges[9].node.id))!.supplier;
  const { dataSource } = server.database;
  await dataSource.query(`UPDATE supplier SET status = 'LIMITED' WHERE id = $1`, [supplier]);
  const after = await ask({ handle, first: 10 });
  await dataSource.query(`UPDATE supplier SET status = 'ACTIVE' WHERE id = $1`, [supplier]);
  await server.app.matching.sync.refresh();
  expect(after.edges[9].newcomer).toBe(true);
  expect(after.edges[9].node.id).not.toBe(edges[9].node.id);
});

test.each([-0.1, 0.500001, 1])('a share of %d is refused', async (share) => {
  const { errors } = await server.query(MATCHES, {
    variables: { handle: oracle.data.streamers[0]!.handle, share },
    as: { roles: [Role.ADMIN] },
    headers: { 'accept-language': 'en' },
  });
  expect(errors?.[0]).toMatchObject({
    message: 'newcomerShare: expected 0 to 0.5.',
    extensions: { code: 'INVALID_INPUT' },
  });
});

test('a cursor of another share is refused', async () => {
  const { handle } = oracle.data.streamers[0]!;
  const { pageInfo } = await ask({ handle, first: 5 });
  await expect(ask({ handle, first: 5, after: pageInfo.endCursor, share: 0.2 })).rejects.toThrow(
    'INVALID_CURSOR',
  );
  await expect(ask({ handle, first: 5, after: pageInfo.endCursor, share: 0.1 })).resolves.toBeDefined();
});
