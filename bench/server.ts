import { exportJWK, generateKeyPair } from 'jose';
import { App } from '../src/app';
import { Role } from '../src/auth/principal';
import { AUDIENCE, ISSUER, signToken, TokenVerifier } from '../src/auth/tokens';
import { createDataSource } from '../src/database/data-source';
import { createServer } from '../src/server';
import { type ImportOrder, measureImport } from './measured-import';

/** What the server tells of itself once it listens. */
export type Facts = {
  url: string;
  token: string;
  skus: number;
  cells: number;
  directoryBytes: number;
  loadMs: number;
};

/**
 * The server in a process of its own, as production has it: a client in the same process would be counted with it.
 * Tells its parent its facts; asked to "refresh", makes a SKU change its cell and tells how long it took to see it;
 * given an order, imports a file and tells what that took.
 */
async function main(url: string): Promise<void> {
  const dataSource = await createDataSource({ url, applicationName: 'headwater-bench' }).initialize();
  const from = performance.now();
  const app = await App.start(dataSource, (error) => process.stderr.write(`${String(error)}\n`));
  const loadMs = performance.now() - from;
  // Loaded beside the first requests, which it would slow down.
  await app.streamerTable.current();
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  const tokens = await TokenVerifier.create({
    issuer: ISSUER,
    audience: AUDIENCE,
    publicKeys: [{ ...(await exportJWK(publicKey)), alg: 'EdDSA' }],
  });
  const server = await createServer({
    app,
    tokens,
    production: true,
    // A benchmark asks for more than anybody may.
    costRates: { perSecond: 0, anonymousPerSecond: 0 },
    log: (message, error) => process.stderr.write(`${message} ${String(error)}\n`),
  });
  const { directory } = app.matching.sync;
  const jwk = { ...(await exportJWK(privateKey)), alg: 'EdDSA' };
  const facts: Facts = {
    url: `${await server.http.listen({ host: '127.0.0.1', port: 0 })}/graphql`,
    token: await signToken(jwk, 'bench', { roles: [Role.SERVICE] }),
    skus: directory.skuCount,
    cells: directory.size,
    directoryBytes: directory.bytes,
    loadMs,
  };
  process.on('message', (message: 'refresh' | ImportOrder) => {
    void (async () => {
      if (message !== 'refresh') {
        process.send!(await measureImport(message));
        return;
      }
      await dataSource.query(
        `UPDATE sku SET stock = CASE WHEN stock > 5 THEN 1 ELSE 50 END
          WHERE id = (SELECT id FROM sku WHERE cell IS NOT NULL ORDER BY id LIMIT 1)`,
      );
      const start = performance.now();
      await app.matching.sync.refresh();
      process.send!(performance.now() - start);
    })();
  });
  process.send!(facts);
}

void main(process.argv[2]!);
