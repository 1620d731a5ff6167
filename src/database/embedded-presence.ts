import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import { type ConnectionRecord, DATABASE, urlOf } from './embedded-record';

/** Any number will do, as long as all versions agree on it. */
const PRESENT = 4_832_001;
const CREATING = 4_832_002;

/** A session that was closed a moment ago is still listed: what looks like company is given this long to leave. */
const LEAVING_MS = 1000;

/** Starting up, shutting down, or ended by the server: ask again later. */
const PASSING_CODES = /^57P0[1-3]$/;

/**
 * One session that a process holds while it uses the server, with a shared advisory lock on it. The lock is what makes
 * "last one out turns off the light" exact: who wants to stop the server must have the lock alone, and who has come just
 * then waits for it, and notices. The kernel closes the session of a process that was killed.
 */
export class Presence {
  private lost = false;

  private constructor(
    private readonly client: Client,
    private readonly socket: Socket,
  ) {
    client.on('error', () => undefined);
    client.on('end', () => {
      this.lost = true;
    });
  }

  /** Joins the server, and makes the database where there is none; undefined while the server comes or goes. */
  static async open(record: ConnectionRecord, port: number): Promise<Presence | undefined> {
    const socket = new Socket();
    // Not in the database itself, which may then be dropped and made anew.
    const connectionString = urlOf(record, port, 'postgres');
    const client = new Client({
      connectionString,
      ssl: false,
      application_name: 'headwater presence',
      connectionTimeoutMillis: 5000,
      stream: () => socket,
    });
    const presence = new Presence(client, socket);
    try {
      await client.connect();
      await client.query('SELECT pg_advisory_lock_shared($1)', [PRESENT]);
      await ensureDatabase(client);
    } catch (error) {
      socket.destroy();
      if (error instanceof DatabaseError && !PASSING_CODES.test(error.code ?? '')) {
        throw explained(error);
      }
      return undefined;
    }
    // It must not keep a process alive that has nothing else to do.
    socket.unref();
    return presence;
  }

  get isLost(): boolean {
    return this.lost;
  }

  /** Whether nobody else uses the server; if so, nobody joins it any more until this session ends. */
  async isLast(): Promise<boolean> {
    this.socket.ref();
    await this.client.query('SELECT pg_advisory_unlock_shared($1)', [PRESENT]);
    const { rows } = await this.client.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1) AS alone', [
      PRESENT,
    ]);
    return rows[0]?.alone === true && (await this.othersLeave());
  }

  async close(): Promise<void> {
    this.socket.ref();
    await this.client.end();
  }

  private async othersLeave(): Promise<boolean> {
    const deadline = Date.now() + LEAVING_MS;
    while ((await this.countOthers()) > 0) {
      if (Date.now() > deadline) {
        return false;
      }
      await delay(20);
    }
    return true;
  }

  private async countOthers(): Promise<number> {
    const { rows } = await this.client.query<{ others: number }>(
      `SELECT count(*)::int AS others FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    return rows[0]!.others;
  }
}

async function ensureDatabase(client: Client): Promise<void> {
  if (await hasDatabase(client)) {
    return;
  }
  await client.query('SELECT pg_advisory_lock($1)', [CREATING]);
  if (!(await hasDatabase(client))) {
    await client.query(`CREATE DATABASE ${DATABASE}`);
  }
  await client.query('SELECT pg_advisory_unlock($1)', [CREATING]);
}

async function hasDatabase(client: Client): Promise<boolean> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
  return rowCount === 1;
}

function explained(error: DatabaseError): Error {
  const hints: Record<string, string> = {
    '28P01': 'the password in postgres.json is not the one this database was made with',
    '53300': 'all its connections are taken; stop a process that holds many',
    '53100': 'the disk is full; free some space',
  };
  const hint = hints[error.code ?? ''] ?? error.message;
  return new Error(`The embedded Postgres runs but cannot be used: ${hint}.`, { cause: error });
}
