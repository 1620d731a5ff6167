import type { DataSource } from 'typeorm';
import { GOVERNANCE_LIMITS } from '../config/limits';
import { settleGovernance } from './settle';

/** Settles statuses and labels when a process starts and every few minutes from then on, in the background. */
export class GovernanceSweep {
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.sweep();
    this.timer = setInterval(() => this.sweep(), GOVERNANCE_LIMITS.sweepMs).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.running;
  }

  private sweep(): void {
    this.running ??= settleGovernance(this.dataSource, this.stopping.signal)
      .then(() => undefined, this.onError)
      .finally(() => {
        this.running = undefined;
      });
  }
}
