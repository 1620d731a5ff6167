import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseUrl } from '../src/config/database-url';
import { ImportFormat } from '../src/imports/file-import.entity';
import { BenchServer } from './client';
import { connected, type Imported, runCopy, saveImported, shopsOf } from './copied-goods';
import { type Shop, writeGoodsFile } from './goods-file';
import type { ImportFigures, ImportOrder, StepFigures } from './measured-import';
import { cloneDatabase, createEmptyDatabase, type OwnDatabase } from './own-database';
import { openLoop, percentile, printTable } from './statistics';

const ROWS = Number(process.env.BENCH_ROWS ?? 200_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const FORMAT = (process.env.BENCH_FORMAT ?? ImportFormat.JSONL) as ImportFormat;
const BELT = 'yiwu';
const RATE = 10;
const ALONE_SECONDS = 30;
const MATCHES = `query ($handle: String!) { streamer(handle: $handle) {
  matches(first: 50) { edges { score node { id title livePrice { amount } supplier { name } } } } } }`;
const shopsIn = (database: OwnDatabase): Promise<Shop[]> =>
  connected(database, (client) => shopsOf(client, BELT));

/** The import in a process of its own. */
function runImport(order: ImportOrder): Promise<ImportFigures> {
  const execArgv = [
    '-r',
    join(__dirname, '../tools/typescript.cjs'),
    ...process.execArgv.filter(isProfiling),
  ];
  const child = fork(join(__dirname, 'import-process.ts'), { execArgv });
  child.send(order);
  return new Promise((resolve, reject) => {
    child.once('message', (figures: ImportFigures) => child.once('exit', () => resolve(figures)));
    child.once('exit', (code) => code !== 0 && reject(new Error('The import failed.')));
  });
}

const isProfiling = (argument: string): boolean => argument.startsWith('--cpu-prof');

const STEPS = ['stage', 'compare', 'write'] as const;

const sumOf = (steps: readonly StepFigures[]): StepFigures => ({
  ms: steps.reduce((sum, { ms }) => sum + ms, 0),
  nodeCpu: steps.reduce((sum, { nodeCpu }) => sum + nodeCpu, 0),
  postgresCpu: steps.reduce((sum, { postgresCpu: cpu }) => sum + cpu, 0),
});

const median = <T>(runs: readonly T[], value: (run: T) => number): number => percentile(runs.map(value), 0.5);

const row = (what: string, runs: readonly StepFigures[]) => ({
  what,
  'rows/s': median(runs, ({ ms }) => (ROWS * 1_000) / ms),
  seconds: median(runs, ({ ms }) => ms / 1_000),
  'CPU s node': median(runs, ({ nodeCpu }) => nodeCpu),
  'CPU s Postgres': median(runs, (run) => run.postgresCpu),
});

/** Imports into fresh databases, and copies into others that are just the same, in turn. */
async function compareWithCopy(what: string, fresh: () => Promise<OwnDatabase>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'headwater-bench-'));
  const file = join(directory, 'goods');
  const imports: ImportFigures[] = [];
  const copies: StepFigures[] = [];
  const inFresh = async (work: (database: OwnDatabase) => Promise<void>): Promise<void> => {
    const database = await fresh();
    try {
      await work(database);
    } finally {
      await database.drop();
    }
  };
  try {
    let imported: Imported | undefined;
    for (let round = 0; round < ROUNDS; round++) {
      await inFresh(async (database) => {
        if (round === 0) await writeGoodsFile(file, FORMAT, ROWS, BELT, await shopsIn(database));
        imports.push(await runImport({ url: database.url, file, format: FORMAT, belt: BELT }));
        if (round === 0) imported = await connected(database, (client) => saveImported(client, directory));
      });
      await inFresh(async (database) => void copies.push(await runCopy(database, imported!)));
    }
  } finally {
    await rm(directory, { recursive: true });
  }
  const totals = imports.map(({ steps }) => sumOf(Object.values(steps)));
  const rows = [
    ...STEPS.map((step) =>
      row(
        step,
        imports.map(({ steps }) => steps[step]),
      ),
    ),
    row('import in all', totals),
    row('\\copy of the same rows', copies),
  ];
  const ratio = percentile(
    totals.map(({ ms }, i) => copies[i]!.ms / ms),
    0.5,
  );
  process.stdout.write(`${what}, ${ROWS} rows (${JSON.stringify(countsOf(imports[0]!))})\n\n`);
  printTable(rows);
  process.stdout.write(
    `\n${ratio.toFixed(2)} of the rows/s of \\copy; ` +
      `at most ${Math.max(...imports.map(({ growthMib }) => growthMib)).toFixed(0)} MiB above the process before, ` +
      `longest stall ${Math.max(...imports.map(({ stallMs }) => stallMs)).toFixed(1)} ms\n\n`,
  );
}

const countsOf = ({ rows }: ImportFigures): object => ({
  inserted: rows.rowsInserted,
  updated: rows.rowsUpdated,
  unchanged: rows.rowsUnchanged,
  rejected: rows.rowsRejected,
});

/** Matches at a low, fixed rate: alone, beside an import by the command, and beside one in the server's own process. */
async function besideMatches(url: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'headwater-bench-'));
  const database = await cloneDatabase(url);
  const server = await BenchServer.start(database.url);
  try {
    const { rows } = await connected(database, (client) =>
      client.query<{ handle: string }>('SELECT handle FROM streamer ORDER BY handle LIMIT 100'),
    );
    const match = (i: number): Promise<unknown> =>
      server.ask(MATCHES, { handle: rows[i % rows.length]!.handle });
    const window = (): Promise<number[]> => openLoop(RATE, 1, match);
    const beside = async (work: Promise<unknown>): Promise<number[]> => {
      const state = { isDone: false };
      const done = work.finally(() => (state.isDone = true));
      const ms: number[] = [];
      while (!state.isDone) ms.push(...(await window()));
      await done;
      return ms;
    };
    const orderOf = async (name: string, seed: number): Promise<ImportOrder> => {
      const file = join(directory, name);
      await writeGoodsFile(file, FORMAT, ROWS, BELT, await shopsIn(database), seed);
      return { url: database.url, file, format: FORMAT, belt: BELT };
    };
    const orders = [await orderOf('first', 3), await orderOf('second', 4)] as const;
    await openLoop(RATE, 5, match);
    const alone = await openLoop(RATE, ALONE_SECONDS, match);
    const besideCommand = await beside(runImport(orders[0]));
    const besideUpload = await beside(server.import(orders[1]));
    const figures = (what: string, ms: readonly number[]) => ({
      what,
      'median ms': percentile(ms, 0.5),
      'p99 ms': percentile(ms, 0.99),
      'p99 to alone': percentile(ms, 0.99) / percentile(alone, 0.99),
      requests: String(ms.length),
    });
    printTable([
      figures(`50 matches, ${RATE} requests/s`, alone),
      figures('… beside an import in a process of its own', besideCommand),
      figures('… beside one in the server’s process', besideUpload),
    ]);
  } finally {
    server.stop();
    await database.drop();
    await rm(directory, { recursive: true });
  }
}

async function main(): Promise<void> {
  const full = process.env.BENCH_DATABASE_URL;
  if (process.argv.includes('--matches')) {
    if (full === undefined) throw new Error('--matches: set BENCH_DATABASE_URL, a catalogue to be matched.');
    await besideMatches(full);
    return;
  }
  await compareWithCopy('Into an empty catalogue', () => createEmptyDatabase(full ?? databaseUrl()));
  if (full !== undefined) await compareWithCopy('Into a full catalogue', () => cloneDatabase(full));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
