import { ConfigError, readConfig } from '../../src/config/config';

const PRODUCTION = {
  NODE_ENV: 'production',
  JWKS_URL: 'https://id.example/keys',
  DATABASE_URL: 'postgres://db.example/headwater',
};

describe('the settings', () => {
  it('are those of development on loopback where nothing is set', () => {
    expect(readConfig({})).toMatchObject({
      production: false,
      host: '127.0.0.1',
      port: 4000,
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

  it.each([
    [{ PORT: 'abc' }, 'PORT is "abc"; expected a whole number from 0 to 65535.'],
    [{ PORT: '-1' }, 'PORT is "-1"; expected a whole number from 0 to 65535.'],
    [{ PORT: '65536' }, 'PORT is "65536"; expected a whole number from 0 to 65535.'],
    [{ PORT: '80.5' }, 'PORT is "80.5"; expected a whole number from 0 to 65535.'],
    [{ JWKS_URL: 'keys' }, 'JWKS_URL is "keys"; expected a URL.'],
    [{ ...PRODUCTION, JWKS_URL: undefined }, /^In production, set JWKS_URL /],
    [{ ...PRODUCTION, DATABASE_URL: undefined }, /^In production, set DATABASE_URL/],
  ])('%j are refused in words', (env, message) => {
    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).toThrow(message);
  });
});
