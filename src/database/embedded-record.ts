import { randomBytes } from 'node:crypto';
import {
  chownSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from './embedded-failure';

/** Where things lie under the data directory. */
export interface Places {
  root: string;
  /** The cluster: the directory that Postgres owns. */
  cluster: string;
  record: string;
  log: string;
}

/** How to connect: kept beside the cluster, readable by its owner only. */
export interface ConnectionRecord {
  user: string;
  password: string;
  /** The port of the last start; the next one tries it again, so that open clients find their way back. */
  port?: number;
}

export const DATABASE = 'headwater';

export function placesIn(dataDir: string): Places {
  mkdirSync(dataDir, { recursive: true });
  // The real path, since it is compared with the working directory that the kernel reports for a server.
  const root = realpathSync(dataDir);
  return {
    root,
    cluster: join(root, 'postgres'),
    record: join(root, 'postgres.json'),
    log: join(root, 'postgres.log'),
  };
}

export function readRecord(file: string): ConnectionRecord | undefined {
  try {
    const record: ConnectionRecord = JSON.parse(readFileSync(file, 'utf8'));
    return record;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') {
      return undefined;
    }
    throw new Error(
      code === 'EACCES'
        ? `${file} belongs to another user (was it made by a run under sudo?). Start as that user, or set DATABASE_URL.`
        : `${file}, which holds the password of the embedded Postgres, cannot be read.`,
      { cause: error },
    );
  }
}

/** Makes the record before the cluster, so that no cluster ever has a password which nobody wrote down. */
export function createRecord(file: string): ConnectionRecord {
  const temporary = writeBeside(file, { user: DATABASE, password: randomBytes(24).toString('base64url') });
  try {
    // Unlike a rename, a link fails where the file exists: of two first starts, both go on with the same password.
    linkSync(temporary, file);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') {
      throw error;
    }
  } finally {
    rmSync(temporary);
  }
  return readRecord(file)!;
}

export function recordPort(file: string, record: ConnectionRecord, port: number): void {
  if (record.port !== port) {
    renameSync(writeBeside(file, { ...record, port }), file);
  }
}

export function urlOf({ user, password }: ConnectionRecord, port: number, database = DATABASE): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

/** What root writes into the directory of somebody else (sudo npm start) must stay readable to that one. */
export function handToOwnerOf(directory: string, file: string): void {
  if (process.getuid?.() === 0) {
    const { uid, gid } = statSync(directory);
    chownSync(file, uid, gid);
  }
}

function writeBeside(file: string, record: ConnectionRecord): string {
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(temporary, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true });
  handToOwnerOf(dirname(file), temporary);
  return temporary;
}
