import { generateKeyPair, exportJWK } from 'jose';
import { App } from '../src/app';
import { Role } from '../src/auth/principal';
import { AUDIENCE, ISSUER, signToken, TokenVerifier } from '../src/auth/tokens';
import { databaseUrl } from '../src/config/database-url';
import { createDataSource } from '../src/database/data-source';
import { resolveFans } from '../src/matching/fans';
import { streamerValues } from '../src/matching/values';
import { createServer } from '../src/server';
import { FanProfile } from '../src/streamers/fan-profile.entity';
import { Streamer } from '../src/streamers/streamer.entity';
import { rankPlainly } from './plain-ranking';
import { openLoop, percentile, printTable, timed } from './statistics';

const STREAMERS = 60;
const ROUNDS = 5;
/** One statement over all SKUs takes a second: few are enough for a median. */
const PLAIN = 9;
const RATE = 50;
const SECONDS = 20;

const SKU = 'title livePrice { amount } supplier { name } belt { name }';
const MATCHES = `query ($handle: String!, $weights: MatchWeightsInput) { streamer(handle: $handle) {
  matches(first: 50, weights: $weights) { edges { rank score components { factor contribution } node { id ${SKU} } } } } }`;
const BY_ID = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Sku { id ${SKU} } } }`;

async function main(): Promise<void> {
  const dataSource = await createDataSource({
    url: databaseUrl(),
    applicationName: 'headwater-bench',
  }).initialize();
  const loading = performance.now();
  const app = await App.start(dataSource, () => undefined);
  const loadMs = performance.now() - loading;
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  const tokens = await TokenVerifier.create({
    issuer: ISSUER,
    audience: AUDIENCE,
    publicKey: { ...(await exportJWK(publicKey)), alg: 'EdDSA' },
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

  const ask = async (query: string, variables: unknown): Promise<any> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await response.json()) as any;
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data;
  };

  const { directory } = app.matching.sync;
  process.stdout.write(
    `${directory.skuCount} eligible SKUs in ${directory.size} cells; directory of ${(directory.bytes / 2 ** 20).toFixed(1)} MiB ` +
      `in columns, loaded with all else in ${loadMs.toFixed(0)} ms\n\n`,
  );
  const streamers = await dataSource
    .getRepository(Streamer)
    .find({ take: STREAMERS, order: { handle: 'ASC' } });
  const matches: number[] = [];
  const byId: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    for (const { handle } of streamers) {
      let data: any;
      const matchMs = await timed(async () => {
        data = await ask(MATCHES, { handle });
      });
      const ids = data.streamer.matches.edges.map((edge: any) => edge.node.id);
      const idMs = await timed(() => ask(BY_ID, { ids }));
      // The first round warms up.
      if (round >= 0) {
        matches.push(matchMs);
        byId.push(idMs);
      }
    }
  }
  const plain: number[] = [];
  for (const streamer of streamers.slice(0, PLAIN)) {
    const profile = await dataSource.getRepository(FanProfile).findOneBy({ streamerId: streamer.uuid });
    const fans = resolveFans({ ...streamer, niche: [], profile }, app.matching.averages);
    plain.push(await timed(() => rankPlainly(dataSource, streamerValues(fans, app.reference))));
  }
  const row = (what: string, ms: number[]) => ({
    what,
    'median ms': percentile(ms, 0.5),
    'p99 ms': percentile(ms, 0.99),
    'to matches': percentile(ms, 0.5) / percentile(matches, 0.5),
  });
  printTable([
    row('50 matches over HTTP', matches),
    row('the same 50 SKUs by id over HTTP', byId),
    row('one SQL statement over all SKUs', plain),
  ]);

  const loop = await openLoop(RATE, SECONDS, (i) =>
    ask(MATCHES, { handle: streamers[i % streamers.length]!.handle }),
  );
  process.stdout.write('\n');
  printTable([
    {
      what: `matches at ${RATE} requests/s, open loop`,
      'median ms': percentile(loop, 0.5),
      'p99 ms': percentile(loop, 0.99),
    },
  ]);

  process.stdout.write('\n');
  const names = [
    'categoryAffinity',
    'audienceFit',
    'priceFit',
    'supplierQuality',
    'priceAdvantage',
    'deliveryFit',
    'capacityFit',
    'commission',
    'momentum',
  ];
  const only = (factor: string) => Object.fromEntries(names.map((name) => [name, name === factor ? 1 : 0]));
  const odd: Record<string, string | number>[] = [];
  for (const factor of names) {
    const ms: number[] = [];
    for (const { handle } of streamers.slice(0, 20))
      ms.push(await timed(() => ask(MATCHES, { handle, weights: only(factor) })));
    odd.push({
      weights: `${factor} alone`,
      'median ms': percentile(ms, 0.5),
      'p99 ms': percentile(ms, 0.99),
    });
  }
  const random: number[] = [];
  for (let i = 0; i < 100; i++) {
    // A fixed sequence that looks random: the same weights in every run.
    const weights = Object.fromEntries(
      names
        .map((name, f) => [name, (Math.sin(i * 9 + f + 1) * 10_000) % 1])
        .map(([name, x]) => [name, Math.abs(x as number)]),
    );
    random.push(
      await timed(() => ask(MATCHES, { handle: streamers[i % streamers.length]!.handle, weights })),
    );
  }
  odd.push({
    weights: '100 random ones',
    'median ms': percentile(random, 0.5),
    'p99 ms': percentile(random, 0.99),
  });
  printTable(odd);

  await server.close();
  await app.stop();
  await dataSource.destroy();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
