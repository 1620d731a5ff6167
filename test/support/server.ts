import { join } from 'node:path';
import { generateKeyPair, exportJWK, type JWK } from 'jose';
import type { Logger as RequestLog } from 'pino';
import type { Logger } from 'typeorm';
import { App } from '../../src/app';
import { AUDIENCE, type Claims, ISSUER, signToken, TokenVerifier } from '../../src/auth/tokens';
import { packageRoot } from '../../src/config/package-root';
import { Replicas } from '../../src/database/replicas';
import { developmentTokens } from '../../src/development/tokens';
import { registerExplorer } from '../../src/explorer/explorer';
import { createServer, type ServerParts } from '../../src/server';
import { createTestDatabase, type Template, type TestDatabase } from './database';
import { readOwnWrites } from './replica';

export type GraphQlAnswer<T = any> = {
  data: T;
  errors?: {
    message: string;
    path?: (string | number)[];
    extensions: { code: string } & Record<string, unknown>;
  }[];
};

export type TestServer = {
  url: string;
  app: App;
  database: TestDatabase;
  /** A token with these claims, as an issuer that the server trusts would sign it. */
  token(claims: Claims, subject?: string): Promise<string>;
  /** POSTs to /graphql as a client would; `as` are the claims of the one who asks, left out for nobody. */
  query<T = any>(
    document: string,
    options?: {
      variables?: Record<string, unknown>;
      as?: Claims;
      subject?: string;
      headers?: Record<string, string>;
    },
  ): Promise<GraphQlAnswer<T>>;
  /** What went wrong inside while requests were answered; tests of healthy paths expect none. */
  faults: unknown[];
  close(): Promise<void>;
};

export type TestServerOptions = {
  template?: Template;
  logger?: Logger;
  /** Is told of faults as the server's own log is. */
  faultLog?: RequestLog;
  /** Also where the others read from a replica: for tests that hold up the primary's statements. */
  readsPrimary?: boolean;
} & Partial<
  Pick<
    ServerParts,
    'production' | 'tokens' | 'costRates' | 'trustedProxies' | 'trustedDocumentsOnly' | 'requestLog'
  >
>;

/** The real server on a free port, over a database of its own. */
export async function startTestServer({
  template = 'demo',
  logger,
  faultLog,
  readsPrimary = false,
  ...parts
}: TestServerOptions = {}): Promise<TestServer> {
  const database = await createTestDatabase({ template, logger });
  const { privateKey, publicKey } = await keyPair();
  const faults: unknown[] = [];
  const replicas = new Replicas(database.dataSource, readsPrimary ? [] : database.replicaUrls);
  const app = await App.start(database.dataSource, (error) => faults.push(error), undefined, replicas);
  const tokens = await TokenVerifier.create({ issuer: ISSUER, audience: AUDIENCE, publicKeys: [publicKey] });
  const server = await createServer({
    app,
    tokens,
    production: false,
    log: (message, error) => {
      // On a busy machine a lease may wait for too long; that is no fault, each process then counts for itself.
      if (message !== 'Points could not be handed out') faults.push(error ?? message);
      faultLog?.error({ err: error }, message);
    },
    ...parts,
  });
  const tellFigures = await readOwnWrites(server.http, app);
  registerExplorer(server.http, {
    assetsDir: join(packageRoot(), 'dist', 'explorer'),
    session: () => developmentTokens(database.dataSource, privateKey),
  });
  const url = await server.http.listen({ host: '127.0.0.1', port: 0 });
  const token = (claims: Claims, subject = 'test'): Promise<string> => signToken(privateKey, subject, claims);
  return {
    url,
    app,
    database,
    token,
    query: async (document, { variables, as, subject, headers } = {}) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(as ? { authorization: `Bearer ${await token(as, subject)}` } : {}),
          ...headers,
        },
        body: JSON.stringify({ query: document, variables }),
      });
      return withoutCost((await response.json()) as GraphQlAnswer);
    },
    faults,
    close: async () => {
      await server.close();
      tellFigures();
      await app.stop();
      await database.drop();
    },
  };
}

/** What a request costs is looked at where it is tested, and elsewhere beside the point. */
export function withoutCost(answer: GraphQlAnswer & { extensions?: unknown }): GraphQlAnswer {
  delete answer.extensions;
  return answer;
}

async function keyPair(): Promise<{ privateKey: JWK; publicKey: JWK }> {
  const pair = await generateKeyPair('EdDSA', { extractable: true });
  const privateKey = { ...(await exportJWK(pair.privateKey)), alg: 'EdDSA', kid: 'test' };
  return { privateKey, publicKey: { ...(await exportJWK(pair.publicKey)), alg: 'EdDSA', kid: 'test' } };
}
