import { Refresher } from './refresher';

/** Work that a process looks after every so often, and that can be broken off when the process stops. */
export class Recurring {
  private readonly stopping = new AbortController();
  private readonly refresher: Refresher;

  /** @param name by which metrics tell it */
  constructor(
    work: (signal: AbortSignal) => Promise<unknown>,
    onError: (error: unknown) => void,
    name: string,
  ) {
    this.refresher = new Refresher(async () => void (await work(this.stopping.signal)), onError, name);
  }

  start(intervalMs: number): void {
    this.refresher.start(intervalMs);
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.refresher.stop();
  }
}
