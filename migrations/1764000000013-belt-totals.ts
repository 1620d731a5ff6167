import { MigrationInterface, QueryRunner } from 'typeorm';

const LISTED = `status = 'LISTED' AND supplier_status <> 'FROZEN'`;

/** A belt's goods by price; its ends are the cheapest and the dearest. */
export class BeltTotals1764000000013 implements MigrationInterface {
  name = 'BeltTotals1764000000013';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE INDEX sku_belt_price_ix ON sku (belt_number, live_price, id) WHERE ${LISTED}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX sku_belt_price_ix');
  }
}
