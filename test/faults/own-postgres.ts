import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDataSource } from '../../src/database/data-source';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded-postgres';
import { readPostmaster } from '../../src/database/embedded-postmaster';
import { migrate } from '../../src/database/migrate';
import { seedDemo } from '../../src/seed/demo';
import { loadReference } from '../../src/seed/reference';
import { until } from '../support/started';
import { freeze, thaw } from './frozen';

/** A Postgres that a test may do anything to: no other test uses it. */
export class OwnPostgres {
  readonly url: string;

  private constructor(
    private readonly dataDir: string,
    private server: EmbeddedPostgres,
    private readonly ownsDirectory: boolean,
  ) {
    this.url = server.url;
  }

  /** With the demo catalogue. @param dataDir an empty directory; one is made where it is left out */
  static async start(dataDir?: string): Promise<OwnPostgres> {
    const directory = dataDir ?? mkdtempSync(join(tmpdir(), 'headwater-faults-'));
    const postgres = new OwnPostgres(
      realpathSync(directory),
      await startEmbeddedPostgres({ dataDir: directory }),
      dataDir === undefined,
    );
    const dataSource = createDataSource({ url: postgres.url, poolSize: 2 });
    await dataSource.initialize();
    await migrate(dataSource);
    await loadReference(dataSource);
    await seedDemo(dataSource);
    await dataSource.destroy();
    return postgres;
  }

  /** Ends it without ado: connections are reset, and the next start replays its log. */
  async crash(): Promise<void> {
    process.kill(this.postmaster, 'SIGQUIT');
    await until(() => readPostmaster(this.cluster) === undefined, 'Postgres has ended');
  }

  async startAgain(): Promise<void> {
    this.server = await startEmbeddedPostgres({ dataDir: this.dataDir });
  }

  /** Stops it as a machine that hangs would: connections stay open, and nothing is answered. */
  freeze(): void {
    freeze(this.postmaster);
  }

  thaw(): void {
    thaw(this.postmaster);
  }

  lastWords(): string | undefined {
    return this.server.lastWords();
  }

  async remove(): Promise<void> {
    await this.server.stop();
    if (this.ownsDirectory)
      rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }

  private get cluster(): string {
    return join(this.dataDir, 'postgres');
  }

  private get postmaster(): number {
    return readPostmaster(this.cluster)!.pid;
  }
}
