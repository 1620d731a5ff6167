import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { FACET_LIMITS } from '../src/config/limits';
import { databaseUrl } from '../src/config/database-url';
import { createDataSource } from '../src/database/data-source';
import { STEP_STARTS } from '../src/facets/price-steps';
import { CURSOR, FACETS, FILTERS, ORDERS, SEARCH, TEXTS } from './catalogue-requests';
import { BenchServer } from './client';
import { readQueries, sampleQueries } from './queries';
import { cpuMs, figures, openLoop, percentile, printTable, timed } from './statistics';

const RATE = 50;
const SECONDS = 20;
const ROUNDS = 7;
/** Of a hundred texts and orders. */
const TEXT_ROUNDS = 3;
const PAGE = 20;
const DEEP = 1_000;
const WARM_UP = 3;
/** A filter of facets that cuts steps of the price, and what reading a step takes at most. */
const CUT = 'price, another each time';
const MS_A_STEP = 200;

/** What failed, all of it: a failure is quick, and would look like speed. */
const failures: string[] = [];

async function main(): Promise<void> {
  const dataSource = await createDataSource({
    url: databaseUrl(),
    applicationName: 'headwater-bench',
  }).initialize();
  const given = process.argv.indexOf('--queries');
  const queries = given < 0 ? await sampleQueries(dataSource) : readQueries(process.argv[given + 1]!);
  const server = await BenchServer.start(databaseUrl());

  const parts: Record<string, () => Promise<void>> = {
    searches: () => searches(server, queries),
    texts: () => texts(server),
    pages: () => pages(server),
    facets: () => facets(server),
  };
  const asked = process.argv.slice(2).filter((argument) => argument in parts);
  for (const [name, part] of Object.entries(parts)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    await part();
    process.stdout.write(`load ${loadavg()[0]!.toFixed(1)}\n\n`);
  }

  server.stop();
  await dataSource.destroy();
  if (failures.length > 0) throw new Error(`${failures.length} requests failed:\n${failures.join('\n')}`);
}

/** The orders in turn, within one loop. */
async function searches(server: BenchServer, queries: readonly string[]): Promise<void> {
  for (const text of queries.slice(0, 50)) await server.ask(SEARCH, { filter: { text } });
  const orders = ORDERS.filter(({ direction }) => direction === 'DESC');
  const queryAt = (i: number): string => queries[Math.floor(i / orders.length) % queries.length]!;
  const ms = await openLoop(RATE, SECONDS * orders.length, (i) => {
    const variables = { filter: { text: queryAt(i) }, orderBy: orders[i % orders.length] };
    return orFailure(`${queryAt(i)} by ${orders[i % orders.length]!.field}`, server.ask(SEARCH, variables));
  });
  printTable([
    figures(`${ms.length} searches at ${RATE}/s`, ms),
    ...orders.map(({ field }, at) =>
      figures(
        `of them by ${field}`,
        ms.filter((_, i) => i % orders.length === at),
      ),
    ),
  ]);
}

async function texts(server: BenchServer): Promise<void> {
  const orders = ORDERS.filter(({ field }) => field !== 'QUALITY');
  const asked = TEXTS.flatMap((text) => orders.map((orderBy) => ({ text, orderBy })));
  const measured = await inTurn(
    server,
    TEXT_ROUNDS,
    asked.map(({ text, orderBy }) => ({
      name: `${text} by ${orderBy.field} ${orderBy.direction}`,
      query: SEARCH,
      variables: () => ({ filter: { text }, orderBy }),
    })),
  );
  printTable(
    TEXTS.map((text, row) => ({
      'median ms': text,
      ...Object.fromEntries(
        orders.map(({ field, direction }, column) => [
          `${field} ${direction}`,
          percentile(measured[row * orders.length + column]!.ms, 0.5),
        ]),
      ),
    })),
  );
}

async function pages(server: BenchServer): Promise<void> {
  const rows: Record<string, string | number>[] = [];
  for (const orderBy of ORDERS) {
    const cursor = await cursorAt(server, orderBy, PAGE * (DEEP - 1));
    const name = `${orderBy.field} ${orderBy.direction}`;
    const pageAfter = (after: string | null): Asked => ({
      name,
      query: SEARCH,
      variables: () => ({ orderBy, first: PAGE, after }),
    });
    const [first, deep] = await inTurn(server, 4 * ROUNDS, [pageAfter(null), pageAfter(cursor)]);
    rows.push({
      order: name,
      'page 1, median ms': percentile(first!.ms, 0.5),
      [`page ${DEEP}, median ms`]: percentile(deep!.ms, 0.5),
    });
  }
  printTable(rows);
}

async function facets(server: BenchServer): Promise<void> {
  const first = await timed(() => server.ask(FACETS, { filter: FILTERS[`a ${CUT}`]!(0) }));
  process.stdout.write(`The first ${CUT}: ${first.toFixed(1)} ms; the goods of all others are read now\n\n`);
  // Whoever asks meanwhile reads what is not read yet; a server that has run for some minutes has all.
  await delay(STEP_STARTS.length * (FACET_LIMITS.aheadMs + MS_A_STEP));
  const asked = Object.entries(FILTERS).map(([name, filter]): Asked => ({
    name,
    query: FACETS,
    variables: (round) => ({ filter: filter(round) }),
  }));
  const measured = await inTurn(server, 4 * ROUNDS, asked);
  printTable(
    asked.map(({ name }, i) => ({
      ...figures(`facets: ${name}`, measured[i]!.ms),
      'CPU ms of the server': measured[i]!.cpu,
    })),
  );
}

async function cursorAt(server: BenchServer, orderBy: object, rows: number): Promise<string> {
  let after: string | null = null;
  for (let read = 0; read < rows; read += 100) {
    const first = Math.min(100, rows - read);
    const data = await server.ask(CURSOR, { orderBy, first, after });
    after = data.skus.pageInfo.endCursor as string;
  }
  return after!;
}

type Asked = { name: string; query: string; variables: (round: number) => object };

/** Asks in turn, for the machine is not the same all the time; after some rounds to get warm. What fails is not asked again. */
async function inTurn(
  server: BenchServer,
  rounds: number,
  asked: readonly Asked[],
): Promise<{ ms: number[]; cpu: number }[]> {
  const measured = asked.map(() => ({ ms: [] as number[], cpu: 0, failed: false }));
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const [i, { name, query, variables }] of asked.entries()) {
      const of = measured[i]!;
      if (of.failed) continue;
      const cpu = cpuMs(server.pid);
      const ms = await timed(async () => {
        of.failed = !(await orFailure(name, server.ask(query, variables(round + WARM_UP))));
      });
      if (round < 0) continue;
      of.ms.push(ms);
      of.cpu += (cpuMs(server.pid) - cpu) / rounds;
    }
  }
  return measured.map(({ ms, cpu, failed }) => (failed ? { ms: [], cpu: NaN } : { ms, cpu }));
}

/** Whether the answer came. */
const orFailure = (name: string, answer: Promise<unknown>): Promise<boolean> =>
  answer.then(
    () => true,
    (error: unknown) => {
      failures.push(`${name}: ${String(error)}`);
      return false;
    },
  );

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
