import type { DataSource } from 'typeorm';
import { MATCH_LIMITS } from '../config/limits';
import { DirectorySync } from './directory-sync';
import { loadFanAverages } from './fan-averages';
import { type FanAverages, NO_SHARES } from './fans';
import { IneligibleCounter } from './ineligible-counts';

/** How far another process's writes may lag behind in this one's directory (milliseconds). */
const POLL_MS = 500;

/** Averages of thousands of profiles move slowly. */
const AVERAGES_MS = 10 * 60_000;

/** The process's state for ranking: the cell directory, what is in no cell, and what fans are like on average. */
export class Matching {
  averages: FanAverages = { platform: NO_SHARES, belts: new Map() };
  readonly sync: DirectorySync;
  readonly ineligible: IneligibleCounter;
  private averagesTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly onError: (error: unknown) => void,
  ) {
    this.sync = new DirectorySync(dataSource, onError);
    this.ineligible = new IneligibleCounter(dataSource, MATCH_LIMITS.ineligibleCountsMs);
  }

  /** Resolves when ranking can begin. */
  async load(): Promise<void> {
    await Promise.all([this.sync.refresh(), this.loadAverages()]);
  }

  /** Follows the database from now on. */
  start(): void {
    this.sync.start(POLL_MS);
    this.averagesTimer = setInterval(() => {
      this.loadAverages().catch(this.onError);
    }, AVERAGES_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.averagesTimer);
    await this.sync.stop();
  }

  private async loadAverages(): Promise<void> {
    this.averages = await loadFanAverages(this.dataSource);
  }
}
