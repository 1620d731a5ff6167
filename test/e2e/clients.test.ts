import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { Client, fetchExchange } from '@urql/core';
import { ClientError, GraphQLClient } from 'graphql-request';
import { Role } from '../../src/auth/principal';
import { closeHealthy } from '../support/healthy';
import { startTestServer, type TestServer } from '../support/server';

/* The clients that frontends use, as docs/clients.md sets them up, over real HTTP. */

const ROOT = join(__dirname, '..', '..');
const BROWSE = readFileSync(join(ROOT, 'schema/operations/browse-catalogue.graphql'), 'utf8');
const GUARDED = '{ skus(first: 1) { nodes { id stock } } }';

let server: TestServer;
let url: string;
let token: string;
/** What the clients sent: method, and whether with the header that CSRF prevention asks for. */
let sent: { method: string; preflight: boolean; cacheControl: string | null }[];
/** As a browser's, and looked at. */
const watched: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  const response = await fetch(input, init);
  sent.push({
    method: request.method,
    preflight: request.headers.has('apollo-require-preflight'),
    cacheControl: response.headers.get('cache-control'),
  });
  return response;
};
/** The titles of the three cheapest goods, as SQL orders them. */
let titles: string[];

beforeAll(async () => {
  server = await startTestServer();
  url = `${server.url}/graphql`;
  token = await server.token({ roles: [Role.STREAMER], streamer: 'yiwu-xiaomei' });
  const rows: { title: string }[] = await server.database.dataSource.query(
    `SELECT title FROM sku WHERE status = 'LISTED' AND supplier_status <> 'FROZEN' ORDER BY live_price, id LIMIT 3`,
  );
  titles = rows.map(({ title }) => title);
});
afterAll(() => closeHealthy(server));
beforeEach(() => {
  sent = [];
});

const variables = { first: 3, orderBy: { field: 'PRICE', direction: 'ASC' } };
const titlesOf = (data: any): string[] => data.skus.edges.map(({ node }: any) => node.title);

describe('@apollo/client', () => {
  const client = (options: Partial<HttpLink.Options> = {}): ApolloClient =>
    new ApolloClient({
      cache: new InMemoryCache({
        possibleTypes: { Node: ['Belt', 'Category', 'Sku', 'SkuImport', 'Streamer', 'Supplier'] },
      }),
      link: new HttpLink({ uri: url, fetch: watched, ...options }),
    });

  it('is answered, and keeps objects by their ids', async () => {
    const apollo = client();
    const { data } = await apollo.query<any>({ query: gql(BROWSE), variables });
    expect(titlesOf(data)).toEqual(titles);
    expect(sent).toMatchObject([{ method: 'POST', cacheControl: 'no-store' }]);
    const id = apollo.cache.identify(data.skus.edges[0].node)!;
    expect((apollo.cache.extract() as any)[id]).toMatchObject({ __typename: 'Sku', title: titles[0] });
  });

  it('may GET what caches keep: it declares JSON, so CSRF prevention asks for no further header', async () => {
    const { data } = await client({ useGETForQueries: true }).query<any>({ query: gql(BROWSE), variables });
    expect(titlesOf(data)).toEqual(titles);
    expect(sent).toEqual([{ method: 'GET', preflight: false, cacheControl: 'public, max-age=30' }]);
  });

  it('tells the code of an error', async () => {
    const error = await client()
      .query({ query: gql(GUARDED) })
      .catch((cause: unknown) => cause);
    expect(CombinedGraphQLErrors.is(error) && error.errors[0]!.extensions!.code).toBe('UNAUTHENTICATED');
  });
});

