import { createReadStream, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { databaseUrl } from '../src/config/database-url';
import { ImportFormat } from '../src/imports/file-import.entity';
import { BenchServer } from './client';
import { connected, type Imported, runCopy, saveImported, shopsOf } from './copied-goods';
import { writeGoodsFile } from './goods-file';
import { cloneDatabase, createEmptyDatabase, type OwnDatabase } from './own-database';
import { percentile, printTable, timed } from './statistics';

/** Files as operators send them: from the first byte of the PUT until the import is DONE, with the server's memory. */

const ROWS = Number(process.env.BENCH_ROWS ?? 200_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const FORMATS = (process.env.BENCH_FORMAT?.split(',') ?? [
  ImportFormat.CSV,
  ImportFormat.XLSX,
]) as ImportFormat[];
const BELT = 'yiwu';

const CREATE = `mutation ($input: SkuImportCreateInput!) {
  skuImportCreate(input: $input) { uploadUrl skuImport { id } userErrors { code message } } }`;
const LOOK = `query ($id: ID!) { node(id: $id) { ... on SkuImport {
  status rowsRead rowsInserted rowsUpdated rowsRejected } } }`;

type Upload = { ms: number; idleMib: number; peakMib: number; rows: Record<string, unknown> };

async function upload(server: BenchServer, file: string, format: ImportFormat): Promise<Upload> {
  const input = {
    belt: BELT,
    fileName: 'goods',
    format,
    idempotencyKey: `${file} ${format}`,
    createSuppliers: true,
    autoConfirm: true,
  };
  const { skuImportCreate: created } = await server.ask(CREATE, { input });
  if (created.userErrors.length > 0) throw new Error(JSON.stringify(created.userErrors));
  const idleMib = residentMib(server.pid);
  let peakMib = idleMib;
  const watch = setInterval(() => (peakMib = Math.max(peakMib, residentMib(server.pid))), 50);
  let rows: Record<string, unknown> = {};
  try {
    const ms = await timed(async () => {
      await put(created.uploadUrl, file);
      do {
        await delay(50);
        rows = (await server.ask(LOOK, { id: created.skuImport.id })).node;
      } while (rows.status !== 'DONE' && rows.status !== 'FAILED');
    });
    if (rows.status !== 'DONE') throw new Error(JSON.stringify(rows));
    return { ms, idleMib, peakMib, rows };
  } finally {
    clearInterval(watch);
  }
}

async function put(url: string, file: string): Promise<void> {
  const sent = request(url, { method: 'PUT', headers: { 'content-length': statSync(file).size } });
  const answered = new Promise<number>((resolve, reject) => {
    sent.on('response', (response) => {
      response.resume().on('end', () => resolve(response.statusCode!));
    });
    sent.on('error', reject);
  });
  await pipeline(createReadStream(file), sent);
  const status = await answered;
  if (status >= 300) throw new Error(`The upload was answered with ${status}.`);
}

/** What a process holds in memory (Linux alone). */
const residentMib = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1_024;

async function inFresh<T>(
  fresh: () => Promise<OwnDatabase>,
  work: (database: OwnDatabase) => Promise<T>,
): Promise<T> {
  const database = await fresh();
  try {
    return await work(database);
  } finally {
    await database.drop();
  }
}

/** Uploads of each format into fresh databases, and COPY into others that are just the same, in turn. */
async function compare(what: string, fresh: () => Promise<OwnDatabase>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'headwater-bench-'));
  const fileOf = (format: ImportFormat): string => join(directory, `goods.${format}`);
  const uploads = new Map<ImportFormat, Upload[]>(FORMATS.map((format) => [format, []]));
  const copies: number[] = [];
  try {
    let imported: Imported | undefined;
    for (let round = 0; round < ROUNDS; round++) {
      for (const format of FORMATS) {
        await inFresh(fresh, async (database) => {
          const shops = await connected(database, (client) => shopsOf(client, BELT));
          if (round === 0) await writeGoodsFile(fileOf(format), format, ROWS, BELT, shops);
          const server = await BenchServer.start(database.url);
          try {
            uploads.get(format)!.push(await upload(server, fileOf(format), format));
          } finally {
            server.stop();
          }
          imported ??= await connected(database, (client) => saveImported(client, directory));
        });
      }
      await inFresh(fresh, async (database) => void copies.push((await runCopy(database, imported!)).ms));
    }
  } finally {
    await rm(directory, { recursive: true });
  }
  const copyMs = percentile(copies, 0.5);
  process.stdout.write(`${what}, ${ROWS} rows (${JSON.stringify(uploads.get(FORMATS[0]!)![0]!.rows)})\n\n`);
  printTable([
    ...FORMATS.map((format) => {
      const of = (value: (run: Upload) => number): number => percentile(uploads.get(format)!.map(value), 0.5);
      return {
        what: `${format}, from PUT to DONE`,
        'rows/s': of(({ ms }) => (ROWS * 1_000) / ms),
        seconds: of(({ ms }) => ms / 1_000),
        'of \\copy': (copyMs / of(({ ms }) => ms)).toFixed(2),
        'MiB idle': of(({ idleMib }) => idleMib),
        'MiB above idle': of(({ idleMib, peakMib }) => peakMib - idleMib),
      };
    }),
    {
      what: '\\copy of the same rows',
      'rows/s': (ROWS * 1_000) / copyMs,
      seconds: copyMs / 1_000,
      'of \\copy': '1',
      'MiB idle': '',
      'MiB above idle': '',
    },
  ]);
  process.stdout.write('\n');
}

async function main(): Promise<void> {
  const full = process.env.BENCH_DATABASE_URL;
  await compare('Into an empty catalogue', () => createEmptyDatabase(full ?? databaseUrl()));
  if (full !== undefined) await compare('Into a full catalogue', () => cloneDatabase(full));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
