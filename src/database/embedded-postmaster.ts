import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Binaries } from './embedded-binaries';
import { errorCode } from './embedded-failure';
import { handToOwnerOf, type Places } from './embedded-record';
import { SERVER_SETTINGS } from './embedded-settings';
import { commandAs, ownerOfCluster } from './embedded-user';

/** The main process of a running server, as told by its postmaster.pid, the one file that is always true. */
export interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

/** A server that this process has spawned. It may give up at once, for one where another start was quicker. */
export interface Launch {
  pid: number | undefined;
  hasEnded(): boolean;
  /** Whether it has ended because it was told to. */
  wasStopped(): boolean;
  /** What it has written to the log. */
  output(): string;
}

/** No process has this number: the kernel stops far below. */
const NOBODY = 2_147_483_647;

const EMPTY_FOR_MS = 2000;
const LOG_LIMIT = 10_000_000;

/** The server of this cluster, undefined unless its process lives. */
export function readPostmaster(cluster: string): Postmaster | undefined {
  const [pid, , , port, , , , status] = pidFileLines(cluster) ?? [];
  if (!pid || !port || !runsIn(cluster, Number(pid))) {
    return undefined;
  }
  return { pid: Number(pid), port: Number(port), ready: status?.trim() === 'ready' };
}

export function runsIn(cluster: string, pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    // Gone, or another user's, while a server has the same owner as its cluster.
    return false;
  }
  // The number alone proves nothing: after a restart of the machine or the container any process may have it.
  return process.platform === 'linux' ? worksIn(cluster, pid) : isNamedPostgres(pid);
}

/** A server's working directory is its cluster; a zombie has none. */
function worksIn(cluster: string, pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === cluster;
  } catch (error) {
    // In a container, root may not look into the processes of other users, except at their command lines.
    return errorCode(error) === 'EACCES' && /^[^\0]*postgres\0/.test(commandLine(pid));
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** For macOS, which has no /proc. */
function isNamedPostgres(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' });
  return /postgres\s*$/.test(stdout);
}

export function launchPostmaster(places: Places, binaries: Binaries, port: number): Launch {
  clearStalePidFile(places.cluster);
  const settings = Object.entries(SERVER_SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const runAs = ownerOfCluster(binaries, places.cluster);
  const command = commandAs(runAs, binaries.postgres, [
    '-D',
    places.cluster,
    '-p',
    String(port),
    ...settings,
  ]);
  const { file, args, ...options } = command;
  const log = openLog(places.log);
  handToOwnerOf(places.root, places.log);
  // A file, not a pipe, since the server may outlive us; detached, because Ctrl-C goes to the whole process group, and
  // the application still needs its database to finish what it has begun.
  const child = spawn(file, args, {
    ...options,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  closeSync(log.fd);
  child.unref();
  return watch(child, () => readFileSync(places.log).subarray(log.start).toString('utf8'));
}

/** The port asked for if it is free, else one that the system picks. */
export async function freePort(wanted = 0): Promise<number> {
  const server = createServer();
  try {
    return await new Promise<number>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: '127.0.0.1', port: wanted, exclusive: true }, () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : wanted);
      });
    });
  } catch (error) {
    if (wanted === 0) {
      throw error;
    }
    return freePort();
  } finally {
    server.close();
  }
}

function watch(child: ChildProcess, output: () => string): Launch {
  let failure: Error | undefined;
  child.on('error', (error) => {
    failure = error;
  });
  return {
    pid: child.pid,
    hasEnded: () => failure !== undefined || child.exitCode !== null || child.signalCode !== null,
    wasStopped: () => child.exitCode === 0,
    output: () => failure?.message ?? output(),
  };
}

function openLog(file: string): { fd: number; start: number } {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT) {
    renameSync(file, `${file}.old`);
  }
  return { fd: openSync(file, 'a', 0o600), start: size > LOG_LIMIT ? 0 : size };
}

/**
 * Postgres deals with the pid file of a dead server itself, but takes it at its word where the number now belongs to
 * another process, and where a power cut has left it empty.
 */
function clearStalePidFile(cluster: string): void {
  const file = join(cluster, 'postmaster.pid');
  const pid = pidFileLines(cluster)?.[0];
  if (pid === undefined || runsIn(cluster, Number(pid))) {
    return;
  }
  if (pid === '') {
    // It is empty for an instant also when a server is just starting.
    if (Date.now() - statSync(file).mtimeMs > EMPTY_FOR_MS) {
      rmSync(file, { force: true });
    }
    return;
  }
  renumber(file, pid);
}

/**
 * Gives the number of nobody to a pid file, which then counts as stale. It is not removed, since by its other lines
 * Postgres makes sure that no straggler of the dead server still writes. Read again and written through one descriptor:
 * should a new server replace the file meanwhile, this still touches the old one only.
 */
function renumber(file: string, pid: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    const [found, ...rest] = readFileSync(descriptor, 'utf8').split('\n');
    if (found === pid) {
      writeSync(descriptor, [NOBODY, ...rest].join('\n'), 0);
    }
  } finally {
    closeSync(descriptor);
  }
}

function pidFileLines(cluster: string): string[] | undefined {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
