import { databaseUrl } from '../src/config/database-url';
import { createDataSource } from '../src/database/data-source';
import { BenchServer } from './client';
import { readQueries, sampleQueries } from './queries';
import { figures, openLoop, printTable, timed } from './statistics';

const RATE = 50;
const SECONDS = 20;
const ROUNDS = 7;
const PAGE = 20;
const DEEP = 1_000;

const ORDERS = ['PRICE', 'QUALITY', 'NEWEST', 'RELEVANCE'].flatMap((field) =>
  ['ASC', 'DESC'].map((direction) => ({ field, direction })),
);

const SEARCH = `query ($filter: SkuFilter, $orderBy: SkuOrder, $first: Int, $after: String) {
  skus(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    nodes { id title livePrice { amount } supplier { name } belt { name } } pageInfo { endCursor } } }`;
const FACETS = `query ($filter: SkuFilter) { skus(filter: $filter, first: 1) { facets {
  belts { belt { slug } count } categories { category { slug } count } priceBands { band { code } count } } } }`;

/** Words that many goods have, that few have, and that stand in names of suppliers and belts. */
const TEXTS = [
  '款',
  '翡',
  '女装',
  '翡翠',
  '连衣裙',
  '和田玉手镯',
  '螺蛳粉',
  '有限公司',
  '义乌',
  '义乌 手镯',
  '珍珠 有限公司',
  '聚宝商行',
  'YW-100',
  'YW-123456',
  '没有这样的货',
];

const FILTERS: Record<string, object> = {
  'no filter': {},
  'a belt': { belts: ['yiwu'] },
  'a belt and a category': { belts: ['ruili'], categories: ['jewellery'] },
  'price bands': { priceBands: ['50-70', '70-100'] },
  'a price that cuts bands': { price: { min: '60.00', max: '120.00' } },
  'a guarantee': { guarantees: ['TENFOLD_IF_FAKE'] },
  'a rare word': { text: '和田玉手镯' },
  'a common word': { text: '翡翠' },
};

async function main(): Promise<void> {
  const dataSource = await createDataSource({
    url: databaseUrl(),
    applicationName: 'headwater-bench',
  }).initialize();
  const given = process.argv.indexOf('--queries');
  const queries = given < 0 ? await sampleQueries(dataSource) : readQueries(process.argv[given + 1]!);
  const server = await BenchServer.start(databaseUrl());

  const count = RATE * SECONDS;
  for (const text of queries.slice(0, 50)) await server.ask(SEARCH, { filter: { text } });
  const rows: ReturnType<typeof figures>[] = [];
  for (const orderBy of ORDERS.filter(({ direction }) => direction === 'DESC')) {
    const loop = await openLoop(RATE, SECONDS, (i) =>
      server.ask(SEARCH, { filter: { text: queries[i % queries.length] }, orderBy }),
    );
    rows.push(figures(`${count} searches at ${RATE}/s, by ${orderBy.field}`, loop));
  }
  printTable(rows);

  process.stdout.write('\n');
  const byText: Record<string, string | number>[] = [];
  for (const text of TEXTS) {
    const line: Record<string, string | number> = { 'median ms': text };
    for (const { field, direction } of ORDERS.filter((order) => order.field !== 'QUALITY')) {
      // Not asked for its rows: one that takes too long ends in an error, and shall show how long that took.
      const ask = (): Promise<unknown> =>
        server.send(SEARCH, { filter: { text }, orderBy: { field, direction } });
      line[`${field} ${direction}`] = (await medianOf(ask)).median;
    }
    byText.push(line);
  }
  printTable(byText);

  process.stdout.write('\n');
  const pages: Record<string, string | number>[] = [];
  for (const orderBy of ORDERS) {
    const cursor = await cursorAt(server, orderBy, PAGE * (DEEP - 1));
    const ask = (after: string | null) => (): Promise<unknown> =>
      server.ask(SEARCH, { orderBy, first: PAGE, after });
    // In turn, for the machine is not the same all the time.
    const [first, deep] = await mediansOf(ask(null), ask(cursor));
    pages.push({
      order: `${orderBy.field} ${orderBy.direction}`,
      'page 1, median ms': first!,
      [`page ${DEEP}, median ms`]: deep!,
    });
  }
  printTable(pages);

  process.stdout.write('\n');
  const facets: ReturnType<typeof figures>[] = [];
  for (const [name, filter] of Object.entries(FILTERS)) {
    const { ms } = await medianOf(() => server.ask(FACETS, { filter }));
    facets.push(figures(`facets: ${name}`, ms));
  }
  printTable(facets);

  server.stop();
  await dataSource.destroy();
}

async function cursorAt(server: BenchServer, orderBy: object, rows: number): Promise<string> {
  let after: string | null = null;
  for (let read = 0; read < rows; read += 100) {
    const first = Math.min(100, rows - read);
    const data = await server.ask(
      `query ($orderBy: SkuOrder, $first: Int, $after: String) {
         skus(orderBy: $orderBy, first: $first, after: $after) { pageInfo { endCursor } } }`,
      { orderBy, first, after },
    );
    after = data.skus.pageInfo.endCursor as string;
  }
  return after!;
}

/** NaN where a request fails: a statement may take no longer than its limit. */
async function medianOf(ask: () => Promise<unknown>): Promise<{ ms: number[]; median: number }> {
  const ms: number[] = [];
  for (let i = -1; i < ROUNDS; i++) {
    const took = await timed(ask).catch(() => NaN);
    if (Number.isNaN(took)) return { ms: [], median: NaN };
    if (i >= 0) ms.push(took);
  }
  return { ms, median: figures('', ms)['median ms'] };
}

async function mediansOf(...asked: (() => Promise<unknown>)[]): Promise<number[]> {
  const all: number[][] = asked.map(() => []);
  for (let i = -5; i < 4 * ROUNDS; i++) {
    for (const [k, ask] of asked.entries()) {
      const took = await timed(ask);
      if (i >= 0) all[k]!.push(took);
    }
  }
  return all.map((ms) => figures('', ms)['median ms']);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
