import { setTimeout as delay } from 'node:timers/promises';
import { Client, type QueryResultRow } from 'pg';
import { DATABASE_LIMITS, REPLICA_LIMITS } from '../config/limits';
import { LOCKS } from './locks';

const IDENTITY = `SELECT system_identifier::text AS cluster, pg_is_in_recovery() AS "isReplica"
                    FROM pg_control_system()`;

/**
 * A process's connection to a replica and one to its primary, beside the pools, by which it compares them. On the
 * primary's it holds a lock while it reads from the replica, which ends with it.
 */
export class ReplicaSession {
  isReading = false;

  private constructor(
    private readonly primary: Client,
    private readonly replica: Client,
    private readonly place: number,
  ) {}

  /**
   * @param onEnd called once, when either connection is lost
   * @throws Error where it is no replica of that primary: places in their logs would mean nothing
   */
  static async open(
    primaryUrl: string,
    replicaUrl: string,
    place: number,
    onEnd: () => void,
  ): Promise<ReplicaSession> {
    const clients = [primaryUrl, replicaUrl].map((connectionString) => {
      const client = new Client({
        connectionString,
        application_name: 'headwater replica watch',
        connectionTimeoutMillis: DATABASE_LIMITS.connectTimeoutMs,
      });
      client.on('error', () => undefined);
      return client;
    }) as [Client, Client];
    const session = new ReplicaSession(...clients, place);
    try {
      await Promise.all(clients.map((client) => client.connect()));
      const [primary, replica] = await Promise.all(clients.map((client) => client.query(IDENTITY)));
      if (!replica!.rows[0].isReplica || replica!.rows[0].cluster !== primary!.rows[0].cluster)
        throw new Error('DATABASE_REPLICA_URL names a server that is no replica of that of DATABASE_URL.');
    } catch (error) {
      session.close();
      throw error;
    }
    for (const client of clients) client.once('end', onEnd);
    return session;
  }

  /** How far the primary's log is on its disk: all that it has acknowledged lies before. */
  async position(until: number): Promise<string> {
    const sql = 'SELECT pg_current_wal_flush_lsn()::text AS position';
    return (await answered(this.primary, until, sql)).position;
  }

  /** Whether the replica has everything up to there, which it is given time for. */
  async hasReplayed(position: string, until: number): Promise<boolean> {
    for (;;) {
      const sql = 'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS replayed';
      if ((await answered(this.replica, until, sql, [position])).replayed) return true;
      if (performance.now() + REPLICA_LIMITS.pollMs >= until) return false;
      await delay(REPLICA_LIMITS.pollMs);
    }
  }

  /** Says that this process reads from the replica: who writes waits for it. */
  async join(): Promise<void> {
    await this.lock('SELECT pg_advisory_lock_shared($1, $2)');
    this.isReading = true;
  }

  async leave(): Promise<void> {
    if (this.isReading) await this.lock('SELECT pg_advisory_unlock_shared($1, $2)');
    this.isReading = false;
  }

  private async lock(sql: string): Promise<void> {
    const until = performance.now() + REPLICA_LIMITS.maxLagMs;
    await answered(this.primary, until, sql, [LOCKS.replica, this.place]);
  }

  /** At once, not by end(), which would wait for an answer. */
  close(): void {
    for (const client of [this.primary, this.replica]) client.connection.stream.destroy();
  }
}

/** One row, or an error where there is none in time. */
async function answered(
  client: Client,
  until: number,
  sql: string,
  values: unknown[] = [],
): Promise<QueryResultRow> {
  const waiting = new AbortController();
  const silence = async (): Promise<never> => {
    const ms = Math.max(0, until - performance.now());
    await delay(ms, undefined, { signal: waiting.signal, ref: false });
    // What has come meanwhile is read first: this process may have been too busy to look.
    await delay(REPLICA_LIMITS.pollMs, undefined, { signal: waiting.signal, ref: false });
    throw new Error('It did not answer in time.');
  };
  const answer = client.query<QueryResultRow>(sql, values);
  // It may fail after nobody waits for it any more.
  answer.catch(() => undefined);
  return (await Promise.race([answer, silence()]).finally(() => waiting.abort())).rows[0]!;
}
