import { MATCHED_IDS, matchesOf, type MatchRequest, SERVICE, weightsInput } from '../support/graphql-matches';
import { addSkus, addStreamer, addSupplier } from '../support/oracle-catalogue';
import { type GraphQlAnswer, startTestServer, type TestServer } from '../support/server';

/** What clients get wrong, over HTTP: a code that says what, nothing of our insides, and a server that lives on. */

let server: TestServer;
let authorization: string;
const HANDLE = 'someone';

beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
  const db = server.database.dataSource;
  for (const handle of [HANDLE, 'another-one']) await addStreamer(db, { handle, niche: ['dresses'] });
  for (let i = 0; i < 12; i++) await addSkus(db, await addSupplier(db), [{ title: `碎花连衣裙 ${i}` }]);
  await server.app.matching.sync.refresh();
  authorization = `Bearer ${await server.token(SERVICE)}`;
});
afterAll(async () => {
  await server?.close();
});

type Answer = GraphQlAnswer<{ streamer: { matches: unknown } } | undefined>;

/** No SQL, no path of ours, no stack, no name of a library. */
const INSIDES =
  /select |insert |from sku|relation "|\bat \S+ \(|\.ts\b|\.js\b|node_modules|stack|pg_|typeorm|QueryFailed/i;

async function post(body: string): Promise<Answer> {
  const headers = { 'content-type': 'application/json', authorization, 'accept-language': 'en' };
  const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
  const text = await response.text();
  expect(text).not.toMatch(INSIDES);
  return JSON.parse(text) as Answer;
}

const asked = (argumentsText: string): string =>
  JSON.stringify({
    query: `{ streamer(handle: "${HANDLE}") { matches(${argumentsText}) { edges { rank } } } }`,
  });
const withVariables = ({
  weights,
  ...variables
}: Omit<MatchRequest, 'handle'> & { handle?: string }): string =>
  JSON.stringify({
    query: MATCHED_IDS,
    variables: { handle: HANDLE, ...variables, weights: weightsInput(weights) },
  });

async function isAlive(): Promise<boolean> {
  const { edges } = await matchesOf(server, { handle: HANDLE, first: 1 }, { document: MATCHED_IDS });
  return edges.length === 1;
}

const longText = '长'.repeat(201);

describe('an argument that does not hold is refused with its code, and matches are null', () => {
  test.each([
    ['a negative weight', 'weights: { categoryAffinity: -0.1 }', 'INVALID_WEIGHTS'],
    ['an infinite weight', 'weights: { momentum: 1e999 }', 'INVALID_WEIGHTS'],
    [
      'weights that are all 0',
      `weights: { categoryAffinity: 0, audienceFit: 0, priceFit: 0, supplierQuality: 0, priceAdvantage: 0,
                  deliveryFit: 0, capacityFit: 0, commission: 0, momentum: 0 }`,
      'INVALID_WEIGHTS',
    ],
    ['an unknown belt', 'filter: { belts: ["yiwu", "atlantis"] }', 'NOT_FOUND'],
    ['an unknown category', 'filter: { categories: ["unicorns"] }', 'NOT_FOUND'],
    ['a slug that is a key of every object', 'filter: { belts: ["__proto__"] }', 'NOT_FOUND'],
    ['a cursor that is none', 'after: "nonsense"', 'INVALID_CURSOR'],
    ['a cursor that is JSON, but not ours', 'after: "eyJhIjoxfQ"', 'INVALID_CURSOR'],
    ['a negative page', 'first: -1', 'INVALID_PAGE'],
    ['a page too large', 'first: 101', 'INVALID_PAGE'],
    ['a quality above 1', 'filter: { minQuality: 2 }', 'INVALID_INPUT'],
    ['a quality below 0', 'filter: { minQuality: -0.01 }', 'INVALID_INPUT'],
    ['an infinite quality', 'filter: { minQuality: 1e999 }', 'INVALID_INPUT'],
    ['no goods of any supplier', 'filter: { maxPerSupplier: 0 }', 'INVALID_INPUT'],
    ['a negative stock', 'filter: { minStock: -1 }', 'INVALID_INPUT'],
    ['prices the wrong way round', 'filter: { price: { min: "20", max: "19.99" } }', 'INVALID_INPUT'],
    ['a negative price', 'filter: { price: { min: "-1" } }', 'INVALID_INPUT'],
    ['a price in tenths of a fen', 'filter: { price: { min: "19.999" } }', 'INVALID_INPUT'],
    ['a text of 201 characters', `filter: { text: "${longText}" }`, 'INVALID_INPUT'],
    ['a text with U+0000, which Postgres cannot hold', 'filter: { text: "a\\u0000" }', 'INVALID_INPUT'],
    ['101 belts', `filter: { belts: [${'"yiwu",'.repeat(101)}] }`, 'INVALID_INPUT'],
  ])('%s', async (_, argumentsText, code) => {
    const { data, errors } = await post(asked(argumentsText));
    expect(errors?.map(({ extensions, path }) => ({ code: extensions.code, path }))).toEqual([
      { code, path: ['streamer', 'matches'] },
    ]);
    expect(data).toEqual({ streamer: { matches: null } });
    expect(await isAlive()).toBe(true);
  });
});

