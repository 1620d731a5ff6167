import { createLocalJWKSet, errors, importJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import type { AuthSettings } from '../config/config';
import { AUTH_LIMITS } from '../config/limits';
import { HeadwaterError } from '../graphql/errors';
import { KnownTokens } from './known-tokens';
import { ANONYMOUS, type Principal, Role, SHELL } from './principal';
import { RemoteKeys } from './remote-keys';

export const ISSUER = 'headwater';
export const AUDIENCE = 'headwater-api';

/** Signed with a private key; whoever verifies needs the public one alone. */
export const ALGORITHMS = ['EdDSA', 'ES256', 'RS256'];

/** What a token says beside the registered claims. */
export type Claims = { roles: Role[]; streamer?: string; belts?: string[]; supplier?: string };

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

const string = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Tells from the Authorization header who asks. */
export class TokenVerifier {
  private readonly known = new KnownTokens();

  private constructor(
    private readonly keyFor: JWTVerifyGetKey,
    private readonly expected: { issuer: string; audience: string },
    /** Ceases to follow the issuer's keys. */
    readonly stop: () => void,
  ) {}

  /** Keys that cannot be fetched are no reason not to start: `onError` hears of it, and they are asked for again. */
  static async create(
    settings: AuthSettings,
    onError: (error: unknown) => void = () => {},
  ): Promise<TokenVerifier> {
    const { issuer, audience } = settings;
    if ('publicKeys' in settings) {
      const keyFor = createLocalJWKSet({ keys: settings.publicKeys });
      return new TokenVerifier(keyFor, { issuer, audience }, () => {});
    }
    const remote = new RemoteKeys(settings.jwksUrl, onError);
    await remote.start();
    return new TokenVerifier(remote.keyFor, { issuer, audience }, () => remote.stop());
  }

  /**
   * @throws UNAUTHENTICATED where a token is sent that does not hold; no token at all is anonymous. AUTH_UNAVAILABLE where
   *   the keys to tell cannot be had
   */
  async principalOf(authorization: string | undefined): Promise<Principal> {
    if (authorization === undefined) return ANONYMOUS;
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
    if (!token) throw new HeadwaterError('UNAUTHENTICATED');
    const verified = this.known.get(token);
    if (verified) return verified;
    try {
      const { payload } = await jwtVerify(token, this.keyFor, {
        ...this.expected,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: 5,
      });
      const principal = principalFrom(payload);
      this.known.add(token, principal, payload.exp!);
      return principal;
    } catch (error) {
      throw error instanceof errors.JOSEError ? new HeadwaterError('UNAUTHENTICATED') : error;
    }
  }
}

/** @throws UNAUTHENTICATED where the claims are none that an issuer of ours would sign */
function principalFrom({ sub, exp, iat, ...claims }: JWTPayload): Principal {
  const now = Date.now() / 1000;
  // At most what OpenID Connect allows: it is stored with what its bearer does, beside what the shell did.
  const isName = /^\P{Cc}{1,255}$/u.test(sub!) && sub !== SHELL && !sub!.startsWith(`${SHELL}:`);
  const isShort = exp! - Math.min(iat ?? now, now) <= AUTH_LIMITS.maxTokenDays * 86_400;
  if (!isName || !isShort) throw new HeadwaterError('UNAUTHENTICATED');
  const roles = strings(claims.roles);
  return {
    subject: sub!,
    roles: new Set(Object.values(Role).filter((role) => roles.includes(role))),
    streamer: string(claims.streamer),
    belts: new Set(strings(claims.belts)),
    supplier: string(claims.supplier),
  };
}

/** A token under the local development key. */
export async function signToken(
  privateKey: JWK,
  subject: string,
  claims: Claims,
  expiresIn = '30d',
): Promise<string> {
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: privateKey.kid })
    .setSubject(subject)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(expiresIn)
    .sign(await importJWK(privateKey, 'EdDSA'));
}
