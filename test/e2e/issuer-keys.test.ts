import { TokenVerifier } from '../../src/auth/tokens';
import { AUTH_LIMITS } from '../../src/config/limits';
import { createServer, type Server } from '../../src/server';
import { closeHealthy } from '../support/healthy';
import { Issuer, type IssuerKey, issuerKey } from '../support/issuer';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/started';

/* Keys that the issuer publishes, changes and withdraws, asked for over real HTTP by a real server. */

let issuer: Issuer;
let first: IssuerKey;
let second: IssuerKey;
let world: TestServer;
let server: Server;
let url: string;
let tokens: TokenVerifier;
/** What the log is told of keys that cannot be had. */
let told: unknown[];

beforeAll(async () => {
  issuer = await Issuer.start();
  [first, second] = await Promise.all([issuerKey('first'), issuerKey('second')]);
  world = await startTestServer({ template: 'migrated' });
});
afterAll(async () => {
  await issuer.stop();
  await closeHealthy(world);
});

const limit = (name: keyof typeof AUTH_LIMITS, value: number): unknown =>
  jest.replaceProperty<any, any>(AUTH_LIMITS, name, value);

async function start(): Promise<void> {
  told = [];
  tokens = await TokenVerifier.create(issuer.settings, (error) => told.push(error));
  server = await createServer({
    app: world.app,
    tokens,
    production: true,
    log: (message, error) => world.faults.push(error ?? message),
  });
  url = await server.http.listen({ host: '127.0.0.1', port: 0 });
  issuer.asked = 0;
}
beforeEach(() => {
  issuer.publish(first);
});
afterEach(async () => {
  tokens?.stop();
  await server?.close();
  jest.restoreAllMocks();
});

type Answer = { status: number; headers: Headers; body: any };

async function send(token: string | undefined, path = '/graphql', language = 'en'): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'accept-language': language,
      accept: path === '/graphql' ? 'application/json' : 'text/event-stream',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query: '{ viewer { roles } }' }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** The status that a new token under the key is answered with. */
const statusOf = async (key: IssuerKey): Promise<number> => (await send(await issuer.token(key))).status;

