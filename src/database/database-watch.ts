import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions';
import { Client } from 'pg';
import { DATABASE_LIMITS } from '../config/limits';
import { poolOf } from './pool';

/** The database does not answer, or does so again after some time. */
export type DatabaseChange = { isUp: false; cause: unknown } | { isUp: true; downMs: number };

type Line = { client: Client; ready: Promise<unknown> };

/**
 * Silence is counted in turns of the event loop, each of which reads what has come: a process that is itself too busy
 * must not think the database dead, and cut its connections.
 */
const TURN_MS = 50;

class Silence extends Error {
  constructor() {
    super(`No answer within ${DATABASE_LIMITS.heartbeatTimeoutMs / 1000} s.`);
  }
}

/**
 * Asks the database again and again, on a connection of its own, whether it is there. While it is not, the pool is shut:
 * a connection that was reset fails by itself, but one to a machine that froze says nothing, and who waits for it would
 * wait for minutes.
 */
export class DatabaseWatch {
  private line: Line | undefined;
  private downSince: number | undefined;
  private readonly stopping = new AbortController();
  private lost = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly onChange: (change: DatabaseChange) => void,
  ) {}

  get isUp(): boolean {
    return this.downSince === undefined;
  }

  start(): void {
    this.running = this.watch();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.drop();
    await this.running;
  }

  private async watch(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      this.lost = new AbortController();
      const cause = await this.beat();
      if (signal.aborted) return;
      this.note(cause);
      const pause = this.isUp ? DATABASE_LIMITS.heartbeatMs : DATABASE_LIMITS.reconnectMs;
      // A connection that is lost is news worth asking about at once.
      const wakes = AbortSignal.any(this.isUp ? [signal, this.lost.signal] : [signal]);
      await delay(pause, undefined, { signal: wakes, ref: false }).catch(() => undefined);
    }
  }

  /** Why the database does not answer; undefined where it does. */
  private async beat(): Promise<unknown> {
    const known = this.line;
    try {
      await this.answered(known ?? this.connect());
      return undefined;
    } catch (error) {
      this.drop();
      if (this.stopping.signal.aborted) return undefined;
      // Somebody may have ended this one session; another one tells.
      return known && !(error instanceof Silence) ? this.beat() : error;
    }
  }

  private connect(): Line {
    const { url } = this.dataSource.options as PostgresDataSourceOptions;
    const client = new Client({ connectionString: url, application_name: 'headwater watch' });
    const { lost } = this;
    client.on('error', () => undefined);
    client.once('end', () => lost.abort());
    return (this.line = { client, ready: client.connect() });
  }

  private async answered({ client, ready }: Line): Promise<void> {
    const answer = ready.then(() => client.query('SELECT'));
    // It may fail after nobody waits for it any more.
    answer.catch(() => undefined);
    const waiting = new AbortController();
    const silence = async (): Promise<never> => {
      const { signal } = waiting;
      for (let ms = 0; ms < DATABASE_LIMITS.heartbeatTimeoutMs; ms += TURN_MS)
        await delay(TURN_MS, undefined, { signal, ref: false });
      throw new Silence();
    };
    await Promise.race([answer, silence()]).finally(() => waiting.abort());
  }

  private note(cause: unknown): void {
    if (cause !== undefined && this.downSince === undefined) {
      this.downSince = performance.now();
      this.onChange({ isUp: false, cause });
    } else if (cause === undefined && this.downSince !== undefined) {
      const downMs = performance.now() - this.downSince;
      this.downSince = undefined;
      poolOf(this.dataSource).open();
      this.onChange({ isUp: true, downMs });
    }
    // Each time anew: connections may have been begun meanwhile.
    if (cause !== undefined) poolOf(this.dataSource).shut(cause);
  }

  private drop(): void {
    // Not end(), which would wait for an answer.
    this.line?.client.connection.stream.destroy();
    this.line = undefined;
  }
}
