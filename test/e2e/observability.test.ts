import type { AddressInfo } from 'node:net';
import { Role } from '../../src/auth/principal';
import { createLog } from '../../src/observability/log';
import { listenForMetrics } from '../../src/observability/metrics-endpoint';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/started';
import { StatementCounter } from '../support/statement-counter';

const CATALOGUE = 'query BrowseCatalogue { skus(first: 3) { nodes { title supplier { name } } } }';
const ADMIN = { roles: [Role.ADMIN] };

type Line = Record<string, unknown> & { level: string; msg: string };

let server: TestServer;
let lines: Line[];
let text: string;
const statements = new StatementCounter();

/** A log as the server's, kept to be read. */
const log = createLog(
  { level: 'info', readable: false },
  {
    write: (line) => {
      text += line;
      lines.push(JSON.parse(line));
    },
  },
);

beforeAll(async () => {
  server = await startTestServer({ logger: statements, requestLog: log, readsPrimary: true });
  // Nothing but requests sends statements that count from here on.
  await server.app.streamerTable.current();
});
afterAll(() => server.close());
beforeEach(() => {
  lines = [];
  text = '';
});

const lineOf = async (id: string): Promise<Line> => {
  await until(() => lines.some(({ requestId }) => requestId === id), 'the request is logged');
  return lines.find(({ requestId, msg }) => requestId === id && msg === 'request')!;
};

const ask = async (
  query: string,
  { headers = {}, variables = {} }: { headers?: Record<string, string>; variables?: object } = {},
): Promise<{ id: string; response: Response; answer: any }> => {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return { id: response.headers.get('x-request-id')!, response, answer: await response.json() };
};

describe('the log', () => {
  it('has one line for a request: who, what, how long, how many statements, how it ended', async () => {
    const token = await server.token({ roles: [Role.SERVICE] }, 'nightly-job');
    let id = '';
    const sent = await statements.during(async () => {
      ({ id } = await ask(CATALOGUE, { headers: { authorization: `Bearer ${token}` } }));
    });
    const line = await lineOf(id);
    expect(line).toMatchObject({
      level: 'info',
      method: 'POST',
      route: '/graphql',
      status: 200,
      operation: 'BrowseCatalogue',
      type: 'query',
      subject: 'nightly-job',
      roles: ['SERVICE'],
      statements: sent.length,
    });
    expect(sent.length).toBeGreaterThan(0);
    expect(line.ms).toBeGreaterThan(0);
    expect(lines).toHaveLength(1);
  });

  it('counts the statements of each of many requests at once for itself', async () => {
    const alone = await lineOf((await ask(CATALOGUE)).id);
    const many = await Promise.all(Array.from({ length: 40 }, () => ask(CATALOGUE)));
    const nothing = await Promise.all(Array.from({ length: 20 }, () => ask('{ __typename }')));
    for (const { id } of many) expect((await lineOf(id)).statements).toBe(alone.statements);
    for (const { id } of nothing) expect((await lineOf(id)).statements).toBe(0);
  });

  it('takes over a sane id of the caller, and makes one otherwise', async () => {
    const sane = 'edge-7f3a.2026:11/22';
    expect((await ask('{ __typename }', { headers: { 'x-request-id': sane } })).id).toBe(sane);
    for (const unwanted of ['short', 'x'.repeat(129), 'with blanks in it', 'quote"quote"'])
      expect((await ask('{ __typename }', { headers: { 'x-request-id': unwanted } })).id).toMatch(
        /^[0-9a-f-]{36}$/,
      );
  });

  it('has a line also for a client that leaves before its answer, and for what is no GraphQL', async () => {
    const gone = new AbortController();
    const blocker = server.app.dataSource.createQueryRunner();
    await blocker.startTransaction();
    await blocker.query('LOCK TABLE supplier IN ACCESS EXCLUSIVE MODE');
    const left = fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': 'left-early' },
      body: JSON.stringify({ query: '{ suppliers { nodes { name } } }' }),
      signal: gone.signal,
    }).catch(() => undefined);
    const waiting = async (): Promise<boolean> => {
      const [{ waits }] = await server.app.dataSource.query(
        'SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted) AS waits',
      );
      return waits;
    };
    await until(waiting, 'the request waits for the lock');
    gone.abort();
    await left;
    expect(await lineOf('left-early')).toMatchObject({ aborted: true });
    await blocker.rollbackTransaction();
    await blocker.release();

    await fetch(`${server.url}/no/such/place`, { headers: { 'x-request-id': 'nowhere-at-all' } });
    expect(await lineOf('nowhere-at-all')).toMatchObject({ route: 'none', status: 404 });
  });

  it('says nothing of tokens, permissions, variables, or what people are called', async () => {
    const token = await server.token(ADMIN);
    const secrets = ['紫砂壶密语', 'planted-variable', 'planted.capability', 'planted-header'];
    const [{ title }] = await server.app.dataSource.query('SELECT title FROM sku LIMIT 1');
    const search = 'query ($text: String) { skus(first: 1, filter: { text: $text }) { nodes { title } } }';
    const authorization = `Bearer ${token}`;
    await ask(search, { variables: { text: secrets[0] }, headers: { authorization, cookie: secrets[3]! } });
    await ask(search, { variables: { text: { nested: secrets[1] } } });
    await ask('{ streamer(handle: "planted-variable") { name } }', { headers: { authorization } });
    await ask('{ nonsense }', { headers: { authorization: `Bearer ${secrets[2]}` } });
    await fetch(`${server.url}/imports/00000000-0000-4000-8000-000000000000/file?capability=${secrets[2]}`, {
      method: 'PUT',
      body: secrets[1],
    });
    await fetch(`${server.url}/graphql?query=${encodeURIComponent(CATALOGUE)}&variables=${secrets[1]}`);
    const last = await fetch(`${server.url}/${secrets[2]}`);
    await lineOf(last.headers.get('x-request-id')!);
    for (const secret of [...secrets, title, token, token.split('.')[2]!]) expect(text).not.toContain(secret);
    expect(lines.length).toBeGreaterThanOrEqual(7);
  });

  it('tells the cause of a fault without its values, under the id that the client was given', async () => {
    const failing = await startTestServer({ requestLog: log, faultLog: log });
    await failing.app.dataSource.query(
      `ALTER TABLE sku_import ADD CONSTRAINT planted_ck CHECK (file_name <> 'planted-file.csv')`,
    );
    const [{ slug }] = await failing.app.dataSource.query('SELECT slug FROM belt LIMIT 1');
    const { errors } = await failing.query(
      `mutation ($input: SkuImportCreateInput!) { skuImportCreate(input: $input) { userErrors { code } } }`,
      {
        variables: {
          input: { belt: slug, fileName: 'planted-file.csv', format: 'CSV', idempotencyKey: 'planted' },
        },
        as: ADMIN,
      },
    );
    const { code, requestId } = errors![0]!.extensions;
    expect(code).toBe('INTERNAL_SERVER_ERROR');
    const line = await lineOf(String(requestId));
    expect(line).toMatchObject({ codes: ['INTERNAL_SERVER_ERROR'] });
    const fault = lines.find(({ level }) => level === 'error')!;
    expect(fault).toMatchObject({
      requestId,
      msg: 'A request failed',
      err: {
        code: '23514',
        constraint: 'planted_ck',
        sql: expect.stringContaining('INSERT INTO sku_import'),
      },
    });
    expect(text).not.toContain('planted-file.csv');
    await failing.close();
  });
});

