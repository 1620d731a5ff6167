import { spawnSync } from 'node:child_process';
import { chownSync, readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import type { Binaries } from './embedded-binaries';

/**
 * Postgres refuses to run as root, and root is what containers and rented machines give. So the programs run as
 * somebody else: as an account of the system, or in a user namespace where root goes by another name.
 */
export interface RunAs {
  name: string;
  uid?: number;
  gid?: number;
  /** What the command line starts with, to enter the namespace. */
  prefix: readonly string[];
}

interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** Picks who will own a new cluster, and gives that user the (empty) directory. */
export function ownerOfNewCluster(binaries: Binaries, directory: string): RunAs {
  const candidates = isRoot()
    ? [...accountOf(dirname(directory)), ...accountsNamed('postgres', 'nobody'), ...namespaces()]
    : [...ourselves(), ...namespaces()];
  return firstAble(candidates, binaries, directory, (candidate) => {
    if (isRoot()) {
      chownSync(directory, candidate.uid ?? 0, candidate.gid ?? 0);
    }
  });
}

/** A cluster that exists is run by its owner and nobody else: Postgres insists on it. */
export function ownerOfCluster(binaries: Binaries, directory: string): RunAs {
  const { uid, gid } = statSync(directory);
  if (!isRoot() && uid !== process.getuid?.()) {
    throw new Error(
      `${directory} belongs to the user with id ${uid} and can be opened by that user or by root only ` +
        '(was it made by a run under sudo?). Start as that user, hand the directory over with chown, or set DATABASE_URL.',
    );
  }
  if (uid === process.getuid?.()) {
    return firstAble([...ourselves(), ...namespaces()], binaries, directory);
  }
  return firstAble([{ name: `user ${uid}`, uid, gid, prefix: [] }], binaries, directory);
}

/** The arguments of spawn for a program run by that user. */
export function commandAs(runAs: RunAs, program: string, args: readonly string[]) {
  const { prefix, uid, gid } = runAs;
  const [file = program, ...rest] = [...prefix, program, ...args];
  return {
    file,
    args: rest,
    // Nothing else is inherited: PGPORT and its kin would change what the programs do, secrets have no business in a
    // process that outlives us, and LC_ALL keeps the log in English, which we search.
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    ...(uid === undefined ? {} : { uid, gid }),
  };
}

function firstAble(
  candidates: RunAs[],
  binaries: Binaries,
  directory: string,
  prepare?: (candidate: RunAs) => void,
): RunAs {
  const problems: string[] = [];
  for (const candidate of candidates) {
    prepare?.(candidate);
    const problem = whatStops(candidate, binaries, directory);
    if (problem === undefined) {
      return candidate;
    }
    problems.push(`  as ${candidate.name}: ${problem}`);
  }
  throw new Error(
    [
      `No user was found who may run ${binaries.postgres} on ${directory} (Postgres refuses to run as root).`,
      ...problems,
      'Start as an ordinary user, or move the project and the data out of directories closed to others (such as /root),',
      'or allow user namespaces (util-linux "unshare"; Docker: --security-opt seccomp=unconfined), or set DATABASE_URL.',
    ].join('\n'),
  );
}

/** Asks by doing: permissions hang on every parent directory, on mounts and on security modules. */
function whatStops(candidate: RunAs, binaries: Binaries, directory: string): string | undefined {
  const script = 'cd "$1" && test -w . && exec "$2" --version';
  const { file, args, ...options } = commandAs(candidate, '/bin/sh', [
    '-c',
    script,
    'sh',
    directory,
    binaries.postgres,
  ]);
  const { status, error, stderr } = spawnSync(file, args, { ...options, encoding: 'utf8', timeout: 10_000 });
  if (status === 0) {
    return undefined;
  }
  return error?.message ?? (stderr.trim() || `${directory} is not writable`);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function ourselves(): RunAs[] {
  if (isRoot()) {
    return [];
  }
  try {
    return [{ name: userInfo().username, prefix: [] }];
  } catch {
    // An id without an account (docker run --user 1234): initdb wants a name, which a namespace can lend.
    return [];
  }
}

function namespaces(): RunAs[] {
  const account = accounts().find(({ name }) => name === 'nobody') ?? accounts()[0];
  if (process.platform !== 'linux' || account === undefined) {
    return [];
  }
  const { uid, gid } = account;
  // Outside, files and processes stay ours: a directory closed to all others, such as /root, is no obstacle.
  const prefix = ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`];
  return [{ name: `${account.name} in a user namespace`, prefix }];
}

/** Under sudo, the one whose directory it is should be able to go on without. */
function accountOf(directory: string): RunAs[] {
  const { uid } = statSync(directory);
  return accounts()
    .filter((account) => account.uid === uid)
    .slice(0, 1)
    .map((account) => ({ ...account, prefix: [] }));
}

function accountsNamed(...wanted: string[]): RunAs[] {
  const all = accounts();
  return wanted
    .flatMap((name) => all.find((account) => account.name === name) ?? [])
    .map((account) => ({ ...account, prefix: [] }));
}

function accounts(): Account[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid }) => uid > 0);
}
