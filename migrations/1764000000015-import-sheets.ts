import { MigrationInterface, QueryRunner } from 'typeorm';

/** Which sheet of a workbook an import reads: asked for when it is opened, needed when its file comes. */
export class ImportSheets1764000000015 implements MigrationInterface {
  name = 'ImportSheets1764000000015';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE sku_import
        ADD COLUMN sheet text,
        ADD CONSTRAINT sku_import_sheet_ck
          CHECK (sheet IS NULL OR format = 'XLSX' AND length(sheet) BETWEEN 1 AND 255);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sku_import DROP COLUMN sheet');
  }
}
