import type { DataSource, EntityManager } from 'typeorm';
import { LOCKS } from '../database/locks';
import { Refresher } from '../database/refresher';
import { CELL_COUNTS, COUNTED_COLUMNS, EXCLUDED_COLUMNS, LARGEST_COLUMNS } from './cell-counts';
import { CellDirectory, type CellRow } from './directory';
import { PAIRS } from './static-bound';

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
    // By category: searches go through the cells of one after another, and what they read then lies together in memory.
    const rows: RawCell[] = await db.query(
      'SELECT * FROM matching_cell WHERE version > $1 ORDER BY abs(cell) >> 29 & 16383',
      [this.seenVersion],
    );
    for (const row of rows) {
      this.directory.put(toCellRow(row));
      this.seenVersion = Math.max(this.seenVersion, Number(row.version));
    }
  }
}

type RawCell = Record<(typeof LARGEST_COLUMNS)[number], number> & {
  cell: string;
  sku_count: number;
  max_static: number;
  quality_static: number;
  advantage_static: number;
  commission_static: number;
  momentum_static: number;
  sums_version: string;
  version: string;
};

const toCellRow = (row: RawCell): CellRow => ({
  cell: Number(row.cell),
  skuCount: row.sku_count,
  maxStatic: row.max_static,
  largest: largestOf(row),
  staticAtLargest: [row.quality_static, row.advantage_static, row.commission_static, row.momentum_static],
});

/** A server of before the sums counts cells without them: then no more is known of two factors than of each. */
function largestOf(row: RawCell): number[] {
  const largest = LARGEST_COLUMNS.map((column) => row[column]);
  if (row.sums_version === row.version) return largest;
  return [...largest.slice(0, 4), ...PAIRS.map(([f, g]) => largest[f]! + largest[g]!)];
}
