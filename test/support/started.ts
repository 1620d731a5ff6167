import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { embeddedUrl, startEmbeddedPostgres } from '../../src/database/embedded-postgres';

const PROJECT = join(__dirname, '..', '..');
const MAIN = join(PROJECT, 'dist', 'src', 'main.js');

/** Everything a process was given to know, and nothing of the settings of whoever runs the tests. */
const CLEAN_ENV = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) =>
      !/^(PORT|HOST|DATABASE_URL|DATA_DIR|NODE_ENV|JWKS_URL|JWT_\w+|TRUST\w+|TLS_ENDS|NODE_OPTIONS)$/.test(
        name,
      ),
  ),
);

export type Env = Record<string, string>;

/** A process of its own, and what it has said so far. */
export class Started {
  stdout = '';
  stderr = '';
  readonly startedAt = performance.now();
  /** Resolves with the exit code, or with the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;

  constructor(readonly process: ChildProcess) {
    process.stdout!.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    process.stderr!.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve) => process.on('close', (code, signal) => resolve(code ?? signal!)));
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Waits until it has said that it listens; the address and the seconds that it took since it was started. */
  async listening(): Promise<{ url: string; seconds: number }> {
    const says = /listens at (http:\S+)/;
    await until(() => says.test(this.stdout) || !this.isRunning, 'the server listens', 120_000);
    const url = says.exec(this.stdout)?.[1];
    if (!url) throw new Error(`It ended before it listened:\n${this.stderr}`);
    return { url, seconds: (performance.now() - this.startedAt) / 1000 };
  }
}

/** What a server logged beside requests and news that are in order. */
export const complaints = (stderr: string): string[] =>
  stderr
    .split('\n')
    .filter((line) => line !== '' && !(line.startsWith('{') && JSON.parse(line).level === 'info'));

/** Polls; there is nothing to be told by. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  withinMs = 20_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs / 1000} s in vain until ${what}`);
    await delay(10);
  }
}

/** The newest change of any file below. */
const newest = (path: string): number =>
  statSync(path).isDirectory()
    ? Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
    : statSync(path).mtimeMs;

/** Builds what is started, where there is no build or an old one. */
export function build(): void {
  const sources = Math.max(...['src', 'migrations'].map((folder) => newest(join(PROJECT, folder))));
  const isBuilt = existsSync(MAIN) && existsSync(join(PROJECT, 'dist', 'explorer'));
  if (isBuilt && statSync(MAIN).mtimeMs >= sources) return;
  const { status, stdout, stderr } = spawnSync('npm', ['run', '-s', 'build'], {
    cwd: PROJECT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm run build failed:\n${stdout}${stderr}`);
}

/** Processes over a data directory of their own. */
export class Installation {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'headwater-start-'));
  private readonly children: Started[] = [];

  private run(command: string, args: string[], env: Env): Started {
    const child = new Started(
      spawn(command, args, { cwd: PROJECT, env: { ...CLEAN_ENV, DATA_DIR: this.dataDir, ...env } }),
    );
    this.children.push(child);
    return child;
  }

  /** What npm start runs, on a free port where nothing else is said. */
  start(env: Env = {}): Started {
    return this.run(process.execPath, [MAIN], { PORT: '0', ...env });
  }

  npm(...args: string[]): Started {
    return this.run('npm', ['run', '-s', ...args], {});
  }

  get databaseUrl(): string | undefined {
    return embeddedUrl(this.dataDir);
  }

  /** Ends what still runs, the database with it, and removes all files. */
  async remove(): Promise<void> {
    for (const child of this.children) {
      if (child.isRunning) child.process.kill('SIGKILL');
      await child.ended;
    }
    // A server that was killed leaves its database running, for the next one to join and to stop.
    if (this.databaseUrl) await (await startEmbeddedPostgres({ dataDir: this.dataDir })).stop();
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}
