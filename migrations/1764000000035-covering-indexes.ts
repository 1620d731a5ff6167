import { MigrationInterface, QueryRunner } from 'typeorm';

/** The goods of a range of prices or qualities, with what ranking asks of each of them, and what is included. */
const indexes = (ofPrice: string, ofQuality: string): string => `
  DROP INDEX sku_price_ix, sku_quality_ix;
  CREATE INDEX sku_price_ix ON sku (live_price, id) ${ofPrice}
    WHERE status = 'LISTED' AND supplier_status <> 'FROZEN';
  CREATE INDEX sku_quality_ix ON sku (supplier_quality, id) ${ofQuality}
    WHERE status = 'LISTED' AND supplier_status <> 'FROZEN';`;

const RANKED = 'supplier_id, cell, static_score, price_advantage, commission_value, momentum';
const ASKED = 'stock, guarantee_bits, supplier_reliable, in_alliance';

/**
 * Where a range of prices or qualities leaves a few thousand SKUs to be ranked, reading them from the table takes longer
 * than all else: each lies on a page of its own.
 */
export class CoveringIndexes1764000000035 implements MigrationInterface {
  name = 'CoveringIndexes1764000000035';

  async up(db: QueryRunner): Promise<void> {
    await db.query(
      indexes(`INCLUDE (${RANKED}, supplier_quality, ${ASKED})`, `INCLUDE (${RANKED}, live_price, ${ASKED})`),
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(indexes('', ''));
  }
}
