import { AsyncResource } from 'node:async_hooks';
import { Pool, type PoolClient, type PoolConfig } from 'pg';
import type { DataSource } from 'typeorm';
import { DATABASE_LIMITS } from '../config/limits';
import { requestEnd } from '../observability/request-record';
import { databaseFailure, DatabaseUnavailable, NotSent, PoolExhausted } from './failures';
import { ObservedClient, type ObservedConfig } from './observed-client';

type Release = (error?: unknown) => void;
type Session = PoolClient & ObservedClient;
type Connected = (error: Error | undefined, client: Session | undefined, release: Release) => void;

/**
 * pg's pool, with an end to waiting: only so many may wait for a connection, none for longer than pg is told, nobody
 * while the database is known not to answer, and no request whose client is gone. TypeORM makes it, as its driver's Pool.
 */
export class GatedPool extends Pool {
  /** How many were told that there is too much to do, at once or after they had waited. */
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

  override connect(): Promise<Session>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<Session> | void {
    if (callback) return this.admit(callback);
    return new Promise((resolve, reject) =>
      this.admit((error, client) => (error ? reject(error) : resolve(client!))),
    );
  }

  private admit(callback: Connected): void {
    const awaited = requestEnd();
    const refusal = this.refusalOf(awaited);
    if (refusal) return callback(refusal, undefined, () => undefined);
    // A connection is handed over by whoever has just done with it, on whose behalf the work must not count.
    // Not AsyncResource.bind: a function with accessors has a hidden class of its own, which would keep each request's
    // rows alive until old space is collected.
    const scope = new AsyncResource('headwater:connect');
    const settle: Connected = (...outcome) => scope.runInAsyncScope(callback, undefined, ...outcome);
    const refuse = (error: Error): void => settle(error, undefined, () => undefined);
    const leave = (): void => {
      if (this.waiting.delete(refuse)) refuse(new NotSent());
    };
    this.waiting.add(refuse);
    awaited?.addEventListener('abort', leave);
    super.connect((error, client, release: Release | undefined) => {
      awaited?.removeEventListener('abort', leave);
      if (databaseFailure(error)?.code === 'OVERLOADED') this.refused++;
      if (this.waiting.delete(refuse))
        settle(error, client as Session | undefined, release ?? (() => undefined));
      // It was told meanwhile not to wait. Where a wait took too long, there is nothing to give back.
      else release?.();
    });
  }

  private refusalOf(awaited: AbortSignal | undefined): Error | undefined {
    if (this.gone) return this.gone;
    if (awaited?.aborted) return new NotSent();
    if (this.waiting.size < DATABASE_LIMITS.maxWaiting) return undefined;
    this.refused++;
    return new PoolExhausted();
  }
}

/** The pool of a DataSource that is connected. TypeORM has no word for it. */
export const poolOf = (dataSource: DataSource): GatedPool =>
  (dataSource.driver as unknown as { master: GatedPool }).master;
