import { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether an import may create suppliers, and what its dry run found that people should see before they confirm it. */
export class ImportChecks1764000000011 implements MigrationInterface {
  name = 'ImportChecks1764000000011';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE sku_import
        ADD COLUMN create_suppliers boolean NOT NULL DEFAULT true,
        ADD COLUMN changes jsonb NOT NULL DEFAULT '[]',
        ADD COLUMN warnings jsonb NOT NULL DEFAULT '[]';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(
      `ALTER TABLE sku_import DROP COLUMN create_suppliers, DROP COLUMN changes, DROP COLUMN warnings`,
    );
  }
}
