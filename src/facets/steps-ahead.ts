import { setTimeout as delay } from 'node:timers/promises';
import { FACET_LIMITS } from '../config/limits';
import { forAll } from '../observability/request-record';
import { STEP_STARTS } from './price-steps';

/**
 * Where a filter has cut one step of the price, others will cut others: reads the goods of all of them, one step after
 * the other, so that only the first filter waits for tens of thousands of goods to be read. Once; from then on each is
 * brought up to date by who asks.
 */
export class StepsAhead {
  private hasBegun = false;
  private running: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();

  constructor(
    private readonly read: (step: number) => Promise<unknown>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Not again, unless it failed. */
  begin(): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    this.running = forAll(() => this.readAll()).catch((error: unknown) => {
      this.hasBegun = false;
      if (!this.stopping.signal.aborted) this.onError(error);
    });
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async readAll(): Promise<void> {
    for (let step = 1; step <= STEP_STARTS.length; step++) {
      await delay(FACET_LIMITS.aheadMs, undefined, { signal: this.stopping.signal, ref: false });
      await this.read(step);
    }
  }
}
