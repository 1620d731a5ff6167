import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Codes are mostly plain: digits, latin letters, dashes. Only the others can contain a Chinese word, so a search whose
 * words are to be found beside the title need not look at all goods whose title has them.
 */
export class WideCodes1764000000031 implements MigrationInterface {
  name = 'WideCodes1764000000031';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE INDEX sku_wide_code_ix ON sku (supplier_quality, id)
        WHERE status = 'LISTED' AND supplier_status <> 'FROZEN' AND octet_length(code) <> length(code);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX sku_wide_code_ix');
  }
}
