import { createHmac, KeyObject, sign as signBytes } from 'node:crypto';
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
        publicKeys: [{ ...publicKey, alg: 'EdDSA', kid: 'ours' }],
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
    new SignJWT({ exp: seconds(60), ...payload })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'ours', ...header })
      .sign(key);

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
    const body = `${base64url({ alg: 'HS256', typ: 'JWT', kid: 'ours' })}.${base64url({ ...GOOD, exp: seconds(60) })}`;
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
    ['that holds for a year', () => sign({ ...GOOD, exp: seconds(365 * 86_400) })],
    ['that was to hold for a year', () => sign({ ...GOOD, iat: seconds(-365 * 86_400) })],
    ['without a subject', () => sign({ ...GOOD, sub: undefined })],
    ['of another issuer', () => sign({ ...GOOD, iss: 'headwater' })],
    ['without an issuer', () => sign({ ...GOOD, iss: undefined })],
    ['for another audience', () => sign({ ...GOOD, aud: 'headwater-api' })],
    ['without an audience', () => sign({ ...GOOD, aud: undefined })],
    ['signed with another key', async () => sign(GOOD, (await generateKeyPair('EdDSA')).privateKey)],
    ['that names a key that is not there', () => sign(GOOD, keys.privateKey, { kid: 'theirs' })],
    [
      'that names an algorithm which the key is not for',
      async () => {
        const [, claims, signature] = (await sign(GOOD)).split('.');
        return `${base64url({ alg: 'ES256', kid: 'ours' })}.${claims}.${signature}`;
      },
    ],
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
          .setProtectedHeader({ alg: 'EdDSA', kid: 'ours', crit: ['x'], x: 1 })
          .sign(keys.privateKey, { crit: { x: true } }),
    ],
    [
      'with the critical header by which claims are not encoded',
      () => {
        const header = base64url({ alg: 'EdDSA', kid: 'ours', crit: ['b64'], b64: false });
        const text = `${header}.${base64url({ ...GOOD, exp: seconds(60) })}`;
        return `${text}.${signBytes(null, Buffer.from(text), KeyObject.from(keys.privateKey)).toString('base64url')}`;
      },
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

  it('may be sent with the scheme in any case', async () => {
    expect(await send(`bearer ${await sign(GOOD)}`)).toMatchObject({ status: 200 });
  });
});
