import type { DataSource } from 'typeorm';
import { NEWCOMER_LIMITS } from '../config/limits';
import { newcomersDay } from './china-day';
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

  /** Settles the day that is due, unless that is done. */
  async settle(): Promise<void> {
    const day = newcomersDay(this.now());
    if (day === this.settled) return;
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