describe('the keys of the issuer', () => {
  it('are fetched at the start, and kept', async () => {
    await start();
    for (let i = 0; i < 5; i++) expect(await statusOf(first)).toBe(200);
    expect(issuer.asked).toBe(0);
  });

  it('are fetched when a token names a new one', async () => {
    limit('keysRetryMs', 0);
    await start();
    issuer.publish(first, second);
    expect([await statusOf(second), await statusOf(first)]).toEqual([200, 200]);
    expect(issuer.asked).toBe(1);
  });

  it('are not fetched each time by whoever makes up their names', async () => {
    await start();
    const forged = await Promise.all(
      Array.from({ length: 50 }, async (_, i) => issuer.token(await issuerKey(`forged-${i}`))),
    );
    const answers = await Promise.all(forged.map((token) => send(token)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect(issuer.asked).toBe(0);
  });

  it('are fetched once for all who ask at a time', async () => {
    limit('keysRetryMs', 1_000);
    await start();
    await until(
      async () => (await statusOf(await issuerKey('unknown'))) === 401 && issuer.asked === 1,
      'asked',
    );
    const asked = await Promise.all(Array.from({ length: 20 }, () => issuerKey('unknown').then(statusOf)));
    expect(new Set(asked)).toEqual(new Set([401]));
    expect(issuer.asked).toBeLessThanOrEqual(2);
  });

  it('hold no longer once they are withdrawn, even for a token that was verified before', async () => {
    // Six minutes where nothing is changed, as SECURITY.md says.
    expect(AUTH_LIMITS.keysMs + AUTH_LIMITS.knownTokenMs).toBe(6 * 60_000);
    limit('keysMs', 50);
    limit('knownTokenMs', 50);
    await start();
    const token = await issuer.token(first);
    expect((await send(token)).status).toBe(200);
    issuer.publish(second);
    const withdrawnAt = Date.now();
    await until(async () => (await send(token)).status === 401, 'the withdrawn key is refused', 5_000);
    // Fetched and remembered for fifty milliseconds each, and what a busy machine takes on top.
    expect(Date.now() - withdrawnAt).toBeLessThan(3_000);
    expect([await statusOf(first), await statusOf(second)]).toEqual([401, 200]);
  });

  it('are never those of development, whoever publishes them', async () => {
    const development = await issuerKey('development-0123456789abcdef');
    issuer.publish(first, development);
    await start();
    expect([await statusOf(development), await statusOf(first)]).toEqual([401, 200]);
  });
});

describe('while the issuer is down', () => {
  const FAILURES: [how: string, fail: () => void][] = [
    ['answers 503', () => issuer.says(503, '{}')],
    ['answers what is no JSON', () => issuer.says(200, '<html>')],
    ['answers what is no key set', () => issuer.says(200, '{"keys":"none"}')],
    ['sends elsewhere', () => issuer.says(302, '', { location: `${issuer.jwksUrl}/elsewhere` })],
    ['hangs up', () => (issuer.answer = (request) => request.socket.destroy())],
    ['says nothing', () => (issuer.answer = () => {})],
  ];

  it.each(FAILURES)('because it %s, the keys that it published last hold', async (_how, fail) => {
    limit('keysMs', 10);
    limit('keysRetryMs', 10);
    limit('keysTimeoutMs', 50);
    await start();
    fail();
    await until(() => told.length >= 2, 'it was asked in vain, and again');
    expect(await statusOf(first)).toBe(200);
  });

  it('a token under a key that is not among them is not called bad', async () => {
    limit('keysRetryMs', 0);
    await start();
    issuer.says(503, '{}');
    const { status, body } = await send(await issuer.token(second));
    expect({ status, code: body.errors[0].extensions.code }).toEqual({
      status: 503,
      code: 'AUTH_UNAVAILABLE',
    });
  });

  it('its keys hold for a day, and no longer', async () => {
    await start();
    expect(AUTH_LIMITS.keysKeptMs).toBe(24 * 3_600_000);
    expect(await statusOf(first)).toBe(200);
    issuer.says(503, '{}');
    limit('keysKeptMs', 0);
    expect(await statusOf(first)).toBe(503);
  });

  it.each(FAILURES)(
    'because it %s since the start, tokens are to be sent again later',
    async (_how, fail) => {
      limit('keysTimeoutMs', 50);
      fail();
      await start();
      expect(told).toHaveLength(1);
      const token = await issuer.token(first);
      for (const path of ['/graphql', '/graphql/stream']) {
        const { status, headers, body } = await send(token, path);
        expect({ status, retry: headers.get('retry-after'), body }).toEqual({
          status: 503,
          retry: '30',
          body: {
            errors: [
              {
                message: 'Whether your token holds cannot be checked at the moment; try again in a while.',
                extensions: { code: 'AUTH_UNAVAILABLE' },
              },
            ],
          },
        });
      }
      expect((await send(token, '/graphql', 'zh')).body.errors[0].message).toMatch(/暂时无法验证令牌/);
      // Nobody's requests are theirs to wait for, and a flood of tokens asks for nothing.
      expect(await send(undefined)).toMatchObject({ status: 200, body: { data: { viewer: null } } });
      expect(issuer.asked).toBe(0);
    },
  );

  it('is over, it is noticed without anybody asking us', async () => {
    limit('keysRetryMs', 20);
    issuer.says(503, '{}');
    await start();
    expect(await statusOf(first)).toBe(503);
    issuer.publish(first);
    const asked = issuer.asked;
    await until(() => issuer.asked > asked, 'it is asked again');
    expect(await statusOf(first)).toBe(200);
  });
});
