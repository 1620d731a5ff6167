import { AUTH_LIMITS } from '../config/limits';
import type { Principal } from './principal';

type Known = { principal: Principal; until: number };

/**
 * Whose tokens were verified a moment ago: a client sends the same one with each request, and a signature takes longer to
 * verify than most of them to answer. Never beyond the token's own expiry; a key that is withdrawn is found out after
 * `knownTokenMs` at most. Tokens that did not hold are not remembered.
 */
export class KnownTokens {
  private readonly byToken = new Map<string, Known>();

  get(token: string): Principal | undefined {
    const known = this.byToken.get(token);
    if (!known) return undefined;
    if (known.until > Date.now()) return known.principal;
    this.byToken.delete(token);
    return undefined;
  }

  /** @param expiry seconds since 1970, as in a token */
  add(token: string, principal: Principal, expiry: number): void {
    const { knownTokens, knownTokenMs } = AUTH_LIMITS;
    const [oldest] = this.byToken.keys();
    if (this.byToken.size >= knownTokens && oldest !== undefined) this.byToken.delete(oldest);
    this.byToken.set(token, { principal, until: Math.min(Date.now() + knownTokenMs, expiry * 1_000) });
  }
}
