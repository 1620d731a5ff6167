import type { DataSource } from 'typeorm';
import { FACET_LIMITS } from '../config/limits';
import { Refresher } from '../database/refresher';

/**
 * Adds what changed up into catalogue_count. Two processes may be at it at once: each note is taken away by one of them.
 * In the order of the key, so that neither waits for the other crosswise.
 */
export const FOLD_CATALOGUE_COUNTS = `
  WITH changed AS (
    DELETE FROM catalogue_count_change RETURNING belt_number, category_number, price_band, sku_count)
  INSERT INTO catalogue_count AS c (belt_number, category_number, price_band, sku_count)
  SELECT belt_number, category_number, price_band, sum(sku_count)
    FROM changed
   GROUP BY belt_number, category_number, price_band
   ORDER BY belt_number, category_number, price_band
  ON CONFLICT (belt_number, category_number, price_band) DO UPDATE
    SET sku_count = c.sku_count + excluded.sku_count`;

/** Keeps the notes of changes few: whoever counts reads all of them. */
export class CatalogueCountFolder {
  private readonly refresher: Refresher;

  constructor(dataSource: DataSource, onError: (error: unknown) => void) {
    this.refresher = new Refresher(
      async () => {
        const [{ changed }] = await dataSource.query(
          'SELECT EXISTS (SELECT FROM catalogue_count_change) AS changed',
        );
        if (changed) await dataSource.query(FOLD_CATALOGUE_COUNTS);
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
