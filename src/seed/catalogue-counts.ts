import type { QueryRunner } from 'typeorm';
import { LISTED } from '../skus/sku-criteria';
import { Parameters } from '../database/parameters';

/** Counts what is listed, for a catalogue that was loaded past the trigger which notes changes. */
export async function fillCatalogueCounts(runner: QueryRunner): Promise<void> {
  const { add } = new Parameters();
  await runner.query(
    `INSERT INTO catalogue_count (belt_number, category_number, price_band, sku_count)
     SELECT belt_number, category_number, price_band, count(*)
       FROM sku t
      WHERE ${LISTED(add)}
      GROUP BY belt_number, category_number, price_band`,
  );
}
