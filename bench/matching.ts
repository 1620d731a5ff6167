import { databaseUrl } from '../src/config/database-url';
import { createDataSource } from '../src/database/data-source';
import { fromNodeId } from '../src/graphql/node-id';
import { resolveFans } from '../src/matching/fans';
import { loadFanAverages } from '../src/matching/fan-averages';
import { streamerValues } from '../src/matching/values';
import { Reference } from '../src/reference/reference';
import { FanProfile } from '../src/streamers/fan-profile.entity';
import { StreamerNiche } from '../src/streamers/streamer-niche.entity';
import { Streamer } from '../src/streamers/streamer.entity';
import { BenchServer } from './client';
import { FILTERS, ODD_WEIGHTS, randomWeights } from './odd-requests';
import { rankPlainly } from './plain-ranking';
import { figures, openLoop, percentile, printTable, timed } from './statistics';

const STREAMERS = 60;
/** A multiple of the orders in which three kinds of requests can follow each other. */
const ROUNDS = 6;
/** One statement over all SKUs takes seconds: few are enough for a median. */
const PLAIN = 7;
const RATE = 50;
const SECONDS = 20;

const SKU = 'title livePrice { amount } supplier { name } belt { name }';
const MATCHES = `query ($handle: String!, $weights: MatchWeightsInput, $filter: MatchFilter) { streamer(handle: $handle) {
  matches(first: 50, weights: $weights, filter: $filter) {
    edges { rank score components { factor contribution } node { id ${SKU} } } diagnostics { exact } } } }`;
const BY_ID = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Sku { id ${SKU} } } }`;
const MANY = `{ streamers(first: 20) { nodes { matches(first: 10) { nodes { title } } } } }`;

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((first, i) => permutations(items.toSpliced(i, 1)).map((rest) => [first, ...rest]));
}

/** The same requests of one kind after another, warmed up. */
async function times(n: number, send: (i: number) => Promise<unknown>): Promise<number[]> {
  const ms: number[] = [];
  for (let i = -Math.min(20, n); i < n; i++) {
    const took = await timed(() => send(Math.abs(i)));
    if (i >= 0) ms.push(took);
  }
  return ms;
}

async function main(): Promise<void> {
  const dataSource = await createDataSource({
    url: databaseUrl(),
    applicationName: 'headwater-bench',
  }).initialize();
  const server = await BenchServer.start(databaseUrl());
  const smallUrl = process.env.BENCH_SMALL_DATABASE_URL;
  const small = smallUrl === undefined ? undefined : await BenchServer.start(smallUrl);
  const { skus, cells, directoryBytes, loadMs } = server.facts;
  const refreshes = await times(20, () => server.refresh());
  process.stdout.write(
    `${skus} eligible SKUs in ${cells} cells; directory of ${(directoryBytes / 2 ** 20).toFixed(1)} MiB in columns, ` +
      `loaded with all else in ${loadMs.toFixed(0)} ms, refreshed after a write in ${percentile(refreshes, 0.5).toFixed(1)} ms\n\n`,
  );

  const streamers = await dataSource
    .getRepository(Streamer)
    .find({ take: STREAMERS, order: { handle: 'ASC' } });
  const handles = streamers.map(({ handle }) => handle);
  const matches: number[] = [];
  const byId: number[] = [];
  const onSmall: number[] = [];
  const found = new Map<string, string[]>();
  const kinds = [
    { of: matches, send: (handle: string) => server.send(MATCHES, { handle }) },
    { of: byId, send: (handle: string) => server.send(BY_ID, { ids: found.get(handle) }) },
    ...(small ? [{ of: onSmall, send: (handle: string) => small.send(MATCHES, { handle }) }] : []),
  ];
  for (const handle of handles) {
    const { data } = JSON.parse(await server.send(MATCHES, { handle }));
    found.set(
      handle,
      data.streamer.matches.edges.map((edge: any) => edge.node.id),
    );
  }
  // Each round in another order: what comes after a request for the same goods finds them in the processor's caches.
  const orders = permutations(kinds);
  for (let round = -1; round < ROUNDS; round++) {
    for (const handle of handles) {
      for (const { of, send } of orders[(round + 1) % orders.length]!) {
        const ms = await timed(() => send(handle));
        // The first round warms up.
        if (round >= 0) of.push(ms);
      }
    }
  }
  const reference = await Reference.load(dataSource);
  const averages = await loadFanAverages(dataSource);
  const unlimited: number[] = [];
  const limited: number[] = [];
  for (const streamer of streamers.slice(0, PLAIN)) {
    const profile = await dataSource.getRepository(FanProfile).findOneBy({ streamerId: streamer.uuid });
    const niches = await dataSource.getRepository(StreamerNiche).findBy({ streamerId: streamer.uuid });
    const niche = niches.map(({ categoryNumber }) => categoryNumber);
    const values = streamerValues(resolveFans({ ...streamer, niche, profile }, averages), reference);
    unlimited.push(await timed(() => rankPlainly(dataSource, values, undefined)));
    let plain: string[] = [];
    limited.push(
      await timed(async () => {
        plain = await rankPlainly(dataSource, values, 3);
      }),
    );
    const ranked = found.get(streamer.handle)!.map((id) => fromNodeId(id, 'Sku').uuid);
    if (String(plain) !== String(ranked)) {
      throw new Error(`The plain statement ranks otherwise for ${streamer.handle}.`);
    }
  }
  const row = (what: string, ms: number[]) => ({
    ...figures(what, ms),
    'to matches': percentile(ms, 0.5) / percentile(matches, 0.5),
  });
  printTable([
    row('50 matches over HTTP', matches),
    row('the same 50 SKUs by id over HTTP', byId),
    row('one SQL statement over all SKUs', limited),
    row('the same without a limit per supplier', unlimited),
    ...(small ? [row(`50 matches over HTTP, ${small.facts.skus} SKUs`, onSmall)] : []),
  ]);

  process.stdout.write('\n');
  const loop = await openLoop(RATE, SECONDS, (i) =>
    server.send(MATCHES, { handle: handles[i % handles.length]! }),
  );
  printTable([
    figures(`matches at ${RATE} requests/s, open loop`, loop),
    figures('10 matches of each of 20 streamers, one request', await times(40, () => server.ask(MANY, {}))),
  ]);

  process.stdout.write('\n');
  const ask = (variables: object) => (i: number) =>
    server.ask(MATCHES, { handle: handles[i % handles.length]!, ...variables });
  const odd: ReturnType<typeof figures>[] = [];
  for (const [name, weights] of Object.entries(ODD_WEIGHTS)) {
    odd.push(figures(name, await times(30, ask({ weights }))));
  }
  odd.push(figures('100 random weightings', await times(100, (i) => ask({ weights: randomWeights(i) })(i))));
  for (const [name, filterOf] of Object.entries(FILTERS)) {
    odd.push(figures(name, await times(40, (i) => ask({ filter: filterOf(i) })(i))));
  }
  printTable(odd);

  server.stop();
  small?.stop();
  await dataSource.destroy();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
