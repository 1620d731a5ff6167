import { getIntrospectionQuery } from 'graphql';
import { CHINESE, onlyError, send } from '../support/answers';
import { closeHealthy } from '../support/healthy';
import { administer } from '../support/database';
import { until } from '../support/started';
import { startTestServer, type TestServer } from '../support/server';

const JSON_TYPE = { 'content-type': 'application/json' };
const PREFLIGHT = { 'apollo-require-preflight': 'true' };
const QUERY = '{ viewer { roles } }';
const BODY = JSON.stringify({ query: QUERY });

let development: TestServer;
let production: TestServer;

beforeAll(async () => {
  [development, production] = await Promise.all([
    startTestServer({ template: 'migrated' }),
    startTestServer({ template: 'migrated', production: true }),
  ]);
});
afterAll(async () => {
  await closeHealthy(development);
  await closeHealthy(production);
});

const post = (server: TestServer, query: string) =>
  send(
    `${server.url}/graphql`,
    { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ query }) },
    'en',
  );

describe('a request that is not GraphQL over HTTP', () => {
  type Wrong = {
    what: string;
    init: RequestInit;
    search?: string;
    status: number;
    code: string;
    says: RegExp;
  };

  const wrongBody = (what: string, body: string, says: RegExp): Wrong => ({
    what,
    init: { method: 'POST', headers: JSON_TYPE, body },
    status: 400,
    code: 'BAD_REQUEST',
    says,
  });
  const wrongType = (type: string | undefined, body = BODY): Wrong => ({
    what: `a body of ${type ?? 'no type'}`,
    init: {
      method: 'POST',
      body: type ? body : new TextEncoder().encode(BODY),
      ...(type ? { headers: { 'content-type': type } } : {}),
    },
    status: 415,
    code: 'BAD_REQUEST',
    says: /application\/json/,
  });

  it.each<Wrong>([
    wrongBody('a body that is no JSON', '{', /application\/json/),
    wrongBody('an empty body', '', /application\/json/),
    wrongBody('a body without a query', '{"variables":{}}', /query/),
    wrongBody('a query that is no text', '{"query":3}', /strings/),
    wrongBody('variables that are no object', '{"query":"{viewer{roles}}","variables":3}', /variables/),
    wrongBody('a batch', `[${BODY}]`, /batching/),
    wrongBody('a prototype in JSON', '{"query":"{viewer{roles}}","__proto__":{"x":1}}', /application\/json/),
    // What a form of any web page could send as its user's browser, without asking first.
    wrongType('text/plain'),
    wrongType('application/x-www-form-urlencoded', `query=${QUERY}`),
    wrongType('multipart/form-data; boundary=x', '--x--'),
    wrongType(undefined),
    {
      what: 'a body that is too large',
      init: { method: 'POST', headers: JSON_TYPE, body: BODY.padEnd(100_001) },
      status: 413,
      code: 'QUERY_TOO_LARGE',
      says: /100000/,
    },
    { what: 'no body', init: { method: 'POST' }, status: 400, code: 'BAD_REQUEST', says: /content-type/ },
    {
      what: 'a GET that a page elsewhere could send without asking first',
      init: {},
      search: `?query=${QUERY}`,
      status: 400,
      code: 'BAD_REQUEST',
      says: /apollo-require-preflight/,
    },
    {
      what: 'a GET without a query',
      init: { headers: PREFLIGHT },
      status: 400,
      code: 'BAD_REQUEST',
      says: /query/,
    },
    {
      what: 'a GET of variables that are no JSON',
      init: { headers: PREFLIGHT },
      search: `?query=${QUERY}&variables={`,
      status: 400,
      code: 'BAD_REQUEST',
      says: /variables/,
    },
  ])('for $what says so in English and in Chinese', async ({ init, search, status, code, says }) => {
    for (const [language, spoken] of [
      ['en', /[A-Za-z]{4}/],
      [undefined, CHINESE],
    ] as const) {
      const answer = await send(`${development.url}/graphql${search ?? ''}`, init, language);
      const { message, ...error } = onlyError(answer);
      expect({ status: answer.status, ...error }).toEqual({ status, code });
      expect(message).toMatch(says);
      expect(message).toMatch(spoken);
      expect(answer.data).toBeUndefined();
    }
  });

  it('for a GET that would change something is not executed', async () => {
    const query = 'mutation { skuImportCancel(id: "x") { userErrors { code } } }';
    const answer = await send(
      `${development.url}/graphql?query=${encodeURIComponent(query)}`,
      { headers: PREFLIGHT },
      'en',
    );
    expect(answer.status).toBe(405);
    expect(answer.data).toBeUndefined();
    expect(onlyError(answer).code).toBe('BAD_REQUEST');
  });
});

