import type { DataSource } from 'typeorm';
import { type DatabaseChange, DatabaseWatch } from './database/database-watch';
import { isUnavailable } from './database/failures';
import type { Replica } from './database/replica';
import { Replicas } from './database/replicas';
import { ExposureCounter } from './exposure/exposure-counter';
import { createRowReaders, type RowReaders } from './graphql/row-readers';
import { CatalogueCounts } from './facets/catalogue-counts';
import { CatalogueCountFolder } from './facets/catalogue-count-folder';
import { ImportWatch } from './imports/running/import-watch';
import { ImportWorker } from './imports/running/import-worker';
import { Matching } from './matching/matching';
import { Reference } from './reference/reference';
import { SEARCH_LIMITS } from './config/limits';
import { TextStatistics } from './search/text-statistics';
import { StreamerTableSync } from './streamer-matching/streamer-table-sync';

/** Reference data change with migrations and by hand; everyone sees it after this long at most (milliseconds). */
const REFERENCE_MS = 30_000;

/** What lives as long as the process. */
export class App {
  readonly database: DatabaseWatch;
  readonly matching: Matching;
  readonly exposure: ExposureCounter;
  readonly readers: RowReaders;
  readonly streamerTable: StreamerTableSync;
  readonly importWorker: ImportWorker;
  readonly importWatch: ImportWatch;
  readonly catalogueCounts: CatalogueCounts;
  private readonly onReplicas = new Map<Replica, App>();
  private readonly countFolder: CatalogueCountFolder;
  private readonly onError: (error: unknown) => void;
  private timers: NodeJS.Timeout[] = [];
  private firstCounts: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly dataSource: DataSource,
    private snapshot: Reference,
    private statistics: TextStatistics,
    tell: (error: unknown) => void,
    onDatabaseChange: (change: DatabaseChange) => void,
    readonly replicas: Replicas,
  ) {
    this.database = new DatabaseWatch(dataSource, (change) => {
      onDatabaseChange(change);
      if (change.isUp) this.importWorker.takeUpAnew();
    });
    // While the database is away nothing works that polls it: that is told once.
    const onError = (error: unknown): void => {
      if (this.database.isUp || !isUnavailable(error)) tell(error);
    };
    this.onError = onError;
    this.matching = new Matching(dataSource, onError);
    this.exposure = new ExposureCounter(dataSource, onError);
    this.readers = createRowReaders(dataSource);
    this.importWorker = new ImportWorker(
      dataSource,
      () => this.reference,
      onError,
      // The goods are in the catalogue whatever becomes of this; the directory polls for them, too.
      () => this.matching.sync.refresh().catch(onError),
    );
    this.importWatch = new ImportWatch((ids) => this.readers.fileImport.read(ids), onError);
    this.catalogueCounts = new CatalogueCounts(dataSource, onError);
    this.countFolder = new CatalogueCountFolder(dataSource, onError);
    this.streamerTable = new StreamerTableSync(
      dataSource,
      () => ({ reference: this.reference, averages: this.matching.averages }),
      onError,
    );
  }

  /** Loads all that ranking needs in memory, as it stands now: enough for a command. */
  static async load(
    dataSource: DataSource,
    onError: (error: unknown) => void = () => {},
    onDatabaseChange: (change: DatabaseChange) => void = () => {},
    replicas = new Replicas(dataSource),
  ): Promise<App> {
    const [reference, statistics] = await Promise.all([
      Reference.load(dataSource),
      TextStatistics.load(dataSource),
    ]);
    const app = new App(dataSource, reference, statistics, onError, onDatabaseChange, replicas);
    await app.matching.load();
    return app;
  }

  /** Loads it, follows the database from then on, and writes to it what is counted. */
  static async start(
    dataSource: DataSource,
    onError: (error: unknown) => void,
    onDatabaseChange?: (change: DatabaseChange) => void,
    replicas?: Replicas,
  ): Promise<App> {
    const app = await App.load(dataSource, onError, onDatabaseChange, replicas);
    app.database.start();
    app.replicas.start();
    app.matching.start();
    app.exposure.start();
    // Not waited for: loading a hundred thousand streamers takes seconds, and few requests need them.
    app.streamerTable.start();
    app.importWorker.start();
    app.countFolder.start();
    // Nor for this: the first who asks for facets would wait for as long.
    app.firstCounts = app.catalogueCounts.read().catch(onError);
    app.timers = [
      setInterval(() => void app.reloadReference(), REFERENCE_MS).unref(),
      setInterval(() => void app.reloadStatistics(), SEARCH_LIMITS.statisticsMs).unref(),
    ];
    return app;
  }

  /** The current snapshot; read it afresh in each request. */
  get reference(): Reference {
    return this.snapshot;
  }

  /** How common words are. */
  get textStatistics(): TextStatistics {
    return this.statistics;
  }

  /**
   * What a request that only reads uses in place of this: the same, reading from a replica; this itself where none keeps
   * up. What is kept in memory follows the primary; only the counts of the catalogue are brought up to date by who reads.
   */
  forReading(): App {
    const replica = this.replicas.choose();
    if (!replica) return this;
    let app = this.onReplicas.get(replica);
    if (!app) {
      const { dataSource } = replica;
      const own = {
        dataSource,
        readers: createRowReaders(dataSource),
        catalogueCounts: new CatalogueCounts(dataSource, this.onError),
      };
      this.onReplicas.set(replica, (app = Object.assign(Object.create(this) as App, own)));
    }
    return app;
  }

  async stop(): Promise<void> {
    this.timers.forEach((timer) => clearInterval(timer));
    this.importWatch.stop();
    await Promise.all([this.exposure.stop(), this.importWorker.stop()]);
    await Promise.all([
      this.matching.stop(),
      this.streamerTable.stop(),
      this.countFolder.stop(),
      this.firstCounts,
      ...[this, ...this.onReplicas.values()].map(({ catalogueCounts }) => catalogueCounts.stop()),
    ]);
    await Promise.all([this.database.stop(), this.replicas.stop()]);
  }

  private async reloadReference(): Promise<void> {
    try {
      this.snapshot = await Reference.load(this.dataSource);
    } catch (error) {
      this.onError(error);
    }
  }

  private async reloadStatistics(): Promise<void> {
    try {
      this.statistics = await TextStatistics.load(this.dataSource);
    } catch (error) {
      this.onError(error);
    }
  }
}
