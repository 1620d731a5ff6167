import { setImmediate } from 'node:timers/promises';
import { NotSent } from '../database/failures';
import { requestEnd } from '../observability/request-record';

/** Work longer than this at a stretch would be felt by other requests (milliseconds). */
const STRETCH_MS = 5;

/** Lets others have their turn during long work, and ends it where nobody waits for it: whoever does it asks between its steps. */
export class Pauses {
  private since = performance.now();

  async whenDue(): Promise<void> {
    if (performance.now() - this.since < STRETCH_MS) return;
    await setImmediate();
    if (requestEnd()?.aborted) throw new NotSent();
    this.since = performance.now();
  }
}
