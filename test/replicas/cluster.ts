import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  chownSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Binaries, findBinaries } from '../../src/database/embedded-binaries';
import { freePort, readPostmaster, runsIn } from '../../src/database/embedded-postmaster';
import { commandAs, ownerOfNewCluster, type RunAs } from '../../src/database/embedded-user';
import { freeze, thaw } from '../faults/frozen';
import { until } from '../support/started';

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  // What a replica that was away has missed is sent to it afterwards.
  wal_keep_size: '512MB',
  jit: 'off',
  random_page_cost: '1.1',
};

// By code point, and letters as Unicode knows them.
const LOCALE =
  process.platform === 'darwin' ? ['--locale=C', '--lc-ctype=en_US.UTF-8'] : ['--locale=C.UTF-8'];

/** The programs of PG_BIN, a folder such as /usr/lib/postgresql/15/bin; where it is not set, those that npm brings. */
function binaries(folder = process.env.PG_BIN): Binaries {
  if (!folder) return findBinaries();
  const postgres = join(folder, 'postgres');
  const [major] = /\d+/.exec(execFileSync(postgres, ['--version'], { encoding: 'utf8' }))!;
  return { initdb: join(folder, 'initdb'), postgres, major };
}

/** A Postgres of its own in a temporary directory, made by nothing but initdb and postgres: a primary, or its replica. */
export class Cluster {
  private pid: number | undefined;

  private constructor(
    private readonly directory: string,
    private readonly programs: Binaries,
    private readonly runAs: RunAs,
    private readonly port: number,
  ) {}

  /** Not yet started; whoever is on this machine may do anything. */
  static async make(): Promise<Cluster> {
    const cluster = await Cluster.in(binaries());
    const args = ['-D', cluster.data, '-U', 'postgres', '-E', 'UTF8', ...LOCALE, '--auth=trust'];
    const { file, args: all, ...options } = commandAs(cluster.runAs, cluster.programs.initdb, args);
    execFileSync(file, all, { ...options, cwd: '/' });
    return cluster;
  }

  private static async in(programs: Binaries): Promise<Cluster> {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), 'headwater-replicas-')));
    return new Cluster(directory, programs, ownerOfNewCluster(programs, directory), await freePort());
  }

  /** One that follows this one, from a copy of its files. It must not run: pg_basebackup, which could, is in no npm package. */
  async makeReplica(): Promise<Cluster> {
    const replica = await Cluster.in(this.programs);
    execFileSync('cp', ['-Rp', this.data, replica.data]);
    const source = `host=127.0.0.1 port=${this.port} user=postgres`;
    writeFileSync(join(replica.data, 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`);
    const signal = join(replica.data, 'standby.signal');
    writeFileSync(signal, '');
    const { uid, gid } = statSync(replica.data);
    chownSync(signal, uid, gid);
    return replica;
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  async start(): Promise<void> {
    const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const args = ['-D', this.data, '-p', String(this.port), ...settings];
    const { file, args: all, ...options } = commandAs(this.runAs, this.programs.postgres, args);
    const log = openSync(this.log, 'a');
    const child = spawn(file, all, { ...options, cwd: '/', stdio: ['ignore', log, log] });
    closeSync(log);
    this.pid = child.pid!;
    const hasEnded = (): boolean => child.exitCode !== null;
    await until(() => readPostmaster(this.data)?.ready === true || hasEnded(), 'Postgres is ready', 60_000);
    if (hasEnded()) throw new Error(`Postgres did not start:\n${readFileSync(this.log, 'utf8')}`);
  }

  /** @param signal SIGINT ends sessions and stops; SIGQUIT ends it without ado, as a crash would */
  async stop(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    const { pid } = this;
    this.pid = undefined;
    if (pid === undefined || !runsIn(this.data, pid)) return;
    process.kill(pid, signal);
    await until(() => !runsIn(this.data, pid), 'Postgres has stopped', 60_000);
  }

  freeze(): void {
    freeze(this.pid!);
  }

  thaw(): void {
    thaw(this.pid!);
  }

  async remove(): Promise<void> {
    await this.stop('SIGQUIT');
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }

  private get data(): string {
    return join(this.directory, 'data');
  }

  private get log(): string {
    return join(this.directory, 'log');
  }
}

export type Group = { primary: Cluster; replicas: readonly Cluster[]; remove(): Promise<void> };

/** A primary and replicas that follow it, all running. */
export async function startGroup(replicaCount = 1): Promise<Group> {
  const primary = await Cluster.make();
  const replicas: Cluster[] = [];
  const remove = async (): Promise<void> => {
    await Promise.all(replicas.map((replica) => replica.remove()));
    await primary.remove();
  };
  try {
    while (replicas.length < replicaCount) replicas.push(await primary.makeReplica());
    await primary.start();
    await Promise.all(replicas.map((replica) => replica.start()));
  } catch (error) {
    await remove();
    throw error;
  }
  return { primary, replicas, remove };
}
