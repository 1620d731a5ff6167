import { Role } from '../../src/auth/principal';
import { toNodeId } from '../../src/graphql/node-id';
import { closeHealthy } from '../support/healthy';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => closeHealthy(server));

const PREFLIGHT = { 'apollo-require-preflight': 'true' };

const get = (query: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { ...PREFLIGHT, ...headers },
  });

const post = (query: string): Promise<Response> =>
  fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });

const cacheControl = (response: Response): string | null => response.headers.get('cache-control');

const SKUS = '{ skus(first: 3) { nodes { title livePrice { amount } supplier { name belt { name } } } } }';

describe('an answer that is the same for everybody', () => {
  it.each([
    ['categories and price bands', '{ categories { slug name } priceBands { code min { amount } } }', 300],
    ['belts', '{ belts { nodes { name region { name } skuCount priceRange { min { amount } } } } }', 30],
    ['a list of goods', SKUS, 30],
    ['facets', '{ skus { facets { belts { count belt { slug } } priceBands { count } } } }', 30],
    ['reference data together with goods', `{ categories { slug } ${SKUS.slice(1)}`, 30],
    [
      'goods in a fragment',
      'query { belt(slug: "yiwu") { ...b } } fragment b on Belt { skus { nodes { id } } }',
      30,
    ],
    ['goods in an inline fragment', '{ skus(first: 1) { nodes { ... on Node { id __typename } } } }', 30],
  ])('may be kept by caches: %s', async (_what, query, seconds) => {
    const response = await get(query);
    expect(((await response.json()) as any).errors).toBeUndefined();
    expect(cacheControl(response)).toBe(`public, max-age=${seconds}`);
    expect(response.headers.get('vary')!.toLowerCase().split(', ').toSorted()).toEqual(
      ['accept', 'accept-encoding', 'accept-language', 'authorization'].toSorted(),
    );
  });

  it('may be kept where an object is fetched by its id', async () => {
    const [{ id }] = await server.database.dataSource.query(
      `SELECT id FROM sku WHERE status = 'LISTED' LIMIT 1`,
    );
    const response = await get(`{ node(id: "${toNodeId('Sku', id)}") { id ... on Sku { title } } }`);
    expect(cacheControl(response)).toBe('public, max-age=30');
  });

  it('is not sent again to who has it, until it changes', async () => {
    const first = await get(SKUS);
    const tag = first.headers.get('etag')!;
    expect(tag).toMatch(/^W\/"[\w-]{20,}"$/);
    const body = await first.text();
    for (const known of [tag, tag.slice(2), `"other", ${tag}`, '*']) {
      const again = await get(SKUS, { 'if-none-match': known });
      expect({ status: again.status, body: await again.text() }).toEqual({ status: 304, body: '' });
      expect(again.headers.get('etag')).toBe(tag);
      expect(cacheControl(again)).toBe('public, max-age=30');
      expect(again.headers.get('vary')).toContain('Authorization');
    }
    const other = await get(SKUS, { 'if-none-match': '"other"' });
    expect({ status: other.status, body: await other.text() }).toEqual({ status: 200, body });

    await server.database.dataSource.query(
      `UPDATE sku SET title = '改了名' WHERE id = (SELECT id FROM sku
        WHERE status = 'LISTED' AND supplier_status <> 'FROZEN' ORDER BY created_at DESC, id DESC LIMIT 1)`,
    );
    const changed = await get(SKUS, { 'if-none-match': tag });
    expect(changed.status).toBe(200);
    expect(await changed.text()).toContain('改了名');
  });

  it('stays so when its document was compiled', async () => {
    const query = '{ belts(first: 2) { nodes { slug } } }';
    for (let time = 0; time < 5; time++) expect(cacheControl(await get(query))).toBe('public, max-age=30');
  });
});

describe('all other answers are not to be stored', () => {
  const KEPT_OUT = { cacheControl: expect.stringMatching(/^(no-store$|private)/), etag: null };
  const hintsOf = async (response: Response): Promise<unknown> => {
    await response.text();
    return { cacheControl: cacheControl(response), etag: response.headers.get('etag') };
  };

  it.each([
    ['who is asking', '{ viewer { roles } }'],
    ['who is asking, beside goods', `{ viewer { __typename } ${SKUS.slice(1)}`],
    [
      'who is asking, in a fragment that is left out',
      '{ belts { nodes { id } } ...v @include(if: false) } fragment v on Query { viewer { roles } }',
    ],
    ['a guarded field', '{ skus(first: 1) { nodes { title stock } } }'],
    ['nothing there', '{ belt(slug: "nowhere") { name } }'],
    ['an invalid document', '{ skuz }'],
    ['a document that does not parse', '{'],
    ['no object at all', '{ __typename }'],
    ['the schema', '{ __schema { description } }'],
    [
      'matches that nobody may see',
      '{ skus(first: 1) { nodes { streamerMatches { pageInfo { endCursor } } } } }',
    ],
  ])('%s', async (_what, query) => {
    expect(await hintsOf(await get(query))).toEqual(KEPT_OUT);
  });

  it.each([Role.ADMIN, Role.STREAMER, undefined])('with a token of role %s', async (role) => {
    const token = await server.token({ roles: role ? [role] : [] });
    const response = await get(SKUS, { authorization: `Bearer ${token}` });
    expect(response.status).toBe(200);
    expect(await hintsOf(response)).toEqual(KEPT_OUT);
  });

  it('with a token that does not hold', async () => {
    const response = await get(SKUS, { authorization: 'Bearer x' });
    expect(response.status).toBe(401);
    expect(await hintsOf(response)).toEqual(KEPT_OUT);
  });

  it('to a POST, whatever it asks for', async () => {
    expect(await hintsOf(await post(SKUS))).toEqual(KEPT_OUT);
  });

  it('to a GET that CSRF prevention refuses', async () => {
    expect(await hintsOf(await fetch(`${server.url}/graphql?query=${encodeURIComponent(SKUS)}`))).toEqual(
      KEPT_OUT,
    );
  });

  it('to what HTTP refuses', async () => {
    expect(await hintsOf(await fetch(`${server.url}/graphql`, { method: 'POST', body: 'x' }))).toEqual(
      KEPT_OUT,
    );
  });
});
