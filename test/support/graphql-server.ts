import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { App } from '../../src/app';
import { AUDIENCE, ISSUER, signToken, TokenVerifier } from '../../src/auth/tokens';
import { createDataSource } from '../../src/database/data-source';
import type { ReplicaChange } from '../../src/database/replica';
import { Replicas } from '../../src/database/replicas';
import { createServer } from '../../src/server';
import type { TestDatabase } from './database';
import { readOwnWrites } from './replica';
import { type GraphQlAnswer, type TestServer, type TestServerOptions, withoutCost } from './server';

/** What one more process of the same installation would be: an App, a pool of connections and a port of its own. */
export type ServerOnDatabase = Pick<TestServer, 'app' | 'query' | 'faults' | 'close'> & { url: string };

/** Starts a server over a database that exists, which it leaves behind when it closes. */
export async function startServerOn(
  database: Pick<TestDatabase, 'url' | 'replicaUrls'>,
  {
    costRates,
    onReplica,
  }: Pick<TestServerOptions, 'costRates'> & { onReplica?: (change: ReplicaChange) => void } = {},
): Promise<ServerOnDatabase> {
  const dataSource = createDataSource({ url: database.url, poolSize: 8 });
  await dataSource.initialize();
  const pair = await generateKeyPair('EdDSA', { extractable: true });
  const privateKey: JWK = { ...(await exportJWK(pair.privateKey)), alg: 'EdDSA', kid: 'test' };
  const publicKey: JWK = { ...(await exportJWK(pair.publicKey)), alg: 'EdDSA', kid: 'test' };

  const faults: unknown[] = [];
  const replicas = new Replicas(dataSource, database.replicaUrls, onReplica);
  const app = await App.start(dataSource, (error) => faults.push(error), undefined, replicas);
  const server = await createServer({
    app,
    tokens: await TokenVerifier.create({ issuer: ISSUER, audience: AUDIENCE, publicKeys: [publicKey] }),
    production: false,
    costRates,
    log: (message, error) => faults.push(error ?? message),
  });
  const tellFigures = await readOwnWrites(server.http, app);
  const url = await server.http.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    app,
    faults,
    query: async (document, { variables, as, headers } = {}) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(as ? { authorization: `Bearer ${await signToken(privateKey, 'test', as)}` } : {}),
          ...headers,
        },
        body: JSON.stringify({ query: document, variables }),
      });
      return withoutCost((await response.json()) as GraphQlAnswer);
    },
    close: async () => {
      await server.close();
      tellFigures();
      await app.stop();
      await dataSource.destroy();
    },
  };
}
