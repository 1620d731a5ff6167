import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { type Env, Started, until } from '../support/started';

type Span = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes: { key: string; value: { stringValue?: string } }[];
};

const SERVER = 2;
const CLIENT = 3;
/** The server from its sources; when asked it says what of OpenTelemetry it has loaded. (prom-client loads its API.) */
const SCRIPT = `require('./src/main.ts');
  process.on('SIGUSR2', () => process.stdout.write(
    'loaded ' + Object.keys(require.cache).filter((file) => /@opentelemetry.(sdk|exporter|otlp|resources)/.test(file)).length + '\\n'));`;

jest.setTimeout(90_000);

let database: TestDatabase;
let collector: Server;
let endpoint: string;
let spans: Span[];
let sent: string;

beforeAll(async () => {
  database = await createTestDatabase({ template: 'demo' });
  collector = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      sent += body;
      for (const { scopeSpans } of JSON.parse(body).resourceSpans)
        for (const scope of scopeSpans) spans.push(...scope.spans);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});
afterAll(async () => {
  collector.closeAllConnections();
  collector.close();
  await database.drop();
});
beforeEach(() => {
  spans = [];
  sent = '';
});

async function start(env: Env): Promise<{ server: Started; url: string; loaded(): Promise<number> }> {
  const server = new Started(
    spawn(process.execPath, ['-r', './tools/typescript.cjs', '-e', SCRIPT], {
      cwd: join(__dirname, '..', '..'),
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: database.url,
        NODE_ENV: 'production',
        TRUST_PROXY: 'loopback',
        JWKS_URL: 'http://127.0.0.1:1/keys',
        PORT: '0',
        ...env,
      },
    }),
  );
  const { url } = await server.listening();
  const says = /loaded (\d+)/;
  return {
    server,
    url,
    loaded: async () => {
      server.process.kill('SIGUSR2');
      await until(() => says.test(server.stdout), 'it says what is loaded');
      return Number(says.exec(server.stdout)![1]);
    },
  };
}

const ask = (url: string, headers: Env, text: string): Promise<unknown> =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({
      query:
        'query Planted($text: String) { skus(first: 2, filter: { text: $text }) { nodes { title } } suppliers(first: 1) { nodes { name } } }',
      variables: { text },
    }),
  }).then((response) => response.json());

async function end(server: Started): Promise<void> {
  server.process.kill('SIGTERM');
  expect(await server.ended).toBe(0);
}

it('leads from the request to its operation to its statements, below the span of the caller', async () => {
  const { server, url, loaded } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  expect(await loaded()).toBeGreaterThan(0);
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
  const answers = await Promise.all([
    ask(url, { traceparent, 'x-request-id': 'traced-request' }, '紫砂壶密语'),
    ask(url, {}, '另一个人'),
    ask(url, { traceparent: 'no-such-thing' }, '另一个人'),
  ]);
  for (const answer of answers) expect(answer).toMatchObject({ data: { skus: { nodes: [] } } });
  await end(server);

  const own = spans.filter((span) => span.traceId === traceId);
  const http = own.find(({ name }) => name === 'POST /graphql')!;
  const operation = own.find(({ name }) => name === 'query Planted')!;
  const sql = own.filter(({ attributes }) => attributes.some(({ key }) => key === 'db.system.name'));
  expect(http).toMatchObject({ parentSpanId: '00f067aa0ba902b7', kind: SERVER });
  expect(operation.parentSpanId).toBe(http.spanId);
  expect(own).toHaveLength(2 + sql.length);
  for (const span of sql) expect(span).toMatchObject({ parentSpanId: operation.spanId, kind: CLIENT });
  // As many as the log says, which counts them by itself.
  const line = server.stderr.split('\n').find((text) => text.includes('traced-request'))!;
  expect(sql).toHaveLength(JSON.parse(line).statements);
  expect(sql.map(({ name }) => name)).toContain('SELECT supplier');
  const text = (span: Span): string =>
    span.attributes.find(({ key }) => key === 'db.query.text')!.value.stringValue!;
  expect(sql.map(text).join()).toMatch(/\$1/);
  expect(sent).not.toMatch(/紫砂壶|另一个/);
  // Who names no caller, or none that can be, begins a trace.
  const roots = spans.filter(({ parentSpanId }) => !parentSpanId);
  expect(roots.map(({ name }) => name)).toEqual(['POST /graphql', 'POST /graphql']);
  expect(new Set(spans.map((span) => span.traceId)).size).toBe(3);
});

it('is not even loaded where no collector is named', async () => {
  const { server, url, loaded } = await start({});
  await ask(url, {}, '紫砂壶');
  expect(await loaded()).toBe(0);
  await end(server);
});
