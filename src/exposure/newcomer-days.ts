import type { DataSource } from 'typeorm';
import { NEWCOMER_LIMITS } from '../config/limits';
import { chinaDay, sinceMidnight } from './china-day';
import { settleNewcomers } from './settle-newcomers';

/** Sees to it that each day has its newcomers, as soon as a process runs on it. */
export class NewcomerDays {
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private settled: string | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly onError: (error: unknown) => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** Begins at once, in the background: telling many suppliers takes minutes. */
  start(): void {
    this.check();
    this.timer = setInterval(() => this.check(), NEWCOMER_LIMITS.checkMs).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.running;
  }

  /** Settles the day that it is, unless that is done, or the day before may still be being recorded. */
  async settle(): Promise<void> {
    const at = this.now();
    const day = chinaDay(at);
    if (day === this.settled || sinceMidnight(at) < NEWCOMER_LIMITS.graceMs) return;
    if (await settleNewcomers(this.dataSource, day, this.stopping.signal)) this.settled = day;
  }

  private check(): void {
    this.running ??= this.settle()
      .catch(this.onError)
      .finally(() => {
        this.running = undefined;
      });
  }
}
