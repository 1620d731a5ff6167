import { setImmediate } from 'node:timers/promises';

/** Work longer than this at a stretch would be felt by other requests (milliseconds). */
const STRETCH_MS = 5;

/** Lets others have their turn during long work: whoever does it asks between its steps. */
export class Pauses {
  private since = performance.now();

  async whenDue(): Promise<void> {
    if (performance.now() - this.since < STRETCH_MS) return;
    await setImmediate();
    this.since = performance.now();
  }
}
