import type { DataSource } from 'typeorm';
import { EXPOSURE_LIMITS } from '../config/limits';
import { chinaDay } from '../calendar/china-day';
import { cutLoose } from '../database/columnar';

/** In the order of keys, so that two processes meet at the first common row instead of crosswise. */
const ADD = `
  INSERT INTO supplier_exposure AS present (supplier_id, day, shown)
  SELECT s.id, $1::date, given.shown
    FROM unnest($2::uuid[], $3::integer[]) AS given (supplier_id, shown)
    JOIN supplier s ON s.id = given.supplier_id
   ORDER BY s.id
  ON CONFLICT (supplier_id, day) DO UPDATE SET shown = present.shown + excluded.shown`;

/**
 * Counts how often suppliers' goods are shown. Requests only count, in memory; every few seconds, and at the end, the
 * counts are added to the database by one statement, under the day of that moment: so the rows of a day that is over
 * never change again. What was counted since is lost with a process that dies. A failed statement is tried again with
 * the next one; until then there is one number a supplier, however long it takes.
 */
export class ExposureCounter {
  private counts = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly onError: (error: unknown) => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** @param supplierIds one for each of the goods that were shown */
  count(supplierIds: readonly string[]): void {
    for (const id of supplierIds) this.add(id, 1);
  }

  start(): void {
    this.timer = setInterval(() => void this.flush().catch(this.onError), EXPOSURE_LIMITS.flushMs).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flush().catch(this.onError);
  }

  /** Adds what was counted to the database; if that fails, the counts are kept. */
  flush(): Promise<void> {
    const next = this.running.then(() => this.flushNow());
    // A failed one must not fail those queued behind it.
    this.running = next.catch(() => undefined);
    return next;
  }

  private async flushNow(): Promise<void> {
    const taken = this.counts;
    if (taken.size === 0) return;
    this.counts = new Map();
    try {
      await this.dataSource.query(ADD, [chinaDay(this.now()), [...taken.keys()], [...taken.values()]]);
    } catch (error) {
      for (const [id, shown] of taken) this.add(id, shown);
      throw error;
    }
  }

  private add(supplierId: string, shown: number): void {
    const before = this.counts.get(supplierId);
    if (before === undefined) this.counts.set(cutLoose(supplierId), shown);
    else this.counts.set(supplierId, before + shown);
  }
}