describe('what is not even of its type is refused before anything is ranked', () => {
  test.each([
    ['a price that is no number, in the document', asked('filter: { price: { min: "abc" } }')],
    ['a price that is no number, in a variable', withVariables({ filter: { price: { max: 'abc' } } })],
    [
      'an infinite weight in a variable',
      withVariables({ weights: { MOMENTUM: 4_711 } }).replace('4711', '1e999'),
    ],
    ['half a page', withVariables({ first: 1.5 })],
    ['a number of pieces beyond 32 bits', withVariables({ filter: { minStock: 2 ** 31 } })],
    ['a weight of a factor that does not exist', asked('weights: { luck: 1 }')],
    ['a guarantee that does not exist', asked('filter: { guarantees: [ETERNAL_LIFE] }')],
    ['a list where a text is asked for', asked('filter: { text: ["a"] }')],
  ])('%s', async (_, body) => {
    const { data, errors } = await post(body);
    expect(data?.streamer.matches ?? null).toBeNull();
    expect(errors).toHaveLength(1);
    expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', 'INVALID_INPUT']).toContain(
      errors![0]!.extensions.code,
    );
    expect(await isAlive()).toBe(true);
  });
});

describe('a cursor of another list is refused', () => {
  const given: MatchRequest = { handle: HANDLE, first: 5 };

  test.each<[string, Partial<MatchRequest>]>([
    ['another filter', { filter: { minStock: 1 } }],
    ['another cap', { filter: { maxPerSupplier: 4 } }],
    ['other weights', { weights: { COMMISSION: 1 } }],
    ['another streamer', { handle: 'another-one' }],
  ])('of %s', async (_, other) => {
    const { pageInfo } = await matchesOf(server, { ...given, ...other }, { document: MATCHED_IDS });
    const { data, errors } = await post(withVariables({ ...given, after: pageInfo.endCursor }));
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['INVALID_CURSOR']);
    expect(data).toEqual({ streamer: { matches: null } });
  });

  test('of the catalogue', async () => {
    const list = await server.query('{ skus(first: 1) { pageInfo { endCursor } } }');
    const { errors } = await post(withVariables({ ...given, after: list.data.skus.pageInfo.endCursor }));
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['INVALID_CURSOR']);
  });

  test('but one of the same filter and weights, written in another way, is taken', async () => {
    const spelledOut = { ...given, filter: { maxPerSupplier: 3 }, weights: { CATEGORY_AFFINITY: 0.24 } };
    const { pageInfo } = await matchesOf(server, spelledOut, { document: MATCHED_IDS });
    const next = await matchesOf(server, { ...given, after: pageInfo.endCursor }, { document: MATCHED_IDS });
    expect(next.edges.map(({ rank }) => rank)).toEqual([6, 7, 8, 9, 10]);
  });

  test.each([
    ['a rank of 0', 2, 0],
    ['a rank that is no number', 2, 'x'],
    ['a score that is none', 0, null],
    ['a score with a fraction', 0, 0.5],
    ['an id that is none', 1, 17],
    ['a good that is none', 3, null],
  ])('and so is one that was tampered with: %s', async (_, place, value) => {
    const { pageInfo } = await matchesOf(server, given, { document: MATCHED_IDS });
    const [version, made, ...where] = JSON.parse(
      Buffer.from(pageInfo.endCursor!, 'base64url').toString(),
    ) as unknown[];
    where[place] = value;
    const after = Buffer.from(JSON.stringify([version, made, ...where])).toString('base64url');
    const { errors } = await post(withVariables({ ...given, after }));
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['INVALID_CURSOR']);
  });

  test('a rank beyond all goods in a cursor is the end, not an endless search', async () => {
    const { pageInfo } = await matchesOf(server, given, { document: MATCHED_IDS });
    const [version, made] = JSON.parse(Buffer.from(pageInfo.endCursor!, 'base64url').toString()) as unknown[];
    const id = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
    const forged = [version, made, -1, id, Number.MAX_SAFE_INTEGER, id];
    const after = Buffer.from(JSON.stringify(forged)).toString('base64url');
    const { edges, pageInfo: last } = await matchesOf(server, { ...given, after }, { document: MATCHED_IDS });
    expect(edges).toEqual([]);
    expect(last.hasNextPage).toBe(false);
  });
});

describe('a text is searched for as it is, never taken for a pattern or for SQL', () => {
  test.each(['%', '_', '\\', "'; DROP TABLE sku; --", '"', '&', '!', ':*', '\uD800', '﷽', '👩‍👩‍👧', ' \t\n '])(
    '%j',
    async (text) => {
      const { data, errors } = await post(withVariables({ filter: { text } }));
      expect(errors).toBeUndefined();
      expect(data?.streamer.matches).not.toBeNull();
      expect(await isAlive()).toBe(true);
    },
  );
});

test('nothing of all this was a fault of ours', () => {
  expect(server.faults).toEqual([]);
});
