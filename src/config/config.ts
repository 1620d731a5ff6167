import type { JWK } from 'jose';
import type { LevelWithSilent } from 'pino';
import { ConfigError } from './config-error';
import { dataDirectory } from './database-url';
import { COST_LIMITS, QUALITY_LIMITS } from './limits';
import { publicKeys } from './public-keys';
import { replicaUrls } from './replica-urls';
import { trustedProxies } from './trusted-proxies';

/** Whose tokens are taken, and where the keys to verify them come from. */
export type AuthSettings = { issuer: string; audience: string } & (
  { jwksUrl: string } | { publicKeys: JWK[] }
);

export type Config = {
  production: boolean;
  host: string;
  port: number;
  dataDir: string;
  /** Databases that follow that of DATABASE_URL, which requests may read from. */
  replicaUrls: string[];
  /** Where clients reach the server, without a slash at its end; undefined: where their requests say. */
  publicUrl: string | undefined;
  /** Addresses and ranges whose X-Forwarded-* headers are believed. */
  trustedProxies: string[];
  /** Whether documents are refused that are not in schema/operations, but from trusted programs. */
  trustedDocumentsOnly: boolean;
  /** The least that is logged. */
  logLevel: LevelWithSilent;
  /** Where metrics are had without a token; undefined: nowhere. */
  metrics: { host: string; port: number } | undefined;
  qualityHalfLifeDays: number;
  /** Points that a subject's and an address's bucket take up in a second; 0 for none. */
  costRates: { perSecond: number; anonymousPerSecond: number };
  /** Undefined in development: local keys are used. */
  auth: AuthSettings | undefined;
};

export const isProduction = (env: NodeJS.ProcessEnv = process.env): boolean => env.NODE_ENV === 'production';

function integer(env: NodeJS.ProcessEnv, name: string, fallback: number, max: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new ConfigError(`${name} is "${text}"; expected a whole number from 0 to ${max}.`);
  }
  return value;
}

function jwksUrl(url: string, production: boolean): string {
  if (!URL.canParse(url)) throw new ConfigError(`JWKS_URL is "${url}"; expected a URL.`);
  const { protocol, hostname } = new URL(url);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  // Whoever can change the answer on its way can sign tokens for anybody.
  if (protocol !== 'https:' && !(protocol === 'http:' && (isHere || !production))) {
    throw new ConfigError(`JWKS_URL is "${url}"; expected https.`);
  }
  return url;
}

function authSettings(env: NodeJS.ProcessEnv, production: boolean): AuthSettings | undefined {
  const { JWKS_URL: url, JWT_PUBLIC_KEYS: keys } = env;
  if (url && keys) throw new ConfigError('JWKS_URL and JWT_PUBLIC_KEYS are both set; expected one of them.');
  const expected = { issuer: env.JWT_ISSUER || 'headwater', audience: env.JWT_AUDIENCE || 'headwater-api' };
  if (url) return { ...expected, jwksUrl: jwksUrl(url, production) };
  if (keys) return { ...expected, publicKeys: publicKeys(keys, dataDirectory(), production) };
  if (!production) return undefined;
  throw new ConfigError(
    'In production, set JWKS_URL or JWT_PUBLIC_KEYS to the public keys of whoever issues the tokens.',
  );
}

function trustedDocumentsOnly({ TRUSTED_DOCUMENTS: setting }: NodeJS.ProcessEnv): boolean {
  if (setting && setting !== 'only') {
    throw new ConfigError(`TRUSTED_DOCUMENTS is "${setting}"; expected only, or nothing.`);
  }
  return setting === 'only';
}

function publicUrl(env: NodeJS.ProcessEnv): string | undefined {
  const url = env.PUBLIC_URL;
  if (!url) return undefined;
  if (!/^https?:\/\/[^/?#]+(\/[^?#]*)?$/.test(url) || !URL.canParse(url)) {
    throw new ConfigError(
      `PUBLIC_URL is "${url}"; expected a URL such as https://api.example, without ? and #.`,
    );
  }
  return url.replace(/\/+$/, '');
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

function logLevel({ LOG_LEVEL: text = '' }: NodeJS.ProcessEnv): LevelWithSilent {
  const level = LOG_LEVELS.find((each) => each === (text || 'info'));
  if (!level) throw new ConfigError(`LOG_LEVEL is "${text}"; expected one of ${LOG_LEVELS.join(', ')}.`);
  return level;
}

/** Days after which what is recorded of a supplier counts half. @throws ConfigError */
export function qualityHalfLifeDays(env: NodeJS.ProcessEnv = process.env): number {
  const { halfLifeDays, maxHalfLifeDays } = QUALITY_LIMITS;
  const days = integer(env, 'QUALITY_HALF_LIFE_DAYS', halfLifeDays, maxHalfLifeDays);
  if (days === 0) throw new ConfigError('QUALITY_HALF_LIFE_DAYS is "0"; expected 1 or more.');
  return days;
}

/**
 * Reads the environment once. Without any configuration the server is in development mode on loopback.
 * @throws ConfigError
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const production = isProduction(env);
  const auth = authSettings(env, production);
  if (production && !env.DATABASE_URL) {
    throw new ConfigError('In production, set DATABASE_URL: the embedded Postgres is for development.');
  }
  return {
    production,
    host: env.HOST || '127.0.0.1',
    port: integer(env, 'PORT', 4000, 65_535),
    dataDir: dataDirectory(),
    replicaUrls: replicaUrls(env),
    publicUrl: publicUrl(env),
    costRates: {
      perSecond: integer(env, 'COST_PER_SECOND', COST_LIMITS.perSecond, 1_000_000),
      anonymousPerSecond: integer(
        env,
        'COST_PER_SECOND_ANONYMOUS',
        COST_LIMITS.anonymousPerSecond,
        1_000_000,
      ),
    },
    qualityHalfLifeDays: qualityHalfLifeDays(env),
    trustedProxies: trustedProxies(env, production),
    trustedDocumentsOnly: trustedDocumentsOnly(env),
    logLevel: logLevel(env),
    metrics: env.METRICS_PORT
      ? { host: env.METRICS_HOST || '127.0.0.1', port: integer(env, 'METRICS_PORT', 0, 65_535) }
      : undefined,
    auth,
  };
}
