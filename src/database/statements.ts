import { once } from 'node:events';
import { connect } from 'node:net';
import type { PoolClient, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import { DATABASE_LIMITS } from '../config/limits';
import { CANCELLED } from './failures';
import { poolOf } from './pool';
import { preparedName } from './prepared';

/** Stands for a statement that was not even sent, since nobody waits for it any more. */
class NotSent extends Error {
  readonly code = CANCELLED;
}

/**
 * The statements of one request that anybody may make long: each is ended after a while, and all of them as soon as
 * nobody waits for the answer. That costs no statement of its own: the process keeps the time, and asks Postgres to
 * cancel. (Postgres's own limit for the connection lies above, and is for all that is not read here.)
 */
export class Statements {
  constructor(
    private readonly dataSource: DataSource,
    private readonly limits: { timeoutMs?: number; signal?: AbortSignal } = {},
  ) {}

  /** @throws what isCancelled of failures.ts tells, where it takes too long */
  async query<Row extends QueryResultRow>(text: string, values: unknown[], name?: string): Promise<Row[]> {
    const { timeoutMs = DATABASE_LIMITS.listTimeoutMs, signal } = this.limits;
    const client = await poolOf(this.dataSource).connect();
    if (signal?.aborted) {
      client.release();
      throw new NotSent('Nobody waits for the answer any more.');
    }
    let asked: Promise<void> | undefined;
    const cancel = (): void => {
      asked ??= askToCancel(client);
    };
    // Of a connection that is lost while it is ours, the statement tells; the pool no longer listens.
    client.on('error', ignore);
    const timer = setTimeout(cancel, timeoutMs);
    signal?.addEventListener('abort', cancel, { once: true });
    this.dataSource.logger.logQuery(text, values);
    try {
      const { rows } = await client.query<Row>({ name, text, values });
      return rows;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      await asked;
      client.off('error', ignore);
      // Whether the request to cancel came too late cannot be known: it must not meet the next one's statement.
      client.release(asked !== undefined);
    }
  }

  /** Like query, of a statement that each connection parses and plans once; see queryPrepared. */
  prepared<Row extends QueryResultRow>(text: string, values: unknown[]): Promise<Row[]> {
    return this.query(text, values, preparedName(text));
  }
}

const ignore = (): void => undefined;

/** What the protocol needs to know of a connection to cancel on it. */
type Cancellable = PoolClient & { host: string; port: number; processID: number; secretKey: number };

/**
 * A CancelRequest of the protocol, on a connection that is nobody's session: when statements must be ended, the pool is
 * the last place to look for a free one. Resolves when Postgres has seen to it, or cannot be reached.
 */
async function askToCancel(client: PoolClient): Promise<void> {
  const { host, port, processID, secretKey } = client as Cancellable;
  const request = Buffer.alloc(16);
  request.writeInt32BE(16, 0);
  request.writeInt32BE(80_877_102, 4);
  request.writeInt32BE(processID, 8);
  request.writeInt32BE(secretKey, 12);
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  socket.on('error', () => undefined);
  socket.setTimeout(DATABASE_LIMITS.connectTimeoutMs, () => socket.destroy());
  socket.end(request);
  socket.resume();
  await once(socket, 'close');
}
