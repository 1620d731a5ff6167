import type { QueryRunner } from 'typeorm';
import { LISTED } from '../skus/listed';

/** Counts what is listed, for a catalogue that was loaded past the trigger which notes changes. */
export async function fillCatalogueCounts(runner: QueryRunner): Promise<void> {
  await runner.query(
    `INSERT INTO catalogue_count (belt_number, category_number, price_band, sku_count)
     SELECT belt_number, category_number, price_band, count(*)
       FROM sku t
      WHERE ${LISTED}
      GROUP BY belt_number, category_number, price_band`,
  );
}
