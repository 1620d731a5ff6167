import { Client, type ClientConfig } from 'pg';
import { observeStatement } from '../observability/statements';

type Callback = (error: Error | undefined, result: unknown) => void;
/** A COPY is a stream that is sent like a statement. */
type Statement = string | { text?: string; once?(event: 'error' | 'close', listener: Callback): unknown };

export type ObservedConfig = ClientConfig & { sessions?: Set<ObservedClient> };

/**
 * A connection whose statements are counted and timed, however they are sent: by TypeORM, prepared, or as a COPY. Here
 * is the one place that all of them pass.
 */
export class ObservedClient extends Client {
  constructor(config: ObservedConfig) {
    super(config);
    config.sessions?.add(this);
    this.once('end', () => config.sessions?.delete(this));
  }

  /** Ends it at once, whatever is under way: what waits for an answer fails. */
  cut(): void {
    this.connection.stream.destroy();
  }

  override query(...given: unknown[]): any {
    const statement = given[0] as Statement;
    const text = typeof statement === 'string' ? statement : statement.text;
    const end = observeStatement(text ?? 'COPY');
    const at = given.findIndex((argument) => typeof argument === 'function');
    if (at > 0) {
      const callback = given[at] as Callback;
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
}
