import type { DataSource } from 'typeorm';
import { Matching } from './matching/matching';
import { Reference } from './reference/reference';
import { StreamerTableSync } from './streamer-matching/streamer-table-sync';

/** Reference data change with migrations and by hand; everyone sees it after this long at most (milliseconds). */
const REFERENCE_MS = 30_000;

/** What lives as long as the process. */
export class App {
  readonly matching: Matching;
  readonly streamerTable: StreamerTableSync;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    readonly dataSource: DataSource,
    private snapshot: Reference,
    private readonly onError: (error: unknown) => void,
  ) {
    this.matching = new Matching(dataSource, onError);
    this.streamerTable = new StreamerTableSync(
      dataSource,
      () => ({ reference: this.reference, averages: this.matching.averages }),
      onError,
    );
  }

  /** Loads all that requests need in memory; follows the database from then on. */
  static async start(dataSource: DataSource, onError: (error: unknown) => void): Promise<App> {
    const app = new App(dataSource, await Reference.load(dataSource), onError);
    await app.matching.load();
    app.matching.start();
    // Not waited for: loading a hundred thousand streamers takes seconds, and few requests need them.
    app.streamerTable.start();
    app.timer = setInterval(() => void app.reloadReference(), REFERENCE_MS).unref();
    return app;
  }

  /** The current snapshot; read it afresh in each request. */
  get reference(): Reference {
    return this.snapshot;
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all([this.matching.stop(), this.streamerTable.stop()]);
  }

  private async reloadReference(): Promise<void> {
    try {
      this.snapshot = await Reference.load(this.dataSource);
    } catch (error) {
      this.onError(error);
    }
  }
}
