import { MigrationInterface, QueryRunner } from 'typeorm';

const LISTED = `status = 'LISTED' AND supplier_status <> 'FROZEN'`;

/**
 * What a belt's page says of its goods: the first index gives the cheapest and the dearest, and the goods by price;
 * the second counts those that are listed and yet in no cell, beside which the cell directory knows all.
 */
export class BeltTotals1764000000013 implements MigrationInterface {
  name = 'BeltTotals1764000000013';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE INDEX sku_belt_price_ix ON sku (belt_number, live_price, id) WHERE ${LISTED};
      CREATE INDEX sku_belt_ineligible_ix ON sku (belt_number) WHERE ${LISTED} AND cell IS NULL;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX sku_belt_ineligible_ix;
      DROP INDEX sku_belt_price_ix;
    `);
  }
}
