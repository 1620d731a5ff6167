import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import pino from 'pino';
import { HTTP_LIMITS } from '../../src/config/limits';
import { answerHttpErrors } from '../../src/graphql/http-errors';
import { addressOf } from '../../src/limits/address';
import { limitBodyTime, limitInFlight } from '../../src/limits/request-limits';
import { recordRequests } from '../../src/observability/request-log';
import { closeHealthy } from '../support/healthy';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/started';

let server: TestServer;

/** A server of routes of a test's own, where errors are noted as everywhere. */
function recorded(): FastifyInstance {
  const http = fastify();
  recordRequests(http, pino({ enabled: false }));
  return http;
}

beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
});
afterAll(() => closeHealthy(server));

const post = (query: string): Promise<Response> =>
  fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': 'en' },
    body: JSON.stringify({ query }),
  });

it('while as many requests as a server takes are under way, one more is told to come again', async () => {
  const http = recorded();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let begun = 0;
  const options = { onRequest: limitInFlight(3), errorHandler: answerHttpErrors(() => {}) };
  http.get('/', options, async () => {
    begun++;
    await held;
    return 'ok';
  });
  const url = await http.listen({ host: '127.0.0.1', port: 0 });
  const get = (): Promise<Response> => fetch(url, { headers: { 'accept-language': 'en' } });

  const underWay = [get(), get(), get()];
  await until(() => begun === 3, 'three are under way');
  const refused = await get();
  expect({ status: refused.status, retryAfter: refused.headers.get('retry-after') }).toEqual({
    status: 503,
    retryAfter: '1',
  });
  expect(await refused.json()).toEqual({
    errors: [
      { message: 'Too much is asked just now; try again in a moment.', extensions: { code: 'OVERLOADED' } },
    ],
  });
  release();
  for (const answer of await Promise.all(underWay)) expect(await answer.text()).toBe('ok');
  await until(async () => (await get()).status === 200, 'there is room again');
  await http.close();
});

describe('a connection', () => {
  const sockets: Socket[] = [];
  afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));

  const open = async (url: string): Promise<Socket> => {
    const { port } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  const answerOf = async (socket: Socket): Promise<string> => {
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    await once(socket, 'close');
    return text;
  };

  it('whose body does not arrive is given up, with a word', async () => {
    const http = recorded();
    http.post('/', { onRequest: limitBodyTime(50), errorHandler: answerHttpErrors(() => {}) }, () => 'ok');
    const url = await http.listen({ host: '127.0.0.1', port: 0 });
    const socket = await open(url);
    socket.write(
      'POST / HTTP/1.1\r\nhost: x\r\naccept-language: en\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"query":',
    );
    const answer = await answerOf(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('REQUEST_TIMEOUT');
    const body = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(await body.text()).toBe('ok');
    await http.close();
  });

  it('whose headers are too large is refused', async () => {
    const header = 'x'.repeat(HTTP_LIMITS.maxHeaderBytes + 1);
    const response = await fetch(`${server.url}/livez`, { headers: { 'x-long': header } });
    expect(response.status).toBe(431);
  });

  it('beyond as many as the server takes is closed', async () => {
    const held: Socket[] = [];
    // By as many as wait to be accepted at once; beyond, the system lets them wait longer.
    for (let opened = 0; opened < HTTP_LIMITS.maxConnections + 100; opened += 100)
      held.push(...(await Promise.all(Array.from({ length: 100 }, () => open(server.url)))));
    held.forEach((socket) => socket.resume());
    const closed = (): number => held.filter((socket) => socket.closed).length;
    await until(() => closed() >= 100, 'a hundred are closed');
    expect(held.length - closed()).toBeLessThanOrEqual(HTTP_LIMITS.maxConnections);
    held.forEach((socket) => socket.destroy());
    await until(
      () =>
        post('{ __typename }').then(
          ({ status }) => status === 200,
          () => false,
        ),
      'there is room again',
    );
  }, 60_000);
});

describe('an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s stands for %s', (ip, address) => {
    expect(addressOf(ip)).toBe(address);
  });
});
