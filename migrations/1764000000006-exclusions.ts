import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Counts what is in no cell by reason, from the index alone. Stock, the fourth reason, is left out on purpose: it
 * changes most often of all, and a change of an indexed column writes to every index of the row.
 */
export class Exclusions1764000000006 implements MigrationInterface {
  name = 'Exclusions1764000000006';

  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `CREATE INDEX sku_ineligible_ix ON sku (status, supplier_status, flagged) WHERE cell IS NULL`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX sku_ineligible_ix`);
  }
}
