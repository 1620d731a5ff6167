import type { DataSource } from 'typeorm';
import { FACET_LIMITS } from '../config/limits';
import { LOCKS } from '../database/locks';
import { Refresher } from '../database/refresher';

/** Adds what changed up into catalogue_count, under a version that is larger than all before. */
const FOLD = `
  WITH changed AS (
    DELETE FROM catalogue_count_change RETURNING belt_number, category_number, price_step, kind, sku_count),
  version AS (SELECT nextval('catalogue_count_version') AS version)
  INSERT INTO catalogue_count AS c (belt_number, category_number, price_step, kind, sku_count, version)
  SELECT belt_number, category_number, price_step, kind, sum(sku_count), (SELECT version FROM version)
    FROM changed
   GROUP BY belt_number, category_number, price_step, kind
  ON CONFLICT (belt_number, category_number, price_step, kind) DO UPDATE
    SET sku_count = c.sku_count + excluded.sku_count, version = excluded.version`;

/** One process at a time, so that versions commit in their order; where another one is at it, that is as good. */
export async function foldCatalogueCounts(dataSource: DataSource): Promise<void> {
  await dataSource.transaction(async (transaction) => {
    const [{ locked }] = await transaction.query('SELECT pg_try_advisory_xact_lock($1) AS locked', [
      LOCKS.catalogueCounts,
    ]);
    if (locked) await transaction.query(FOLD);
  });
}

/** Keeps the notes of changes few: whoever counts reads all of them. */
export class CatalogueCountFolder {
  private readonly refresher: Refresher;

  constructor(dataSource: DataSource, onError: (error: unknown) => void) {
    this.refresher = new Refresher(
      async () => {
        const [{ changed }] = await dataSource.query(
          'SELECT EXISTS (SELECT FROM catalogue_count_change) AS changed',
        );
        if (changed) await foldCatalogueCounts(dataSource);
      },
      onError,
      'catalogue_counts',
    );
  }

  start(): void {
    this.refresher.start(FACET_LIMITS.foldMs);
  }

  stop(): Promise<void> {
    return this.refresher.stop();
  }
}
