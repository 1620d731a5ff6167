import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { AUTH_LIMITS } from '../config/limits';
import { HeadwaterError } from '../graphql/errors';
import { isDevelopmentKid } from './local-keys';

/**
 * The public keys that an issuer publishes at an address (a JWK set), fetched every few minutes and whenever a token names
 * a key that is not among them. While the issuer does not answer, the keys that it published last go on to hold.
 */
export class RemoteKeys {
  private keys: JWTVerifyGetKey | undefined;
  private fetchedAt = -Infinity;
  private triedAt = -Infinity;
  private fetching: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Follows the issuer from now on; resolves after the first attempt, whatever comes of it. */
  async start(): Promise<void> {
    await this.fetch();
    if (this.stopped) return;
    const { keysMs, keysRetryMs } = AUTH_LIMITS;
    this.timer = setTimeout(() => void this.start(), this.isDown ? keysRetryMs : keysMs).unref();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** The key that the token names. @throws AUTH_UNAVAILABLE where nobody can tell whether it is the issuer's */
  readonly keyFor: JWTVerifyGetKey = async (header, token) => {
    try {
      return await this.current()(header, token);
    } catch (error) {
      if (!isMissing(error)) throw error;
      // It may be a new one. Whoever makes up names of keys makes us ask once in a while, not each time.
      const isCooling = performance.now() < this.triedAt + AUTH_LIMITS.keysRetryMs;
      if (this.fetching || !isCooling) await this.fetch();
    }
    try {
      return await this.current()(header, token);
    } catch (error) {
      throw isMissing(error) && this.isDown ? new HeadwaterError('AUTH_UNAVAILABLE') : error;
    }
  };

  private get isDown(): boolean {
    return this.triedAt > this.fetchedAt;
  }

  private current(): JWTVerifyGetKey {
    const isKept = performance.now() < this.fetchedAt + AUTH_LIMITS.keysKeptMs;
    if (this.keys && isKept) return this.keys;
    throw new HeadwaterError('AUTH_UNAVAILABLE');
  }

  private fetch(): Promise<void> {
    this.fetching ??= this.load()
      .catch(this.onError)
      .finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  private async load(): Promise<void> {
    this.triedAt = performance.now();
    const response = await fetch(this.url, {
      headers: { accept: 'application/jwk-set+json, application/json' },
      // Where the keys come from is what is configured, not what an answer says.
      redirect: 'error',
      signal: AbortSignal.timeout(AUTH_LIMITS.keysTimeoutMs),
    });
    if (response.status !== 200) throw new Error(`${this.url} answers ${response.status}, not 200`);
    const { keys } = (await response.json()) as JSONWebKeySet;
    this.keys = createLocalJWKSet({ keys: keys.filter(({ kid }) => !isDevelopmentKid(kid)) });
    this.fetchedAt = this.triedAt;
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  (error instanceof HeadwaterError && error.code === 'AUTH_UNAVAILABLE');