describe('metrics', () => {
  const metrics = async (as?: object): Promise<Response> =>
    fetch(`${server.url}/metrics`, {
      headers: as ? { authorization: `Bearer ${await server.token(as as never)}` } : {},
    });
  const value = (scraped: string, series: string): number =>
    Number(
      scraped
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.slice(series.length) ?? 0,
    );

  it('are for ADMIN and SERVICE', async () => {
    expect((await metrics()).status).toBe(401);
    expect((await metrics({ roles: [Role.OPERATOR], belts: [] })).status).toBe(403);
    expect((await metrics({ roles: [Role.SERVICE] })).status).toBe(200);
    expect((await metrics(ADMIN)).headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  });

  it('count requests by the operations of schema/operations, others together', async () => {
    const before = await (await metrics(ADMIN)).text();
    const [{ handle }] = await server.app.dataSource.query('SELECT handle FROM streamer LIMIT 1');
    await ask(CATALOGUE);
    await ask('query NobodyKnowsThis { __typename }');
    await ask('query AnotherOne { __typename }');
    await ask('{ streamer(handle: "no-such-handle") { name } }');
    await server.query(
      `{ streamer(handle: "${handle}") { matches(first: 5) { nodes { title } diagnostics { rowsExamined } } } }`,
      { as: ADMIN },
    );
    await until(() => lines.length === 5, 'all are done');
    const after = await (await metrics(ADMIN)).text();
    const more = (series: string): number => value(after, series) - value(before, series);
    const count = 'headwater_request_duration_seconds_count';
    expect(more(`${count}{operation="BrowseCatalogue",status="200"}`)).toBe(1);
    expect(more(`${count}{operation="other",status="200"}`)).toBe(4);
    expect(after).not.toContain('NobodyKnowsThis');
    expect(more('headwater_match_rounds_count')).toBeGreaterThanOrEqual(1);
    expect(more('headwater_sql_duration_seconds_count{by="request"}')).toBeGreaterThanOrEqual(3);
    expect(value(after, 'headwater_database_up')).toBe(1);
    const [{ cells }] = await server.app.dataSource.query(
      'SELECT count(*)::int AS cells FROM matching_cell WHERE sku_count > 0',
    );
    expect(value(after, 'headwater_directory_cells')).toBe(cells);
    const age = Date.now() / 1000 - value(after, 'headwater_refreshed_timestamp_seconds{what="directory"}');
    expect(age).toBeLessThan(5);
  });

  it('are on a port of their own without a token', async () => {
    const own = await listenForMetrics(server.app, { host: '127.0.0.1', port: 0 });
    const at = `http://127.0.0.1:${(own.address() as AddressInfo).port}`;
    expect(await (await fetch(`${at}/metrics`)).text()).toContain('headwater_pool_connections{state="idle"}');
    expect((await fetch(`${at}/graphql`)).status).toBe(404);
    own.closeAllConnections();
    own.close();
  });
});
