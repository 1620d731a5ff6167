import { execFile } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Binaries } from './embedded-binaries';
import { errorCode, explainFailure } from './embedded-failure';
import { type ConnectionRecord, createRecord, type Places, readRecord } from './embedded-record';
import { commandAs, ownerOfNewCluster } from './embedded-user';

const run = promisify(execFile);

/**
 * Order by code point, so that an index means the same on every machine; but letters as Unicode knows them, or pg_trgm
 * would see no letter at all in Chinese text. C.UTF-8 is both, where the system has it.
 */
const LOCALES = [['--locale=C.UTF-8'], ['--locale=C', '--lc-ctype=en_US.UTF-8'], ['--locale=C']];

const STAGING = 'postgres.new-';

/** Makes the cluster where there is none, and answers with the password that opens it. */
export async function ensureCluster(
  places: Places,
  binaries: () => Binaries,
  log: (message: string) => void,
): Promise<ConnectionRecord> {
  if (existsSync(join(places.cluster, 'PG_VERSION'))) {
    return existingRecord(places);
  }
  sweepStaging(places.root);
  const record = readRecord(places.record) ?? createRecord(places.record);
  log(`making a Postgres database in ${places.cluster}`);
  await createCluster(places, record, binaries(), log);
  return record;
}

export function assertMajor(cluster: string, { major }: Binaries): void {
  const found = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (found !== major) {
    throw new Error(
      `${cluster} was made by Postgres ${found}; this version brings Postgres ${major}, which cannot open it. ` +
        `Dump it with Postgres ${found} and load it into a new one, or move it away to start empty.`,
    );
  }
}

function existingRecord(places: Places): ConnectionRecord {
  const record = readRecord(places.record);
  if (record === undefined) {
    throw new Error(
      `${places.record} is missing, and with it the password of the database in ${places.cluster}. ` +
        'Put it back, or move the database away to start empty.',
    );
  }
  return record;
}

/**
 * initdb works in a directory of its own, which is renamed when whole: killed half-way it leaves nothing that looks like
 * a database, and of two first starts the later rename fails and its work is thrown away.
 */
async function createCluster(
  places: Places,
  record: ConnectionRecord,
  binaries: Binaries,
  log: (message: string) => void,
): Promise<void> {
  const staging = mkdtempSync(join(places.root, `${STAGING}${process.pid}-`));
  try {
    const runAs = ownerOfNewCluster(binaries, staging);
    const { uid, gid } = statSync(staging);
    const password = join(staging, 'password');
    writeFileSync(password, record.password, { mode: 0o600 });
    chownSync(password, uid, gid);
    const made = join(staging, 'cluster');
    await initdb(made, ['-U', record.user, '--pwfile', password], log, (args) =>
      commandAs(runAs, binaries.initdb, args),
    );
    moveIntoPlace(made, places);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

async function initdb(
  directory: string,
  login: string[],
  log: (message: string) => void,
  command: (args: string[]) => ReturnType<typeof commandAs>,
): Promise<void> {
  for (const locale of LOCALES) {
    const isLast = locale === LOCALES.at(-1);
    if (isLast) {
      log('this system has no UTF-8 locale: text search will not see Chinese');
    }
    // Synced, though it costs 0.1 s: the server never rewrites most of these files, so it would not sync them either.
    const fixed = ['-D', directory, '-E', 'UTF8', '--auth=scram-sha-256', '--no-instructions'];
    const { file, args, ...options } = command([...fixed, ...locale, ...login]);
    try {
      await run(file, args, options);
      return;
    } catch (error) {
      const output = outputOf(error);
      if (isLast || !output.includes('invalid locale name')) {
        throw explainFailure('Postgres could not make its data directory', output);
      }
    }
  }
}

function outputOf(error: unknown): string {
  const hasOutput = typeof error === 'object' && error !== null && 'stderr' in error;
  return (hasOutput && String(error.stderr)) || String(error);
}

function moveIntoPlace(made: string, places: Places): void {
  try {
    renameSync(made, places.cluster);
  } catch (error) {
    if (!existsSync(join(places.cluster, 'PG_VERSION'))) {
      throw new Error(
        `${places.cluster} is in the way: this user finds no database in it. Move it away, then start again.`,
        { cause: error },
      );
    }
    return;
  }
  // The new name is on the disk only when the directory that holds it is.
  const root = openSync(places.root, 'r');
  fsyncSync(root);
  closeSync(root);
}

/** What a start killed half-way left behind; the number in the name is its process. */
function sweepStaging(root: string): void {
  for (const name of readdirSync(root).filter((entry) => entry.startsWith(STAGING))) {
    const pid = Number.parseInt(name.slice(STAGING.length), 10);
    if (!isAlive(pid)) {
      // With patience, since the initdb that the dead process had started may still be at work in there.
      rmSync(join(root, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
