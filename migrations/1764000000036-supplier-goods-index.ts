import { MigrationInterface, QueryRunner } from 'typeorm';

/** The goods of a supplier, newest first, with what ranking asks of each of them, and what is included. */
const index = (included: string): string => `
  DROP INDEX sku_supplier_newest_ix;
  CREATE INDEX sku_supplier_newest_ix ON sku (supplier_id, created_at, id) ${included};`;

const RANKED = 'cell, static_score, supplier_quality, price_advantage, commission_value, momentum';

/**
 * Streamers are looked for by all that a supplier has: of one with fifteen thousand SKUs, each on a page of its own, reading
 * them from the table takes longer than all else.
 */
export class SupplierGoodsIndex1764000000036 implements MigrationInterface {
  name = 'SupplierGoodsIndex1764000000036';

  async up(db: QueryRunner): Promise<void> {
    await db.query(index(`INCLUDE (${RANKED})`));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(index(''));
  }
}
