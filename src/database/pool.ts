import { AsyncResource } from 'node:async_hooks';
import { Pool, type PoolClient, type PoolConfig } from 'pg';
import type { DataSource } from 'typeorm';
import { DATABASE_LIMITS } from '../config/limits';
import { DatabaseUnavailable, PoolExhausted } from './failures';
import { ObservedClient, type ObservedConfig } from './observed-client';

type Release = (error?: unknown) => void;
type Connected = (error: Error | undefined, client: PoolClient | undefined, release: Release) => void;

/**
 * pg's pool, with an end to waiting: only so many may wait for a connection, and while the database is known not to
 * answer, nobody does. TypeORM makes it, as its driver's Pool.
 */
export class GatedPool extends Pool {
  /** How many were told that there is too much to do. */
  refused = 0;
  private readonly sessions: Set<ObservedClient>;
  private readonly waiting = new Set<(error: Error) => void>();
  private gone: DatabaseUnavailable | undefined;

  constructor(config: PoolConfig) {
    const sessions = new Set<ObservedClient>();
    super({ ...config, Client: ObservedClient, sessions } as ObservedConfig);
    this.sessions = sessions;
  }

  /** Those who wait for a connection. */
  get waiters(): number {
    return this.waiting.size;
  }

  /** The database does not answer: whoever waits for it is told so, and whoever comes, until it is opened. */
  shut(cause: unknown): void {
    this.gone = new DatabaseUnavailable(cause);
    for (const refuse of this.waiting) refuse(this.gone);
    this.waiting.clear();
    for (const session of this.sessions) session.cut();
  }

  open(): void {
    this.gone = undefined;
  }

  override connect(): Promise<PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<PoolClient> | void {
    if (callback) return this.admit(callback);
    return new Promise((resolve, reject) =>
      this.admit((error, client) => (error ? reject(error) : resolve(client!))),
    );
  }

  private admit(callback: Connected): void {
    const isFull = this.waiting.size >= DATABASE_LIMITS.maxWaiting;
    const refusal = this.gone ?? (isFull ? new PoolExhausted() : undefined);
    if (refusal) {
      if (!this.gone) this.refused++;
      return callback(refusal, undefined, () => undefined);
    }
    // A connection is handed over by whoever has just done with it, on whose behalf the work must not count.
    // Not AsyncResource.bind: a function with accessors has a hidden class of its own, which would keep each request's
    // rows alive until old space is collected.
    const scope = new AsyncResource('headwater:connect');
    const settle: Connected = (...outcome) => scope.runInAsyncScope(callback, undefined, ...outcome);
    const refuse = (error: Error): void => settle(error, undefined, () => undefined);
    this.waiting.add(refuse);
    super.connect((error, client, release: Release | undefined) => {
      if (this.waiting.delete(refuse)) settle(error, client, release ?? (() => undefined));
      // It was told meanwhile not to wait. Where a wait took too long, there is nothing to give back.
      else release?.();
    });
  }
}

/** The pool of a DataSource that is connected. TypeORM has no word for it. */
export const poolOf = (dataSource: DataSource): GatedPool =>
  (dataSource.driver as unknown as { master: GatedPool }).master;
