import {
  createRemoteJWKSet,
  errors,
  importJWK,
  type JWK,
  jwtVerify,
  SignJWT,
  type JWTVerifyGetKey,
  type CryptoKey,
} from 'jose';
import type { AuthSettings } from '../config/config';
import { HeadwaterError } from '../graphql/errors';
import { KnownTokens } from './known-tokens';
import { ANONYMOUS, type Principal, Role } from './principal';

export const ISSUER = 'headwater';
export const AUDIENCE = 'headwater-api';

/** Signed with a private key; whoever verifies needs the public one alone. */
const ALGORITHMS = ['EdDSA', 'ES256', 'RS256'];

/** What a token says beside the registered claims. */
export type Claims = { roles: Role[]; streamer?: string; belts?: string[]; supplier?: string };

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

const string = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Tells from the Authorization header who asks. */
export class TokenVerifier {
  private readonly known = new KnownTokens();

  private constructor(
    private readonly key: JWTVerifyGetKey | CryptoKey | Uint8Array,
    private readonly expected: { issuer: string; audience: string; algorithms: string[] },
  ) {}

  static async create(settings: AuthSettings): Promise<TokenVerifier> {
    const { issuer, audience } = settings;
    if ('jwksUrl' in settings) {
      const keys = createRemoteJWKSet(new URL(settings.jwksUrl));
      return new TokenVerifier(keys, { issuer, audience, algorithms: ALGORITHMS });
    }
    const { publicKey } = settings;
    // A single key serves one algorithm; asked for another one, it would fail as if something were wrong with it.
    const algorithms = publicKey.alg ? [publicKey.alg] : ALGORITHMS;
    return new TokenVerifier(await importJWK(publicKey), { issuer, audience, algorithms });
  }

  /** @throws UNAUTHENTICATED where a token is sent that does not hold; no token at all is anonymous. */
  async principalOf(authorization: string | undefined): Promise<Principal> {
    if (authorization === undefined) return ANONYMOUS;
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
    if (!token) throw new HeadwaterError('UNAUTHENTICATED');
    const verified = this.known.get(token);
    if (verified) return verified;
    try {
      const options = {
        ...this.expected,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: 5,
      };
      const { payload } =
        typeof this.key === 'function'
          ? await jwtVerify(token, this.key, options)
          : await jwtVerify(token, this.key, options);
      // At most what OpenID Connect allows: it is stored with what its bearer does.
      if (!/^\P{Cc}{1,255}$/u.test(payload.sub ?? '')) throw new HeadwaterError('UNAUTHENTICATED');
      const roles = strings(payload.roles);
      const known = Object.values(Role).filter((role) => roles.includes(role));
      const principal: Principal = {
        subject: payload.sub ?? null,
        roles: new Set(known),
        streamer: string(payload.streamer),
        belts: new Set(strings(payload.belts)),
        supplier: string(payload.supplier),
      };
      this.known.add(token, principal, payload.exp ?? 0);
      return principal;
    } catch (error) {
      throw isRefusal(error) ? new HeadwaterError('UNAUTHENTICATED') : error;
    }
  }
}

/** That the issuer's keys cannot be had, or are none, is no fault of the token. */
const isRefusal = (error: unknown): boolean =>
  error instanceof errors.JOSEError &&
  !(error instanceof errors.JWKSTimeout) &&
  !(error instanceof errors.JWKSInvalid) &&
  // An answer that is not 200, or not JSON.
  error.code !== errors.JOSEError.code;

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
