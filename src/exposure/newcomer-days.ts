import type { DataSource } from 'typeorm';
import { NEWCOMER_LIMITS } from '../config/limits';
import { Recurring } from '../database/recurring';
import { newcomersDay } from './newcomers';
import { settleNewcomers } from './settle-newcomers';

/** Sees to it that each day has its newcomers, as soon as a process runs on it. */
export class NewcomerDays {
  private readonly recurring: Recurring;
  private settled: string | undefined;

  constructor(
    private readonly dataSource: DataSource,
    onError: (error: unknown) => void,
    private readonly now: () => number = Date.now,
  ) {
    this.recurring = new Recurring((signal) => this.settle(signal), onError, 'newcomers');
  }

  /** Begins at once, in the background: telling many suppliers takes minutes. */
  start(): void {
    this.recurring.start(NEWCOMER_LIMITS.checkMs);
  }

  stop(): Promise<void> {
    return this.recurring.stop();
  }

  /** Settles the day that is due, unless that is done. */
  async settle(signal?: AbortSignal): Promise<void> {
    const day = newcomersDay(this.now());
    if (day === this.settled) return;
    if (await settleNewcomers(this.dataSource, day, signal)) this.settled = day;
  }
}
