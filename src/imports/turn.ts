import { setImmediate as otherEvents } from 'node:timers/promises';
import { IMPORT_LIMITS } from '../config/limits';

/**
 * A long piece of work's turn at the event loop. Rows that are at hand already are read and checked without ever waiting
 * for anything; unless it gives way by itself, nobody else is served meanwhile.
 */
export class Turn {
  private since = performance.now();

  get isOver(): boolean {
    return performance.now() - this.since >= IMPORT_LIMITS.turnMs;
  }

  /** Lets all others have theirs, and begins the next. */
  async giveWay(): Promise<void> {
    await otherEvents();
    this.since = performance.now();
  }
}
