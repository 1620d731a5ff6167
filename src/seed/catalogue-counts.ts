import type { QueryRunner } from 'typeorm';
import { LISTED } from '../skus/listed';

/** Counts what is listed, for a catalogue that was loaded past the trigger which notes changes. */
export async function fillCatalogueCounts(runner: QueryRunner): Promise<void> {
  await runner.query(
    `INSERT INTO catalogue_count (belt_number, category_number, price_step, kind, sku_count, version)
     SELECT counted.*, nextval('catalogue_count_version')
       FROM (SELECT belt_number, category_number, price_step(live_price) AS step,
                    sku_kind(guarantee_bits, provenance, supplier_reliable, in_alliance) AS kind, count(*)
               FROM sku t
              WHERE ${LISTED}
              GROUP BY belt_number, category_number, step, kind) counted`,
  );
}