describe('GraphQL over HTTP', () => {
  it('takes a body up to the limit', async () => {
    const answer = await send(
      `${development.url}/graphql`,
      { method: 'POST', headers: JSON_TYPE, body: BODY.padEnd(100_000) },
      'en',
    );
    expect(answer).toMatchObject({ status: 200, data: { viewer: null } });
  });

  it('takes a GET with the header that no page elsewhere can send without asking', async () => {
    const answer = await send(`${development.url}/graphql?query=${QUERY}`, { headers: PREFLIGHT }, 'en');
    expect(answer).toMatchObject({ status: 200, data: { viewer: null } });
  });

  it('answers with a slash at the end of the path as without', async () => {
    expect(
      await send(`${development.url}/graphql/`, { method: 'POST', headers: JSON_TYPE, body: BODY }, 'en'),
    ).toMatchObject({ status: 200 });
  });

  it('lets no page of another origin read an answer', async () => {
    const origin = 'https://elsewhere.example';
    const requests: RequestInit[] = [
      { method: 'POST', headers: { ...JSON_TYPE, origin }, body: BODY },
      {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,authorization',
        },
      },
    ];
    for (const init of requests) {
      const response = await fetch(`${production.url}/graphql`, init);
      const allowed = [...response.headers.keys()].filter((name) => name.startsWith('access-control-'));
      expect(allowed).toEqual([]);
    }
  });
});

describe('in production', () => {
  it('the schema is not told, by introspection or by hints', async () => {
    for (const query of [
      getIntrospectionQuery(),
      '{ __type(name: "Sku") { fields { name } } }',
      '{ __schema { description } }',
    ]) {
      const answer = await post(production, query);
      expect(answer.data).toBeUndefined();
      expect({ status: answer.status, code: onlyError(answer).code }).toEqual({
        status: 401,
        code: 'UNAUTHENTICATED',
      });
    }
    for (const query of [
      '{ skuz { nodes { id } } }',
      '{ skus { nodes { titel } } }',
      '{ skus(filtre: {}) { nodes { id } } }',
    ]) {
      const { message } = onlyError(await post(production, query));
      expect(message).not.toMatch(/did you mean/i);
      expect(message).not.toMatch(/"skus"|title|filter\b/);
    }
  });

  it('a query is answered as anywhere', async () => {
    expect(await post(production, '{ __typename belts(first: 1) { nodes { slug } } }')).toMatchObject({
      status: 200,
      data: { __typename: 'Query', belts: { nodes: [{ slug: 'hangzhou' }] } },
    });
  });
});

describe('in development', () => {
  it('the schema is told, and a slip is met with a hint', async () => {
    const answer = await post(development, getIntrospectionQuery());
    expect(answer.data.__schema.types.map(({ name }: any) => name)).toContain('Sku');
    expect(onlyError(await post(development, '{ skuz { nodes { id } } }')).message).toContain(
      'Did you mean "skus"?',
    );
  });
});

describe('health', () => {
  it('/livez says that the process runs', async () => {
    const response = await fetch(`${production.url}/livez`);
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 200,
      body: { status: 'ok' },
    });
  });

  it('/readyz says that requests can be answered, and from how many cells goods are ranked', async () => {
    const response = await fetch(`${production.url}/readyz`);
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 200,
      body: { status: 'ok', cells: 0 },
    });
  });

  it('/readyz is 503 while the database does not answer, without a word about why; /livez is not', async () => {
    const server = await startTestServer({ template: 'migrated', readsPrimary: true });
    const name = new URL(server.database.url).pathname.slice(1);
    await administer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await administer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
    const ready = async (): Promise<Response> => fetch(`${server.url}/readyz`);
    await until(async () => (await ready()).status === 503, '/readyz says so');
    expect(await (await ready()).json()).toEqual({ status: 'database unavailable' });
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
    await server.close();
  });
});
