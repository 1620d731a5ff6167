import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localKeys } from '../../src/auth/local-keys';
import { readConfig } from '../../src/config/config';
import { ConfigError } from '../../src/config/config-error';

const PRODUCTION = {
  NODE_ENV: 'production',
  JWKS_URL: 'https://id.example/keys',
  TRUST_PROXY: '10.0.0.7',
  DATABASE_URL: 'postgres://db.example/headwater',
};

describe('the settings', () => {
  it('are those of development on loopback where nothing is set', () => {
    expect(readConfig({})).toMatchObject({
      production: false,
      host: '127.0.0.1',
      port: 4000,
      qualityHalfLifeDays: 60,
      auth: undefined,
    });
  });

  it('that are empty are as good as not set', () => {
    expect(readConfig({ PORT: '', HOST: '', JWKS_URL: '', NODE_ENV: '' })).toEqual(readConfig({}));
  });

  it('are read from the environment', () => {
    expect(readConfig({ PORT: '0', HOST: '0.0.0.0' })).toMatchObject({ port: 0, host: '0.0.0.0' });
    expect(readConfig({ PORT: '65535' }).port).toBe(65_535);
    expect(readConfig({ ...PRODUCTION, JWT_ISSUER: 'us', JWT_AUDIENCE: 'them' })).toMatchObject({
      production: true,
      auth: { jwksUrl: 'https://id.example/keys', issuer: 'us', audience: 'them' },
    });
    expect(readConfig(PRODUCTION).auth).toMatchObject({ issuer: 'headwater', audience: 'headwater-api' });
  });

  it('say how fast buckets fill, or that there are none', () => {
    expect(readConfig({}).costRates).toEqual({ perSecond: 5_000, anonymousPerSecond: 2_000 });
    expect(readConfig({ COST_PER_SECOND: '0', COST_PER_SECOND_ANONYMOUS: '100' }).costRates).toEqual({
      perSecond: 0,
      anonymousPerSecond: 100,
    });
    expect(() => readConfig({ COST_PER_SECOND: 'fast' })).toThrow(
      'COST_PER_SECOND is "fast"; expected a whole',
    );
  });

  it('name replicas, several with commas between them', () => {
    const [one, two] = [
      'postgres://one.example/headwater',
      'postgresql://user:a%2Cb@two.example:5433/headwater',
    ];
    expect(readConfig({}).replicaUrls).toEqual([]);
    expect(readConfig({ ...PRODUCTION, DATABASE_REPLICA_URL: one }).replicaUrls).toEqual([one]);
    expect(readConfig({ ...PRODUCTION, DATABASE_REPLICA_URL: `${one}, ${two}` }).replicaUrls).toEqual([
      one,
      two,
    ]);
  });

  it.each([
    [{ DATABASE_REPLICA_URL: 'postgres://replica.example/headwater' }, /expected DATABASE_URL, too/],
    [{ ...PRODUCTION, DATABASE_REPLICA_URL: 'replica.example' }, /has in place 1 what is no URL/],
    [
      { ...PRODUCTION, DATABASE_REPLICA_URL: 'postgres://a.example/h,https://b.example' },
      /has in place 2 what/,
    ],
    [{ ...PRODUCTION, DATABASE_REPLICA_URL: 'postgres://a.example/h,' }, /has in place 2 what/],
    [
      { ...PRODUCTION, DATABASE_REPLICA_URL: Array(9).fill('postgres://a.example/h').join() },
      /has 9 URLs; expected 8/,
    ],
  ])('refuse replicas that cannot be: %j', (env, message) => {
    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).toThrow(message);
  });

  it('never tell a password of a replica', () => {
    const env = { ...PRODUCTION, DATABASE_REPLICA_URL: 'postgres://a:secret,hush@replica.example/headwater' };
    expect(() => readConfig(env)).toThrow(/^(?!.*(secret|hush)).*$/);
  });

  it.each([
    [{ QUALITY_HALF_LIFE_DAYS: '0' }, 'QUALITY_HALF_LIFE_DAYS is "0"; expected 1 or more.'],
    [{ QUALITY_HALF_LIFE_DAYS: '3651' }, /^QUALITY_HALF_LIFE_DAYS is "3651"/],
    [{ PORT: 'abc' }, 'PORT is "abc"; expected a whole number from 0 to 65535.'],
    [{ PORT: '-1' }, 'PORT is "-1"; expected a whole number from 0 to 65535.'],
    [{ PORT: '65536' }, 'PORT is "65536"; expected a whole number from 0 to 65535.'],
    [{ PORT: '80.5' }, 'PORT is "80.5"; expected a whole number from 0 to 65535.'],
    [{ JWKS_URL: 'keys' }, 'JWKS_URL is "keys"; expected a URL.'],
    [{ JWKS_URL: 'ftp://id.example/keys' }, 'JWKS_URL is "ftp://id.example/keys"; expected https.'],
    [
      { ...PRODUCTION, JWKS_URL: 'http://id.example/keys' },
      'JWKS_URL is "http://id.example/keys"; expected https.',
    ],
    [{ ...PRODUCTION, JWKS_URL: undefined }, /^In production, set JWKS_URL or JWT_PUBLIC_KEYS /],
    [{ ...PRODUCTION, TRUST_PROXY: undefined }, /^In production, set TRUST_PROXY /],
    [{ ...PRODUCTION, TRUST_PROXY: 'none' }, /TLS_ENDS=elsewhere/],
    [{ TLS_ENDS: 'here' }, 'TLS_ENDS is "here"; expected elsewhere.'],
    [{ TRUSTED_DOCUMENTS: 'yes' }, 'TRUSTED_DOCUMENTS is "yes"; expected only, or nothing.'],
    [{ ...PRODUCTION, DATABASE_URL: undefined }, /^In production, set DATABASE_URL/],
  ])('%j are refused in words', (env, message) => {
    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).toThrow(message);
  });
});