describe('@urql/core', () => {
  const PREFLIGHT = { 'apollo-require-preflight': 'true' };
  const client = (headers: Record<string, string>, more: object = {}): Client =>
    new Client({ url, exchanges: [fetchExchange], fetch: watched, fetchOptions: { headers }, ...more });

  it('sends GET by default, which is answered with the header that the documentation names', async () => {
    const { data, error } = await client(PREFLIGHT).query(BROWSE, variables).toPromise();
    expect(error).toBeUndefined();
    expect(titlesOf(data)).toEqual(titles);
    expect(sent).toEqual([{ method: 'GET', preflight: true, cacheControl: 'public, max-age=30' }]);
  });

  it('needs no header in a browser on a page of the same origin, which says so itself', async () => {
    const asBrowser =
      (site: string): typeof fetch =>
      (input, init) =>
        watched(input, { ...init, headers: { ...(init?.headers as object), 'sec-fetch-site': site } });
    const { data } = await client({}, { fetch: asBrowser('same-origin') })
      .query(BROWSE, variables)
      .toPromise();
    expect(titlesOf(data)).toEqual(titles);
    for (const site of ['same-site', 'cross-site', 'none']) {
      const { error } = await client({}, { fetch: asBrowser(site) })
        .query(BROWSE, variables)
        .toPromise();
      expect(error?.response?.status).toBe(400);
    }
    expect(sent.map(({ method, preflight }) => ({ method, preflight }))).toEqual(
      Array.from({ length: 4 }, () => ({ method: 'GET', preflight: false })),
    );
  });

  it('is refused without it, and answered where it is made to POST', async () => {
    const refused = await client({}).query(BROWSE, variables).toPromise();
    expect(refused.data).toBeUndefined();
    expect(refused.error?.response?.status).toBe(400);
    const { data } = await client({}, { preferGetMethod: false }).query(BROWSE, variables).toPromise();
    expect(titlesOf(data)).toEqual(titles);
    expect(sent.map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  it('tells the code of an error, beside the data that there are', async () => {
    const { data, error } = await client({ ...PREFLIGHT, authorization: `Bearer ${token}` })
      .query('{ viewer { roles } belt(slug: "nowhere") { name } }', {})
      .toPromise();
    expect(data).toMatchObject({ viewer: { roles: ['STREAMER'] }, belt: null });
    expect(error?.graphQLErrors.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
  });
});

describe('graphql-request', () => {
  it('is answered', async () => {
    const data = await new GraphQLClient(url, { fetch: watched }).request(BROWSE, variables);
    expect(titlesOf(data)).toEqual(titles);
    expect(sent).toMatchObject([{ method: 'POST' }]);
  });

  it('tells the code of an error', async () => {
    const error = await new GraphQLClient(url).request(GUARDED).catch((cause: unknown) => cause);
    expect(error instanceof ClientError && error.response.errors?.[0]?.extensions.code).toBe(
      'UNAUTHENTICATED',
    );
  });
});

describe('the typed example', () => {
  it('walks the catalogue, and tells a streamer of the best matches', async () => {
    const config = join(ROOT, 'examples/client/codegen.yml');
    execFileSync('node_modules/.bin/graphql-codegen', ['--silent', '--config', config], { cwd: ROOT });
    const { bestMatches, cheapest, clientOf } = require('../../examples/client/catalogue');
    const walked: any[] = [];
    for await (const goods of cheapest(clientOf(url), 40)) walked.push(goods);
    const [{ count }] = await server.database.dataSource.query(
      `SELECT count(*)::integer AS count FROM sku
        WHERE status = 'LISTED' AND supplier_status <> 'FROZEN' AND 'RETURN_FREIGHT_COVERED' = ANY (guarantees)`,
    );
    expect(count).toBeGreaterThan(80);
    expect(new Set(walked.map(({ id }) => id)).size).toBe(count);

    const lines: string[] = await bestMatches(clientOf(url, token));
    expect(lines).toHaveLength(5);
    for (const [i, line] of lines.entries()) {
      expect(line).toMatch(new RegExp(`^${i + 1}\\. .+ ¥\\d+\\.\\d\\d: .+`));
    }
  }, 60_000);
});
