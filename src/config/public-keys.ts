import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { JWK } from 'jose';
import { isDevelopmentKey } from '../auth/local-keys';
import { ConfigError } from './config-error';

/** What fits each algorithm that tokens may be signed with; a smaller RSA key can be broken. */
const FITTING: Readonly<Record<string, (key: KeyObject) => boolean>> = {
  EdDSA: ({ asymmetricKeyType }) => asymmetricKeyType === 'ed25519',
  ES256: ({ asymmetricKeyDetails }) => asymmetricKeyDetails?.namedCurve === 'prime256v1',
  RS256: ({ asymmetricKeyType, asymmetricKeyDetails }) =>
    asymmetricKeyType === 'rsa' && asymmetricKeyDetails!.modulusLength! >= 2048,
};

/**
 * The keys of JWT_PUBLIC_KEYS, a JWK set or a file with one, each bound to its algorithm.
 * @throws ConfigError
 */
export function publicKeys(setting: string, dataDir: string, production: boolean): JWK[] {
  const keys = keySet(setting);
  for (const key of keys) {
    const name = `the key ${JSON.stringify(key.kid ?? '')}`;
    if (production && isDevelopmentKey(dataDir, key)) {
      throw unusable(`${name} is a development key, whose private half lies open`);
    }
    if (keys.length > 1 && keys.filter(({ kid }) => kid !== undefined && kid === key.kid).length !== 1) {
      throw unusable(`${name} has no kid of its own, by which a token could name it`);
    }
    if (key.d !== undefined || key.k !== undefined) throw unusable(`${name} is secret; expected public keys`);
    key.alg = algorithmOf(key);
    if (!key.alg) {
      throw unusable(`${name} is none for EdDSA (Ed25519), ES256 or RS256 (2,048 bits or more)`);
    }
  }
  return keys;
}

function keySet(setting: string): JWK[] {
  const isText = setting.trimStart().startsWith('{');
  try {
    const { keys } = JSON.parse(isText ? setting : readFileSync(setting, 'utf8')) as { keys?: JWK[] };
    if (Array.isArray(keys) && keys.length > 0) return keys;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code) throw unusable(`the file "${setting}" cannot be read (${code})`);
  }
  throw unusable('expected a JWK set, {"keys": [...]}, or the path of a file with one');
}

/** The algorithm that the key says it is for, or fits; undefined where it is none of ours. */
function algorithmOf(jwk: JWK): string | undefined {
  try {
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    return Object.keys(FITTING).find((name) => (jwk.alg ?? name) === name && FITTING[name]!(key));
  } catch {
    return undefined;
  }
}

const unusable = (why: string): ConfigError => new ConfigError(`JWT_PUBLIC_KEYS: ${why}.`);
