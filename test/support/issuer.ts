import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

export type IssuerKey = { kid: string; privateKey: CryptoKey; jwk: JWK };

export async function issuerKey(kid: string): Promise<IssuerKey> {
  const pair = await generateKeyPair('EdDSA', { extractable: true });
  return {
    kid,
    privateKey: pair.privateKey,
    jwk: { ...(await exportJWK(pair.publicKey)), alg: 'EdDSA', kid },
  };
}

/** Whoever issues tokens: publishes keys over HTTP, and changes them. */
export class Issuer {
  /** How often the keys were asked for. */
  asked = 0;
  answer: RequestListener = () => {};
  private serial = 0;
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Issuer> {
    const server = createServer((request, response) => {
      issuer.asked++;
      issuer.answer(request, response);
    });
    const issuer = new Issuer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return issuer;
  }

  get jwksUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/keys`;
  }

  get settings(): { issuer: string; audience: string; jwksUrl: string } {
    return { issuer: 'our-issuer', audience: 'our-audience', jwksUrl: this.jwksUrl };
  }

  /** Publishes these keys and no others. */
  publish(...keys: IssuerKey[]): void {
    this.says(200, JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));
  }

  says(status: number, body: string, headers = {}): void {
    this.answer = (_request, response) => response.writeHead(status, headers).end(body);
  }

  /** A token that no other is the same as, so that none is taken for one that was verified before. */
  token({ kid, privateKey }: IssuerKey, claims: JWTPayload = {}): Promise<string> {
    return new SignJWT({ roles: ['ADMIN'], jti: String(++this.serial), ...claims })
      .setProtectedHeader({ alg: 'EdDSA', kid })
      .setIssuer('our-issuer')
      .setAudience('our-audience')
      .setSubject('somebody')
      .setExpirationTime('1h')
      .sign(privateKey);
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
