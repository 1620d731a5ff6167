import { generateKeyPair, exportJWK } from 'jose';
import { App } from '../src/app';
import { Role } from '../src/auth/principal';
import { AUDIENCE, ISSUER, signToken, TokenVerifier } from '../src/auth/tokens';
import { databaseUrl } from '../src/config/database-url';
import { createDataSource } from '../src/database/data-source';
import { toNodeId } from '../src/graphql/node-id';
import { createServer } from '../src/server';
import { percentile, printTable, timed } from './statistics';

const GOODS = 40;
const ROUNDS = 5;

const MATCHES = `streamerMatches(first: 50) { edges { rank score components { factor contribution }
  node { id name followerCount } sku { id title } } diagnostics { streamersConsidered streamersScored } }`;
const OF_SKU = `query ($id: ID!) { node(id: $id) { ... on Sku { ${MATCHES} } } }`;
const OF_SUPPLIER = `query ($id: ID!) { node(id: $id) { ... on Supplier { ${MATCHES} } } }`;
const OF_PAGE = `{ skus(first: 20) { nodes { title streamerMatches(first: 5) { edges { score node { name } } } } } }`;

async function main(): Promise<void> {
  const dataSource = await createDataSource({
    url: databaseUrl(),
    applicationName: 'headwater-bench',
  }).initialize();
  const app = await App.start(dataSource, (error) => process.stderr.write(`${String(error)}\n`));
  globalThis.gc?.();
  const before = process.memoryUsage();
  const stall = longestStall();
  const cpu = process.cpuUsage();
  const loadMs = await timed(() => app.streamerTable.current());
  const { user, system } = process.cpuUsage(cpu);
  const table = await app.streamerTable.current();
  globalThis.gc?.();
  const after = process.memoryUsage();
  const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  process.stdout.write(
    `${table.count} streamers in a table of ${mib(table.bytes)} in columns and ` +
      `${mib(after.heapUsed - before.heapUsed)} of heap, loaded in ${loadMs.toFixed(0)} ms, ` +
      `${((user + system) / 1_000).toFixed(0)} ms of CPU, longest stall ${stall().toFixed(1)} ms\n\n`,
  );

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
    log: (message) => process.stderr.write(message),
  });
  const url = `${await server.http.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
  const jwk = { ...(await exportJWK(privateKey)), alg: 'EdDSA' };
  const token = await signToken(jwk, 'bench', { roles: [Role.SERVICE] });
  const ask = async (query: string, variables: unknown): Promise<void> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await response.json()) as { errors?: unknown };
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  };

  const skus: { id: string }[] = await dataSource.query(
    'SELECT id FROM sku TABLESAMPLE SYSTEM (1) REPEATABLE (1) WHERE cell IS NOT NULL LIMIT $1',
    [GOODS],
  );
  const suppliers: { id: string }[] = await dataSource.query('SELECT id FROM supplier ORDER BY id LIMIT $1', [
    GOODS,
  ]);
  const largest: { id: string }[] = await dataSource.query(
    `SELECT supplier_id AS id FROM sku WHERE cell IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 5`,
  );
  const rows: Record<string, string | number>[] = [];
  for (const [what, query, ids] of [
    ['50 streamers for a SKU', OF_SKU, skus.map(({ id }) => toNodeId('Sku', id))],
    ['50 streamers for a supplier', OF_SUPPLIER, suppliers.map(({ id }) => toNodeId('Supplier', id))],
    ['… for one of the 5 largest', OF_SUPPLIER, largest.map(({ id }) => toNodeId('Supplier', id))],
    ['5 streamers for each of 20 SKUs', OF_PAGE, ['']],
  ] as const) {
    const ms: number[] = [];
    const cpuMs: number[] = [];
    for (let round = -1; round < ROUNDS; round++) {
      for (const id of ids) {
        const used = process.cpuUsage();
        const took = await timed(() => ask(query, { id }));
        const spent = process.cpuUsage(used);
        // The first round warms up.
        if (round < 0) continue;
        ms.push(took);
        cpuMs.push((spent.user + spent.system) / 1_000);
      }
    }
    rows.push({
      what: `${what}, over HTTP`,
      'median ms': percentile(ms, 0.5),
      'p99 ms': percentile(ms, 0.99),
      'median CPU ms': percentile(cpuMs, 0.5),
    });
  }
  printTable(rows);

  await server.close();
  await app.stop();
  await dataSource.destroy();
}

/** Measures how long the event loop was held up; the function returned tells the longest time so far. */
function longestStall(): () => number {
  let longest = 0;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
  }, 1).unref();
  return () => longest;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
