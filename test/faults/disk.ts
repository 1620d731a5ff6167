import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServerOn } from '../support/graphql-server';
import { fileOf, importClient, put, rowsOf } from '../support/imports';
import type { TestServer } from '../support/server';
import { until } from '../support/started';
import { askOnce } from './load';
import { OwnPostgres } from './own-postgres';

const ROWS = 20_000;
const MEGABYTE = 1024 ** 2;

export type FullDisk = {
  /** What an upload, and a page of goods, are answered with while there is no room. */
  upload: string;
  reading: string;
  lastWords: string | undefined;
  /** Goods before, and after space is freed, Postgres started again where it had ended, and the file sent again. */
  before: number;
  after: number;
  ofRows: number;
  /** Whether Postgres had ended by itself. */
  ended: boolean;
};

/** Whether a small file system can be made here: by root on Linux alone. */
export const canMount = (): boolean => process.platform === 'linux' && process.getuid?.() === 0;

/** The disk below the embedded Postgres fills up while a file comes in. */
export async function fullDisk(): Promise<FullDisk> {
  const directory = mkdtempSync(join(tmpdir(), 'headwater-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=0755', 'tmpfs', directory]);
  try {
    return await fill(directory);
  } finally {
    execFileSync('umount', ['-l', directory]);
    rmSync(directory, { recursive: true, force: true });
  }
}

async function fill(directory: string): Promise<FullDisk> {
  const postgres = await OwnPostgres.start(directory);
  const server = await startServerOn({ url: postgres.url } as never);
  const client = importClient(server as unknown as TestServer);
  const goods = async (): Promise<number> =>
    (await server.app.dataSource.query('SELECT count(*)::int AS n FROM sku'))[0].n;
  const before = await goods();
  const file = fileOf(rowsOf(0, ROWS, (i) => ({ code: `DISK-${i}` })));
  const { skuImport, uploadUrl } = await client.create({ autoConfirm: true });

  const filler = join(directory, 'filler');
  const { bavail, bsize } = statfsSync(directory);
  writeFileSync(filler, Buffer.alloc(bavail * bsize - MEGABYTE));
  const refused = await put(uploadUrl, file);
  const { status, code } = await askOnce(server.url);
  const isUp = (): Promise<boolean> => fetch(`${server.url}/readyz`).then((answer) => answer.status === 200);
  const ended = !(await isUp());
  const lastWords = postgres.lastWords();

  rmSync(filler);
  if (ended) await postgres.startAgain();
  await until(isUp, 'the server answers again', 30_000);
  const sent = await put(uploadUrl, file);
  if (sent.status !== 202) throw new Error(`The file was answered with ${sent.status}`);
  await client.reaches(skuImport.id, 'DONE');
  // Reads every row and index of the catalogue: a damaged page would be an error.
  await server.app.dataSource.query('VACUUM (ANALYZE, INDEX_CLEANUP ON) sku');
  const after = await goods();
  await server.close();
  await postgres.remove();
  return {
    upload: `${refused.status} ${refused.body?.code}`,
    reading: `${status} ${code ?? 'answered'}`,
    lastWords,
    before,
    after,
    ofRows: ROWS,
    ended,
  };
}
