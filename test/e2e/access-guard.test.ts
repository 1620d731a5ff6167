import { createHmac } from 'node:crypto';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extendSchema, type GraphQLSchema, isObjectType, parse } from 'graphql';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { guard } from '../../src/auth/guard';
import { Role } from '../../src/auth/principal';
import { TokenVerifier } from '../../src/auth/tokens';
import { buildSchema } from '../../src/graphql/schema';
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
    expect({ status, body }).toEqual({ status: 200, body: { data: { viewer: { roles: ['ADMIN'] } } } });
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

describe('every field of the schema', () => {
  /** The guarded ones; what is in neither list is open to all. */
  const GUARDED: Record<string, ('terms' | 'card' | 'fans' | 'streamers')[]> = {
    'Sku.supplyPrice': ['terms'],
    'Sku.commissionRate': ['terms'],
    'Sku.stock': ['terms'],
    'Query.streamer': ['card'],
    'Query.streamers': ['card'],
    ...Object.fromEntries(
      ['id', 'handle', 'name', 'followerCount', 'niche', 'homeBelt'].map((field) => [
        `Streamer.${field}`,
        ['card'],
      ]),
    ),
    'Streamer.fanProfile': ['fans'],
    'Streamer.matches': ['fans'],
    'Sku.streamerMatches': ['streamers'],
    'Supplier.streamerMatches': ['streamers'],
  };

  /** Reached through a guarded field alone, and guarded once more against whoever has not signed in. */
  const BEHIND_GUARDED = [
    'StreamerConnection',
    'StreamerEdge',
    'FanProfile',
    'RegionShare',
    'PriceBandShare',
    'CategoryShare',
    'CategoryPriceBands',
    'MatchConnection',
    'MatchEdge',
    'MatchDiagnostics',
    'ScoreComponent',
    'ProfileBasis',
    'StreamerMatchConnection',
    'StreamerMatchEdge',
    'StreamerMatchDiagnostics',
  ];

  const OPEN: Record<string, string> = {
    Query: 'node nodes viewer belts belt categories priceBands suppliers skus',
    Viewer: 'roles streamer belts',
    Belt: 'id slug name nameEn kind region bases suppliers skus',
    Base: 'slug name nameEn region',
    Region: 'code name shortName level parent',
    Category: 'id slug name nameEn parent children',
    PriceBand: 'code min max',
    Money: 'amount currency',
    PageInfo: 'hasNextPage hasPreviousPage startCursor endCursor',
    Supplier: 'id code name kind status region belt quality skus',
    SupplierQuality: 'score components',
    QualityComponent: 'metric observed sampleSize estimate weight contribution',
    Sku:
      'id code title description attributes imageUrls category supplier belt provenance livePrice marketPrice ' +
      'priceBand guarantees status salesTotal version updatedAt audience shipping',
    SkuAttribute: 'name value',
    SkuAudience: 'name nameEn genders ages',
    GenderShare: 'gender share',
    AgeShare: 'age share',
    ShippingTerms: 'name nameEn dispatchHours freeProvinces',
    BeltConnection: 'edges nodes pageInfo totalCount',
    BeltEdge: 'cursor node',
    SupplierConnection: 'edges nodes pageInfo totalCount',
    SupplierEdge: 'cursor node',
    SkuConnection: 'edges nodes pageInfo totalCount',
    SkuEdge: 'cursor node',
  };

  let schema: GraphQLSchema;
  let fields: [name: string, resolve: ((...of: any[]) => unknown) | undefined][];

  beforeAll(async () => {
    schema = await buildSchema();
    fields = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .filter(({ name }) => !name.startsWith('__'))
      .flatMap((type) =>
        Object.values(type.getFields()).map(
          ({ name, resolve }) => [`${type.name}.${name}`, resolve] as (typeof fields)[0],
        ),
      );
  });

  it('has a row here that says who may see it', () => {
    const known = new Set(
      Object.entries(OPEN).flatMap(([type, names]) => names.split(' ').map((name) => `${type}.${name}`)),
    );
    const unknown = fields
      .map(([name]) => name)
      .filter(
        (name) => !known.has(name) && !(name in GUARDED) && !BEHIND_GUARDED.includes(name.split('.')[0]!),
      );
    expect(unknown).toEqual([]);
  });

  it('that is guarded refuses whoever has not signed in, whatever object it is asked of', () => {
    const anonymous = {
      principal: { subject: null, roles: new Set(), streamer: null, belts: new Set(), supplier: null },
    };
    const guarded = fields.filter(
      ([name]) => name in GUARDED || BEHIND_GUARDED.includes(name.split('.')[0]!),
    );
    expect(guarded.length).toBeGreaterThan(40);
    for (const [name, resolve] of guarded) {
      expect(() => resolve!({}, {}, { ...anonymous, app: { reference: { belts: new Map() } } }, {})).toThrow(
        expect.objectContaining({ code: 'UNAUTHENTICATED', message: expect.any(String) }),
      );
      expect(name).toBeTruthy();
    }
  });

  it.each([
    ['Query.secret', 'extend type Query { secret: String }'],
    ['Subscription.all', 'type Subscription { all: String } extend schema { subscription: Subscription }'],
    ['Secret.value', 'type Secret { value: String } extend type Belt { secret: Secret }'],
  ])('must have a row in the product’s own table: %s without one fails the build', (field, extension) => {
    const message = `no row for ${field}`;
    expect(() => guard(extendSchema(schema, parse(extension)))).toThrow(message);
  });

  it('is what the rows of the product’s own table are for: one for nothing fails the build', async () => {
    const smaller = await buildSchema();
    delete smaller.getQueryType()!.getFields().categories;
    expect(() => guard(smaller)).toThrow('rows for what is not there: Query.categories');
  });
});
