import { observeRefresh } from '../observability/refreshes';
import { forAll } from '../observability/request-record';

/**
 * Keeps something in step with the database: one refresh at a time, each after the one before it, and one every so
 * often by itself.
 */
export class Refresher {
  private running: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  /** `wait` tells whether the work shall wait for another process that is at the same; by its name metrics tell it. */
  constructor(
    private readonly work: (wait: boolean) => Promise<void>,
    private readonly onError: (error: unknown) => void,
    private readonly name: string,
  ) {}

  /** When it resolves, all that was committed before the call is in. */
  refresh(wait = true): Promise<void> {
    const next = this.running.then(() => forAll(() => observeRefresh(this.name, () => this.work(wait))));
    // A failed refresh must not fail those queued behind it.
    this.running = next.catch(() => undefined);
    return next;
  }

  /** Refreshes at once, and then again and again. */
  start(intervalMs: number): void {
    const poll = (): void => {
      this.refresh(false)
        .catch(this.onError)
        .finally(() => {
          if (!this.stopped) this.timer = setTimeout(poll, intervalMs).unref();
        });
    };
    poll();
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }
}
