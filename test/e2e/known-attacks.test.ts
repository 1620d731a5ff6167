import { getIntrospectionQuery } from 'graphql';
import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { INSIDE } from '../support/answers';
import { closeHealthy } from '../support/healthy';
import { startTestServer, type TestServer } from '../support/server';

/*
 * What scanners of GraphQL servers look for, asked as a stranger of a server in production. Each finding is stated by
 * what an answer would have to hold for it.
 */

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ template: 'migrated', production: true });
});
afterAll(() => closeHealthy(server));

const JSON_TYPE = { 'content-type': 'application/json' };
const many = (count: number, of: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => of(i)).join(' ');

type Reply = { status: number; type: string | null; text: string; body: any };

async function ask(init: RequestInit, path = '/graphql'): Promise<Reply> {
  const response = await fetch(`${server.url}${path}`, init);
  const text = await response.text();
  const type = response.headers.get('content-type');
  return { status: response.status, type, text, body: type?.includes('json') ? JSON.parse(text) : undefined };
}

const post = (body: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
  ask({ method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });

const refusedAs = (code: string) => ({ errors: [{ extensions: { code } }] });

describe('denial of service', () => {
  it.each([
    ['aliases', `{ ${many(101, (i) => `alias${i}: __typename`)} }`],
    ['directives', `{ __typename ${many(10, () => '@aa')} }`],
    ['directives that exist', `{ __typename ${many(10, () => '@skip(if: false)')} }`],
    ['duplicated fields', `{ ${many(500, () => '__typename')} }`],
    [
      'duplicated fields by way of fragments',
      `{ ${many(100, () => '...A')} } fragment A on Query { __typename }`,
    ],
    [
      'fragments that double each other',
      `{ ...F0 } ${many(50, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F50 on Query { __typename }`,
    ],
  ])('by %s is refused with one error', async (_what, query) => {
    const { body } = await post({ query });
    expect(body).toMatchObject(refusedAs('QUERY_TOO_LARGE'));
    expect(body.errors).toHaveLength(1);
    expect(body.data).toBeUndefined();
  });

  it('by a batch is refused', async () => {
    const { status, body } = await post(Array.from({ length: 10 }, () => ({ query: '{ __typename }' })));
    expect({ status, ...body }).toMatchObject({ status: 400, ...refusedAs('BAD_REQUEST') });
  });

  it('by introspection that goes in circles is refused', async () => {
    const circle = (levels: number): string =>
      levels === 0 ? 'name' : `fields { type { ${circle(levels - 1)} } }`;
    const { body } = await post({ query: `{ __schema { types { ${circle(4)} } } }` });
    expect(body.data).toBeUndefined();
  });

  it('by fragments in a circle is refused', async () => {
    const { body } = await post({
      query: '{ ...A } fragment A on Query { __typename ...B } fragment B on Query { ...A }',
    });
    expect(body.data).toBeUndefined();
    expect(body).toMatchObject(refusedAs('GRAPHQL_VALIDATION_FAILED'));
  });
});

describe('information', () => {
  it('about the schema is not given to strangers, nor to those who are not trusted', async () => {
    const query = getIntrospectionQuery();
    const as = async (claims: Claims) => ({ authorization: `Bearer ${await server.token(claims)}` });
    expect(await post({ query })).toMatchObject({ status: 401, body: refusedAs('UNAUTHENTICATED') });
    expect(await post({ query }, await as({ roles: [Role.STREAMER], streamer: 'x' }))).toMatchObject({
      status: 403,
      body: refusedAs('FORBIDDEN'),
    });
    for (const role of [Role.ADMIN, Role.SERVICE]) {
      const { body } = await post({ query }, await as({ roles: [role] }));
      expect(body.data.__schema.types.map(({ name }: { name: string }) => name)).toContain('Sku');
    }
    // The document is known by now, and was valid: that must not let anybody else in.
    expect((await post({ query })).body.data).toBeUndefined();
  });

  it('about names is not given by way of hints', async () => {
    for (const query of ['{ sku }', '{ skus(frist: 1) { __typename } }', '{ skus { node { id } } }'])
      expect((await post({ query })).text).not.toMatch(/did you mean/i);
  });

  it('is not served as a page for developers', async () => {
    // That / is not there either is seen in start.test.ts: here, tests have put it there.
    for (const path of ['/graphql', '/graphiql', '/playground', '/console']) {
      const reply = await ask({ headers: { accept: 'text/html' } }, path);
      expect(reply.type ?? '').not.toContain('text/html');
      expect(reply.text).not.toMatch(/<script|<html/i);
    }
  });

  it('about how long things took is not given, however it is asked for', async () => {
    const { body } = await post(
      { query: '{ __typename }' },
      { 'apollo-tracing': '1', 'x-apollo-tracing': '1', 'apollo-federation-include-trace': 'ftv1' },
    );
    expect(Object.keys(body.extensions)).toEqual(['cost']);
  });

  it.each([
    ['a query that is no query', { query: 'qwerty' }],
    ['a query that is nothing', { query: null }],
    ['no query', {}],
    [
      'variables of the wrong type',
      { query: 'query ($first: Int) { skus(first: $first) { __typename } }', variables: { first: 'x' } },
    ],
    [
      'variables that are wrong in more places than are told',
      {
        query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }',
        variables: { ids: Array.from({ length: 100 }, () => null) },
      },
    ],
    ['an operation that is not there', { query: 'query A { __typename }', operationName: 'B' }],
    ['extensions that are none', { query: '{ __typename }', extensions: 1 }],
    [
      'a persisted query that nobody knows',
      { extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } },
    ],
    ['an id of bytes', { query: '{ node(id: "\\u0000\\ud800") { id } }' }],
  ])('about the inside is not given for %s', async (_what, request) => {
    const { status, text, body } = await post(request);
    expect(status).toBeLessThan(500);
    expect(text).not.toMatch(INSIDE);
    expect(body.errors[0].extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
    expect(Object.keys(body.errors[0].extensions)).toEqual(['code']);
  });
});

describe('what a page of another origin could send as its visitor', () => {
  const QUERY = encodeURIComponent('{ __typename }');

  it.each([
    ['a query by GET', `/graphql?query=${QUERY}`, {}],
    [
      'a mutation by GET',
      `/graphql?query=${encodeURIComponent('mutation { __typename }')}`,
      { headers: { 'apollo-require-preflight': 'true' } },
    ],
    [
      'a form',
      '/graphql',
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `query=${QUERY}`,
      },
    ],
    [
      'plain text',
      '/graphql',
      { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{"query":"{__typename}"}' },
    ],
  ])('is refused: %s', async (_what, path, init) => {
    const { status, body } = await ask(init, path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body.data).toBeUndefined();
  });
});
