import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, type QueryResultRow } from 'pg';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres';
import { readPostmaster } from '../../src/database/embedded-postmaster';

const PROJECT = join(__dirname, '..', '..');

// mkdtemp makes it 0700, as /root is: nobody but us gets in.
const closed = mkdtempSync(join(tmpdir(), 'headwater-embedded-'));
const pristine = join(closed, 'pristine');
const children: ChildProcess[] = [];
const dataDirs: string[] = [];

/** Makes the data directory that the tests copy, which takes a third of the time of making their own. */
export async function makePristine(): Promise<void> {
  const server = await startEmbeddedPostgres({ dataDir: pristine });
  await server.stop();
}

/** Ends what a test has left running, and removes its files. */
export async function cleanUp(): Promise<void> {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
  }
  for (const dataDir of dataDirs.splice(0)) {
    await killServer(dataDir);
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

export async function cleanUpPristine(): Promise<void> {
  await killServer(pristine);
  rmSync(closed, { recursive: true, force: true });
}

export function newDirectory(parent = closed): string {
  const directory = mkdtempSync(join(parent, 'headwater-embedded-'));
  dataDirs.push(directory);
  return directory;
}

export function copyOfPristine(): string {
  const directory = newDirectory();
  // Twice as fast as cpSync.
  spawnSync('cp', ['-Rp', `${pristine}/.`, directory]);
  return directory;
}

export function stagingIn(dataDir: string): string[] {
  return readdirSync(dataDir).filter((name) => name.startsWith('postgres.new-'));
}

export function pidFile(pid: number): string {
  return [pid, '/elsewhere', 1, 5432, '', '127.0.0.1', '  1  1', 'ready', ''].join('\n');
}

export function isOpenToAll(file: string): boolean {
  return spawnSync(file, ['--version'], { uid: 65_534, gid: 65_534 }).status === 0;
}

export async function query<Row extends QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  // A query that is cut off rejects; that the connection is gone as well is no news.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

export async function sessions(url: string): Promise<number> {
  const [row] = await query<{ others: number }>(
    url,
    `SELECT count(*)::int AS others FROM pg_stat_activity WHERE datname = 'headwater' AND pid <> pg_backend_pid()`,
  );
  return row!.others;
}

/** A process of its own, in a process group of its own, as a terminal would start it. */
export function run(script: string, dataDir = ''): ChildProcess {
  const prelude = `const { startEmbeddedPostgres: start } = require('./src/database/embedded-postgres.ts');
    const dataDir = process.argv[1];`;
  const args = ['-r', './tools/typescript.cjs', '-e', prelude + script, dataDir];
  const child = spawn(process.execPath, args, {
    cwd: PROJECT,
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

export async function line(
  child: ChildProcess,
  isWanted: (text: string) => boolean = () => true,
): Promise<string> {
  for await (const text of createInterface({ input: child.stdout! })) {
    if (isWanted(text)) {
      return text;
    }
  }
  throw new Error(`The process ended (${child.exitCode}) before it said what was waited for`);
}

export async function ended(child: ChildProcess): Promise<number | null> {
  await until(() => child.exitCode !== null || child.signalCode !== null);
  return child.exitCode;
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) {
      throw new Error(`Waited in vain for ${condition.toString()}`);
    }
    await delay(5);
  }
}

async function killServer(dataDir: string): Promise<void> {
  const cluster = join(dataDir, 'postgres');
  const server = readPostmaster(cluster);
  if (server) {
    process.kill(server.pid, 'SIGQUIT');
    await until(() => readPostmaster(cluster) === undefined);
  }
}
