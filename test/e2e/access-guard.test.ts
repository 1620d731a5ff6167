import { createHmac } from 'node:crypto';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { Role } from '../../src/auth/principal';
import { TokenVerifier } from '../../src/auth/tokens';
import { createServer, type Server } from '../../src/server';
import { closeHealthy } from '../support/healthy';
import { startTestServer, type TestServer } from '../support/server';

describe('a token', () => {
  const QUERY = '{ viewer { roles } }';
  const GOOD: JWTPayload = { iss: 'our-issuer', aud: 'our-audience', sub: 'somebody', roles: [Role.ADMIN] };

  let world: TestServer;
  let server: Server;
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  let publicKey: JWK;

  beforeAll(async () => {
    world = await startTestServer({ template: 'migrated' });
    keys = await generateKeyPair('EdDSA', { extractable: true });
    publicKey = await exportJWK(keys.publicKey);
    server = await createServer({
      app: world.app,
      tokens: await TokenVerifier.create({
        issuer: 'our-issuer',
        audience: 'our-audience',
        publicKey: { ...publicKey, alg: 'EdDSA' },
      }),
      production: true,
      log: (message, error) => world.faults.push(error ?? message),
    });
  });
  afterAll(async () => {
    await server.close();
    await closeHealthy(world);
  });

  const seconds = (from: number): number => Math.floor(Date.now() / 1000) + from;

  const sign = (payload: JWTPayload, key = keys.privateKey, header = {}): Promise<string> =>
    new SignJWT({ exp: seconds(60), ...payload }).setProtectedHeader({ alg: 'EdDSA', ...header }).sign(key);

  async function send(authorization: string | undefined, language = 'en') {
    const answer = await server.http.inject({
      method: 'POST',
      url: '/graphql',
      headers: {
        'content-type': 'application/json',
        'accept-language': language,
        ...(authorization === undefined ? {} : { authorization }),
      },
      payload: { query: QUERY },
    });
    return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
  }

  const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  /** Signed with HMAC, by someone who has read the public key and hopes that it is taken for the secret. */
  const signedWithPublicKey = (secret: string | Buffer): string => {
    const body = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url({ ...GOOD, exp: seconds(60) })}`;
    return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
  };

  it('that holds tells who asks', async () => {
    const { status, body } = await send(`Bearer ${await sign(GOOD)}`);
    expect({ status, data: body.data }).toEqual({ status: 200, data: { viewer: { roles: ['ADMIN'] } } });
  });

  it('is not needed for what is open to all', async () => {
    expect(await send(undefined)).toMatchObject({ status: 200, body: { data: { viewer: null } } });
  });

  it.each<[string, () => string | Promise<string>]>([
    ['that has expired', () => sign({ ...GOOD, exp: seconds(-60) })],
    ['that holds from later on', () => sign({ ...GOOD, nbf: seconds(60) })],
    ['without an end', () => sign({ ...GOOD, exp: undefined })],
    ['without a subject', () => sign({ ...GOOD, sub: undefined })],
    ['of another issuer', () => sign({ ...GOOD, iss: 'headwater' })],
    ['without an issuer', () => sign({ ...GOOD, iss: undefined })],
    ['for another audience', () => sign({ ...GOOD, aud: 'headwater-api' })],
    ['without an audience', () => sign({ ...GOOD, aud: undefined })],
    ['signed with another key', async () => sign(GOOD, (await generateKeyPair('EdDSA')).privateKey)],
    [
      'signed with another algorithm',
      async () => sign(GOOD, (await generateKeyPair('ES256')).privateKey, { alg: 'ES256' }),
    ],
    [
      'that brings its own key',
      async () => {
        const own = await generateKeyPair('EdDSA', { extractable: true });
        return sign(GOOD, own.privateKey, { jwk: await exportJWK(own.publicKey) });
      },
    ],
    [
      'not signed, with alg none',
      () => `${base64url({ alg: 'none' })}.${base64url({ ...GOOD, exp: seconds(60) })}.`,
    ],
    [
      'not signed, with alg None and a signature',
      async () => `${base64url({ alg: 'None' })}.${(await sign(GOOD)).split('.').slice(1).join('.')}`,
    ],
    [
      'signed with the public key as a secret, raw',
      () => signedWithPublicKey(Buffer.from(publicKey.x!, 'base64url')),
    ],
    ['signed with the public key as a secret, as JWK', () => signedWithPublicKey(JSON.stringify(publicKey))],
    [
      'signed with the public key as a secret, as PEM',
      async () => signedWithPublicKey(await exportSPKI(keys.publicKey)),
    ],
    [
      'whose claims were changed',
      async () => {
        const [header, , signature] = (await sign({ ...GOOD, roles: [Role.STREAMER] })).split('.');
        return `${header}.${base64url({ ...GOOD, exp: seconds(60) })}.${signature}`;
      },
    ],
    ['without its signature', async () => (await sign(GOOD)).split('.').slice(0, 2).join('.')],
    [
      'with a critical header that nobody knows',
      () =>
        new SignJWT({ ...GOOD, exp: seconds(60) })
          .setProtectedHeader({ alg: 'EdDSA', crit: ['x'], x: 1 })
          .sign(keys.privateKey, { crit: { x: true } }),
    ],
    ['that is no token', () => 'garbage'],
    ['that is empty', () => ''],
    ['that is two', async () => `${await sign(GOOD)} ${await sign(GOOD)}`],
    ['that is very long', () => 'x'.repeat(12_000)],
  ])('%s is refused with 401, whatever is asked', async (_what, token) => {
    const { status, headers, body } = await send(`Bearer ${await token()}`);
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toMatch(/^Bearer/);
    expect(body).toEqual({
      errors: [
        {
          message: 'Sign in first: send a valid bearer token in the Authorization header.',
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ],
    });
  });

  it.each(['Basic c29tZWJvZHk6c2VjcmV0', 'Bearer', 'Token x', ''])(
    'is not what "Authorization: %s" brings, which is refused with 401',
    async (authorization) => {
      expect(await send(authorization)).toMatchObject({
        status: 401,
        body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
      });
    },
  );

  it('that is refused is refused in Chinese where no other language is asked for', async () => {
    const { body } = await send('Bearer garbage', 'fr');
    expect(body.errors[0].message).toMatch(/请先登录/);
  });

  describe('where the keys are the issuer’s to publish', () => {
    let issuer: HttpServer;
    let published: { status: number; body: unknown };
    let jwksUrl: string;

    beforeAll(async () => {
      issuer = createHttpServer((_request, response) => {
        response.writeHead(published.status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(published.body));
      });
      await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
      jwksUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/keys`;
    });
    afterAll(() => new Promise((resolve) => issuer.close(resolve)));

    const keySet = () => ({ keys: [{ ...publicKey, kid: 'ours', alg: 'EdDSA' }] });
    const verified = async (token: string): Promise<unknown> => {
      const verifier = await TokenVerifier.create({
        issuer: 'our-issuer',
        audience: 'our-audience',
        jwksUrl,
      });
      return verifier.principalOf(`Bearer ${token}`);
    };

    it('holds under the key that it names', async () => {
      published = { status: 200, body: keySet() };
      const token = await sign(GOOD, keys.privateKey, { kid: 'ours' });
      expect(await verified(token)).toMatchObject({ subject: 'somebody', roles: new Set(['ADMIN']) });
    });

    it('is refused where it names a key that is not there, or was signed with another one', async () => {
      published = { status: 200, body: keySet() };
      const other = (await generateKeyPair('EdDSA')).privateKey;
      for (const [key, kid] of [
        [keys.privateKey, 'theirs'],
        [other, 'ours'],
      ] as const) {
        await expect(verified(await sign(GOOD, key, { kid }))).rejects.toMatchObject({
          code: 'UNAUTHENTICATED',
        });
      }
    });

    it.each([
      ['fails', { status: 503, body: {} }],
      ['sends what is no key set', { status: 200, body: { keys: 'none' } }],
    ])('is not called bad where the issuer %s', async (_how, answer) => {
      published = answer;
      const token = await sign(GOOD, keys.privateKey, { kid: 'ours' });
      await expect(verified(token)).rejects.not.toMatchObject({ code: 'UNAUTHENTICATED' });
    });
  });

  it('may be sent with the scheme in any case', async () => {
    expect(await send(`bearer ${await sign(GOOD)}`)).toMatchObject({ status: 200 });
  });
});
