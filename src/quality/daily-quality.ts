import type { DataSource } from 'typeorm';
import { QUALITY_LIMITS } from '../config/limits';
import { Recurring } from '../database/recurring';
import { chinaDay } from '../calendar/china-day';
import { settleQuality } from './settle-quality';

/** Sees to it that every supplier's quality is settled once a day, as soon as a process runs on it. */
export class DailyQuality {
  private readonly recurring: Recurring;
  private settled: string | undefined;

  constructor(
    private readonly dataSource: DataSource,
    onError: (error: unknown) => void,
    private readonly now: () => number = Date.now,
  ) {
    this.recurring = new Recurring((signal) => this.settle(signal), onError, 'quality');
  }

  /** Begins at once, in the background: settling many suppliers takes minutes. */
  start(): void {
    this.recurring.start(QUALITY_LIMITS.checkMs);
  }

  stop(): Promise<void> {
    return this.recurring.stop();
  }

  /** Settles the day that is due, unless that is done. */
  async settle(signal?: AbortSignal): Promise<void> {
    const day = chinaDay(this.now() - QUALITY_LIMITS.graceMs);
    if (day === this.settled) return;
    const run = await settleQuality(this.dataSource, day, { ...(signal && { signal }) });
    if (run?.finishedAt) this.settled = day;
  }
}
