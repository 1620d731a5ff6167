import { isIP } from 'node:net';
import { ConfigError } from './config-error';

/** Names for ranges that fastify knows. */
const RANGES = ['loopback', 'linklocal', 'uniquelocal'];

/**
 * The proxies of TRUST_PROXY, whose X-Forwarded-* headers are believed. TLS ends before this process, which speaks plain
 * HTTP; in production it must be said where.
 * @throws ConfigError
 */
export function trustedProxies(env: NodeJS.ProcessEnv, production: boolean): string[] {
  const { TRUST_PROXY: proxies, TLS_ENDS: end } = env;
  if (end && end !== 'elsewhere') throw new ConfigError(`TLS_ENDS is "${end}"; expected elsewhere.`);
  if (!proxies && production) {
    throw new ConfigError(
      'In production, set TRUST_PROXY to the addresses of the proxies that end TLS (10.0.0.7, 10.1.0.0/16), or to none.',
    );
  }
  if (proxies === 'none' && production && !end) {
    throw new ConfigError(
      'TRUST_PROXY is "none"; in production, set TLS_ENDS=elsewhere as well, to say that TLS ends before this process.',
    );
  }
  if (!proxies || proxies === 'none') return [];
  const addresses = proxies.split(',').map((address) => address.trim());
  for (const address of addresses) {
    if (!RANGES.includes(address) && !isAddress(address)) {
      throw new ConfigError(
        `TRUST_PROXY has "${address}"; expected none, or addresses such as 10.0.0.7, 10.1.0.0/16, ${RANGES.join(', ')}.`,
      );
    }
  }
  return addresses;
}

/** An address, or a range of them that is not everybody. */
function isAddress(text: string): boolean {
  const [address, bits, ...more] = text.split('/');
  const version = isIP(address!);
  if (version === 0 || more.length > 0) return false;
  if (bits === undefined) return true;
  return /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}
