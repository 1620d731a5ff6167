import { request as httpRequest } from 'node:http';
import { Role } from '../../src/auth/principal';
import { createServer, type Server } from '../../src/server';
import { TokenVerifier } from '../../src/auth/tokens';
import { closeHealthy } from '../support/healthy';
import { CREATE } from '../support/imports';
import { Issuer, issuerKey } from '../support/issuer';
import { startTestServer, type TestServer } from '../support/server';

/* Two peers on one machine: 127.0.0.1 is the proxy, where one is trusted, and 127.0.0.2 is a stranger. */

const PROXY = '127.0.0.1';
const STRANGER = '127.0.0.2';

let world: TestServer;
let issuer: Issuer;
let token: string;
let servers: Record<'behind a proxy' | 'by itself', { server: Server; port: number }>;

beforeAll(async () => {
  world = await startTestServer({ template: 'migrated' });
  issuer = await Issuer.start();
  const key = await issuerKey('ours');
  issuer.publish(key);
  token = await issuer.token(key, { roles: [Role.OPERATOR], belts: ['yiwu'] });
  const start = async (trustedProxies: string[]): Promise<{ server: Server; port: number }> => {
    const server = await createServer({
      app: world.app,
      tokens: await TokenVerifier.create(issuer.settings),
      production: true,
      trustedProxies,
      log: (message, error) => world.faults.push(error ?? message),
    });
    server.http.get('/who', async ({ ip, protocol, host }) => ({ ip, protocol, host }));
    await server.http.listen({ host: '0.0.0.0', port: 0 });
    return { server, port: (server.http.server.address() as { port: number }).port };
  };
  servers = { 'behind a proxy': await start([PROXY, '10.1.0.0/16']), 'by itself': await start([]) };
});
afterAll(async () => {
  for (const { server } of Object.values(servers)) await server.close();
  await issuer.stop();
  await closeHealthy(world);
});

type Asked = { from?: string; headers?: Record<string, string>; body?: object };

/** Sends a request from an address of its own; what is answered to it. */
const send = (
  which: keyof typeof servers,
  path: string,
  { from = PROXY, headers = {}, body }: Asked = {},
): Promise<{ status: number; body: any }> =>
  new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: servers[which].port,
      path,
      method: body ? 'POST' : 'GET',
      localAddress: from,
      headers: { 'content-type': 'application/json', ...headers },
    };
    httpRequest(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode!, body: JSON.parse(text) }));
    })
      .on('error', reject)
      .end(body && JSON.stringify(body));
  });

const FORWARDED = {
  'x-forwarded-for': '203.0.113.9',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'api.example',
};

const QUERY = '{ viewer { roles } }';
const REFUSED = { status: 400, body: { errors: [{ extensions: { code: 'BAD_REQUEST' } }] } };

let keys = 0;
/** Where the address of a new import's file leads. */
async function uploadOrigin(which: keyof typeof servers, asked: Asked): Promise<string> {
  const input = { belt: 'yiwu', fileName: 'a.csv', format: 'CSV', idempotencyKey: `key ${++keys}` };
  const { body } = await send(which, '/graphql', {
    ...asked,
    headers: { authorization: `Bearer ${token}`, ...asked.headers },
    body: { query: CREATE, variables: { input } },
  });
  return body.data.skuImportCreate.uploadUrl.replace(/\/imports\/.*/, '');
}

describe('what a request says of where it came from', () => {
  it('is believed of a proxy that is trusted', async () => {
    const { body } = await send('behind a proxy', '/who', { headers: FORWARDED });
    expect(body).toEqual({ ip: '203.0.113.9', protocol: 'https', host: 'api.example' });
    expect(await uploadOrigin('behind a proxy', { headers: FORWARDED })).toBe('https://api.example');
  });

  it('is not believed of a stranger who reaches the server beside the proxy', async () => {
    const host = `127.0.0.1:${servers['behind a proxy'].port}`;
    const asked = { from: STRANGER, headers: FORWARDED };
    const { body } = await send('behind a proxy', '/who', asked);
    expect(body).toEqual({ ip: STRANGER, protocol: 'http', host });
    expect(await uploadOrigin('behind a proxy', asked)).toBe(`http://${host}`);
  });

  it.each([PROXY, STRANGER])('is believed of nobody where no proxy is trusted, not of %s', async (from) => {
    const host = `127.0.0.1:${servers['by itself'].port}`;
    const { body } = await send('by itself', '/who', { from, headers: FORWARDED });
    expect(body).toEqual({ ip: from, protocol: 'http', host });
    expect(await uploadOrigin('by itself', { from, headers: FORWARDED })).toBe(`http://${host}`);
  });

  it.each([
    ['what a client claims before the proxy adds to it', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    ['two proxies, both trusted', '203.0.113.9, 10.1.2.3', '203.0.113.9'],
    ['a proxy that is not trusted', '203.0.113.9, 10.2.0.1', '10.2.0.1'],
    ['a client that claims to be the proxy', '127.0.0.1, 203.0.113.9', '203.0.113.9'],
  ])('takes the address next to the trusted ones: %s', async (_what, forwarded, ip) => {
    const { body } = await send('behind a proxy', '/who', { headers: { 'x-forwarded-for': forwarded } });
    expect(body.ip).toBe(ip);
  });

  it.each(['javascript', 'ftp', 'https://elsewhere.example/?'])(
    'is refused where a proxy lets "%s" through as a scheme',
    async (scheme) => {
      const headers = { ...FORWARDED, 'x-forwarded-proto': scheme };
      expect(await send('behind a proxy', '/graphql', { headers, body: { query: QUERY } })).toMatchObject(
        REFUSED,
      );
    },
  );

  it.each(['a b', '[', '%'])('is refused where the Host is "%s", which is no fault of ours', async (host) => {
    const answer = await send('by itself', '/graphql', { headers: { host }, body: { query: QUERY } });
    expect(answer).toMatchObject(REFUSED);
  });
});
