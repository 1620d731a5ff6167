import type { DataSource, EntityManager } from 'typeorm';
import { LOCKS } from '../database/locks';
import { Refresher } from '../database/refresher';
import { CELL_COUNTS, COUNTED_COLUMNS, EXCLUDED_COLUMNS } from './cell-counts';
import { readCells } from './read-cells';
import { CellDirectory } from './directory';

/** Takes the notes of changed cells away and counts those cells anew; one statement, hence one snapshot for both. */
const FOLD = `
  WITH changed AS (DELETE FROM matching_cell_change RETURNING cell),
       counted AS (
         SELECT c.cell, ${CELL_COUNTS}
           FROM (SELECT DISTINCT cell FROM changed) c
           LEFT JOIN sku s ON s.cell = c.cell
          GROUP BY c.cell),
       version AS (SELECT nextval('matching_cell_version') AS version)
  INSERT INTO matching_cell (cell, ${COUNTED_COLUMNS}, version, sums_version)
  SELECT counted.*, version.version, version.version FROM counted, version
  ON CONFLICT (cell) DO UPDATE SET
    (${COUNTED_COLUMNS}, version, sums_version) = (${EXCLUDED_COLUMNS}, excluded.version, excluded.sums_version)`;

/** Counts changed cells anew in the database. Waits for another process that is at it, unless told to leave it to it. */
export async function foldChangedCells(db: EntityManager, wait = true): Promise<void> {
  await db.transaction(async (transaction) => {
    if (wait) await transaction.query('SELECT pg_advisory_xact_lock($1)', [LOCKS.cellDirectory]);
    else {
      const [{ locked }] = await transaction.query('SELECT pg_try_advisory_xact_lock($1) AS locked', [
        LOCKS.cellDirectory,
      ]);
      if (!locked) return;
    }
    await transaction.query(FOLD);
  });
}

/**
 * Keeps this process's directory in step with the database. Others' writes are seen at the next poll, this process's
 * own at once if it calls `refresh`. A directory that lags may miss the newest SKUs, never return an ineligible one:
 * the probe reads the rows themselves.
 */
export class DirectorySync {
  readonly directory = new CellDirectory();
  private seenVersion = 0;
  private readonly refresher: Refresher;

  constructor(
    private readonly dataSource: DataSource,
    onError: (error: unknown) => void,
  ) {
    this.refresher = new Refresher((wait) => this.refreshNow(wait), onError, 'directory');
  }

  /** Counts what changed and loads it; when it resolves, all that was committed before the call is in. */
  refresh(): Promise<void> {
    return this.refresher.refresh();
  }

  start(intervalMs: number): void {
    this.refresher.start(intervalMs);
  }

  async stop(): Promise<void> {
    await this.refresher.stop();
  }

  private async refreshNow(wait: boolean): Promise<void> {
    const db = this.dataSource.manager;
    const [{ changed }] = await db.query('SELECT EXISTS (SELECT FROM matching_cell_change) AS changed');
    if (changed) await foldChangedCells(db, wait);
    const { cells, version } = await readCells(this.dataSource, this.seenVersion);
    for (const cell of cells) this.directory.put(cell);
    this.seenVersion = version;
  }
}