describe('the proxies that are believed', () => {
  it.each([
    [undefined, []],
    ['none', []],
    ['10.0.0.7', ['10.0.0.7']],
    ['10.0.0.7, 10.1.0.0/16,fd00::/8', ['10.0.0.7', '10.1.0.0/16', 'fd00::/8']],
    ['loopback', ['loopback']],
  ])('of %s are %j', (TRUST_PROXY, proxies) => {
    expect(readConfig({ TRUST_PROXY }).trustedProxies).toEqual(proxies);
  });

  it('may be none in production where TLS ends elsewhere', () => {
    const env = { ...PRODUCTION, TRUST_PROXY: 'none', TLS_ENDS: 'elsewhere' };
    expect(readConfig(env).trustedProxies).toEqual([]);
  });

  it.each([
    'true',
    '*',
    'all',
    '1',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '10.0.0.0/8/8',
    '10.0.0',
    'proxy.example',
    '10.0.0.7,',
  ])('are never everybody, nor a name: %s', (TRUST_PROXY) => {
    expect(() => readConfig({ TRUST_PROXY })).toThrow(ConfigError);
    expect(() => readConfig({ ...PRODUCTION, TRUST_PROXY })).toThrow(/^TRUST_PROXY has "/);
  });
});

describe('public keys that are given directly', () => {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-keys-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  type Jwk = Record<string, unknown>;
  const ed25519 = generateKeyPairSync('ed25519');
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = (pair: { publicKey: { export(of: { format: 'jwk' }): object } }): Jwk =>
    pair.publicKey.export({ format: 'jwk' }) as Jwk;
  const first = { ...jwk(ed25519), kid: 'first' };
  const second = { ...jwk(ec), kid: 'second' };
  const set = (...keys: Jwk[]): string => JSON.stringify({ keys });
  const read = (JWT_PUBLIC_KEYS: string, more = {}) =>
    readConfig({ ...PRODUCTION, JWKS_URL: '', JWT_PUBLIC_KEYS, ...more });

  it('are a JWK set, as text or in a file, each for its algorithm', () => {
    const file = join(folder, 'keys.json');
    writeFileSync(file, set(first, second));
    for (const setting of [set(first, second), ` ${set(first, second)}`, file]) {
      expect(read(setting, { JWT_ISSUER: 'us' }).auth).toEqual({
        issuer: 'us',
        audience: 'headwater-api',
        publicKeys: [
          { ...first, alg: 'EdDSA' },
          { ...second, alg: 'ES256' },
        ],
      });
    }
  });

  const rsa = (modulusLength: number): Jwk => jwk(generateKeyPairSync('rsa', { modulusLength }));
  it.each<[string, () => string, RegExp]>([
    ['are no JSON', () => '{', /expected a JWK set/],
    ['are no set', () => JSON.stringify(first), /expected a JWK set/],
    ['are none', () => set(), /expected a JWK set/],
    ['are in no file', () => join(folder, 'nowhere.json'), /nowhere\.json" cannot be read \(ENOENT\)/],
    ['have one name', () => set(first, { ...second, kid: 'first' }), /no kid of its own/],
    ['have no names', () => set(jwk(ed25519), second), /no kid of its own/],
    ['are private', () => set({ ...(ed25519.privateKey.export({ format: 'jwk' }) as Jwk) }), /is secret/],
    ['are shared secrets', () => set({ kty: 'oct', k: 'c2VjcmV0' }), /is secret/],
    ['are broken', () => set({ ...first, x: 'x' }), /is none for EdDSA/],
    ['are for what others sign with', () => set({ ...first, alg: 'ES256' }), /is none for EdDSA/],
    ['are small', () => set(rsa(1024)), /is none for EdDSA/],
    [
      'are of another kind',
      () => set(jwk(generateKeyPairSync('ec', { namedCurve: 'P-384' }))),
      /is none for/,
    ],
    [
      'are named as development keys are',
      () => set({ ...first, kid: 'development-1' }),
      /is a development key/,
    ],
  ])('are refused where they %s', (_what, setting, says) => {
    expect(() => read(setting())).toThrow(ConfigError);
    expect(() => read(setting())).toThrow(says);
  });

  it('are refused where they are the very key of the data directory, under whatever name', async () => {
    const before = process.env.DATA_DIR;
    process.env.DATA_DIR = folder;
    try {
      const { publicKey } = await localKeys(folder);
      expect(publicKey.kid).toMatch(/^development-/);
      expect(() => read(set({ ...publicKey, kid: 'ours' }))).toThrow(/is a development key/);
      // Whoever develops may go on with it.
      expect(readConfig({ JWT_PUBLIC_KEYS: set({ ...publicKey }) }).auth).toMatchObject({
        publicKeys: [publicKey],
      });
    } finally {
      if (before === undefined) delete process.env.DATA_DIR;
      else process.env.DATA_DIR = before;
    }
  });

  it('stand beside no JWKS_URL', () => {
    expect(() => readConfig({ ...PRODUCTION, JWT_PUBLIC_KEYS: set(first) })).toThrow(/both set/);
  });
});
