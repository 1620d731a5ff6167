import { setTimeout as delay } from 'node:timers/promises';
import { Client, type QueryResultRow } from 'pg';
import { DATABASE_LIMITS, REPLICA_LIMITS } from '../config/limits';
import { LOCKS } from './locks';
import { SharedAnswer } from './shared-answer';

const IDENTITY = `SELECT system_identifier::text AS cluster, pg_is_in_recovery() AS "isReplica"
                    FROM pg_control_system()`;

/** How far the primary's log is on its disk: all that it has acknowledged lies before. And whether nobody else reads. */
export const PRIMARY_STATE = `SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::float8 AS position,
                                     pg_try_advisory_xact_lock($1, $2) AS "isUnread"`;

export type PrimaryState = { position: number; isUnread: boolean };

const REPLAYED = `SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::float8 AS replayed`;

/**
 * A process's connection to a replica and one to its primary, beside the pools, by which it compares them. On the
 * primary's it holds a lock while it reads from the replica, which ends with it.
 */
export class ReplicaSession {
  isReading = false;
  private readonly lock: readonly [number, number];
  private turn: Promise<unknown> = Promise.resolve();
  private readonly primaryState = new SharedAnswer(() => this.inTurn(() => this.askPrimary()));
  private readonly replayedPosition = new SharedAnswer(() => this.askReplica());

  private constructor(
    private readonly onPrimary: Client,
    private readonly onReplica: Client,
    place: number,
  ) {
    this.lock = [LOCKS.replica, place];
  }

  /**
   * @param onEnd called when either connection is lost
   * @throws Error where it is no replica of that primary: positions in their logs would mean nothing
   */
  static async open(
    primaryUrl: string,
    replicaUrl: string,
    place: number,
    onEnd: () => void,
  ): Promise<ReplicaSession> {
    const clients = [clientOf(primaryUrl), clientOf(replicaUrl)] as const;
    const session = new ReplicaSession(...clients, place);
    try {
      await Promise.all(clients.map((client) => client.connect()));
      const [primary, replica] = await Promise.all(clients.map((client) => answered(client, IDENTITY)));
      if (!replica!.isReplica || replica!.cluster !== primary!.cluster)
        throw new Error('DATABASE_REPLICA_URL names a server that is no replica of that of DATABASE_URL.');
    } catch (error) {
      session.close();
      throw error;
    }
    for (const client of clients) client.once('end', onEnd);
    return session;
  }

  /** Where the primary is, and whether no process reads from the replica. */
  primary(): Promise<PrimaryState> {
    return this.primaryState.get();
  }

  /** Up to where the replica has replayed the primary's log. */
  replayed(): Promise<number> {
    return this.replayedPosition.get();
  }

  /** Says that this process reads from the replica: who writes waits for it. */
  join(): Promise<void> {
    return this.inTurn(async () => {
      await answered(this.onPrimary, 'SELECT pg_advisory_lock_shared($1, $2)', this.lock);
      this.isReading = true;
    });
  }

  leave(): Promise<void> {
    return this.inTurn(async () => {
      if (!this.isReading) return;
      await answered(this.onPrimary, 'SELECT pg_advisory_unlock_shared($1, $2)', this.lock);
      this.isReading = false;
    });
  }

  /** At once, not by end(), which would wait for an answer. */
  close(): void {
    for (const client of [this.onPrimary, this.onReplica]) client.connection.stream.destroy();
  }

  /** A connection takes one statement at a time. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async askPrimary(): Promise<PrimaryState> {
    // Its own lock is in nobody's way here, so it is known otherwise.
    const { isReading } = this;
    const { position, isUnread } = await answered(this.onPrimary, PRIMARY_STATE, this.lock);
    return { position, isUnread: isUnread && !isReading };
  }

  private async askReplica(): Promise<number> {
    return (await answered(this.onReplica, REPLAYED)).replayed;
  }
}

function clientOf(connectionString: string): Client {
  const client = new Client({
    connectionString,
    application_name: 'headwater replica watch',
    connectionTimeoutMillis: DATABASE_LIMITS.connectTimeoutMs,
  });
  client.on('error', () => undefined);
  return client;
}

/** One row. @throws Error where there is none in time: a server that freezes says nothing */
async function answered(
  client: Client,
  sql: string,
  values: readonly unknown[] = [],
): Promise<QueryResultRow> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const silence = async (): Promise<never> => {
    await delay(REPLICA_LIMITS.maxLagMs, undefined, { signal, ref: false });
    // What has come meanwhile is read first: this process may have been too busy to look.
    await delay(REPLICA_LIMITS.pollMs, undefined, { signal, ref: false });
    throw new Error(`No answer within ${REPLICA_LIMITS.maxLagMs / 1000} s.`);
  };
  const answer = client.query<QueryResultRow>(sql, [...values]);
  // It may fail after nobody waits for it any more.
  answer.catch(() => undefined);
  return (await Promise.race([answer, silence()]).finally(() => waiting.abort())).rows[0]!;
}
