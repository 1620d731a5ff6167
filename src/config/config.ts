import type { JWK } from 'jose';
import { dataDirectory } from './database-url';
import { COST_LIMITS } from './limits';

export type AuthSettings = { issuer: string; audience: string } & ({ jwksUrl: string } | { publicKey: JWK });

export type Config = {
  production: boolean;
  host: string;
  port: number;
  dataDir: string;
  /** Where clients reach the server, without a slash at its end; undefined: where their requests say. */
  publicUrl: string | undefined;
  /** Points that a subject's and an address's bucket take up in a second; 0 for none. */
  costRates: { perSecond: number; anonymousPerSecond: number };
  /** Undefined in development: local keys are used. */
  auth: AuthSettings | undefined;
};

/** A setting that cannot be used; told at once, before anything is started. */
export class ConfigError extends Error {}

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

function jwksUrl(env: NodeJS.ProcessEnv): string | undefined {
  const url = env.JWKS_URL;
  if (!url) return undefined;
  if (!URL.canParse(url)) throw new ConfigError(`JWKS_URL is "${url}"; expected a URL.`);
  return url;
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

/**
 * Reads the environment once. Without any configuration the server is in development mode on loopback.
 * @throws ConfigError
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const production = isProduction(env);
  const url = jwksUrl(env);
  if (production && !url) {
    throw new ConfigError('In production, set JWKS_URL to the public keys of whoever issues the tokens.');
  }
  if (production && !env.DATABASE_URL) {
    throw new ConfigError('In production, set DATABASE_URL: the embedded Postgres is for development.');
  }
  return {
    production,
    host: env.HOST || '127.0.0.1',
    port: integer(env, 'PORT', 4000, 65_535),
    dataDir: dataDirectory(),
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
    auth: url
      ? { jwksUrl: url, issuer: env.JWT_ISSUER || 'headwater', audience: env.JWT_AUDIENCE || 'headwater-api' }
      : undefined,
  };
}
