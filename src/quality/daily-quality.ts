import type { DataSource } from 'typeorm';
import { QUALITY_LIMITS } from '../config/limits';
import { chinaDay } from '../exposure/china-day';
import { settleQuality } from './settle-quality';

/** Sees to it that every supplier's quality is settled once a day, as soon as a process runs on it. */
export class DailyQuality {
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private settled: string | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly onError: (error: unknown) => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** Begins at once, in the background: settling many suppliers takes minutes. */
  start(): void {
    this.check();
    this.timer = setInterval(() => this.check(), QUALITY_LIMITS.checkMs).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.running;
  }

  /** Settles the day that is due, unless that is done. */
  async settle(): Promise<void> {
    const day = chinaDay(this.now() - QUALITY_LIMITS.graceMs);
    if (day === this.settled) return;
    const run = await settleQuality(this.dataSource, day, { signal: this.stopping.signal });
    if (run?.finishedAt) this.settled = day;
  }

  private check(): void {
    this.running ??= this.settle()
      .catch(this.onError)
      .finally(() => {
        this.running = undefined;
      });
  }
}
