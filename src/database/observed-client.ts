import { Client, type ClientConfig } from 'pg';
import { requestEnd } from '../observability/request-record';
import { observeStatement } from '../observability/statements';
import { type Cancellable, requestCancel } from './cancel-request';
import { NotSent } from './failures';

type Callback = (error: Error | undefined, result?: unknown) => void;
/** A COPY is a stream that is sent like a statement. */
type Statement = string | { text?: string; once?(event: 'error' | 'close', listener: Callback): unknown };

export type ObservedConfig = ClientConfig & { sessions?: Set<ObservedClient> };

/**
 * A connection whose statements are counted, timed, and ended when nobody waits for them any more, however they are
 * sent: by TypeORM, prepared, or as a COPY. Here is the one place that all of them pass.
 */
export class ObservedClient extends Client {
  private isGivenUp = false;

  constructor(config: ObservedConfig) {
    super(config);
    config.sessions?.add(this);
    this.once('end', () => config.sessions?.delete(this));
    // Of a connection that is lost while it is somebody's, the statement tells; the pool listens to idle ones alone.
    this.on('error', () => undefined);
  }

  /**
   * Ends it at once, whatever is under way: what waits for an answer fails. A database that froze would go on with it when
   * it wakes up, and hold its locks; the request to cancel is waiting for it by then.
   */
  cut(): void {
    this.giveUp();
    this.connection.stream.destroy();
  }

  /**
   * Has Postgres cancel the statement under way, which fails as isCancelled tells. The session ends with it: whether the
   * request came too late cannot be known, and it must not meet the statement of whoever is next.
   */
  giveUp(): void {
    if (this.isGivenUp) return;
    this.isGivenUp = true;
    void requestCancel(this as unknown as Cancellable);
  }

  override query(...given: unknown[]): any {
    const statement = given[0] as Statement;
    const at = given.findIndex((argument) => typeof argument === 'function');
    const callback = given[at] as Callback | undefined;
    const awaited = requestEnd();
    if (awaited?.aborted) return this.refuse(callback);
    const text = typeof statement === 'string' ? statement : statement.text;
    const observed = observeStatement(text ?? 'COPY');
    const giveUp = (): void => this.giveUp();
    awaited?.addEventListener('abort', giveUp);
    const end = (error?: unknown): void => {
      awaited?.removeEventListener('abort', giveUp);
      if (this.isGivenUp) void this.end();
      observed(error);
    };
    if (callback) {
      given[at] = ((error, result) => {
        end(error ?? undefined);
        callback(error, result);
      }) satisfies Callback;
    }
    const result: unknown = super.query(...(given as Parameters<Client['query']>));
    if (result instanceof Promise) void result.then(() => end(), end);
    else if (typeof statement === 'object' && statement.once) {
      statement.once('error', end);
      statement.once('close', () => end());
    }
    return result;
  }

  /** What the session was in the middle of, a transaction say, ends with it. */
  private refuse(callback: Callback | undefined): Promise<never> | undefined {
    void this.end();
    const error = new NotSent();
    if (!callback) return Promise.reject(error);
    process.nextTick(callback, error);
    return undefined;
  }
}
