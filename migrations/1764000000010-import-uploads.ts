import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Imports whose file comes over HTTP.
 *
 * An idempotency key belongs to whoever chose it: two people may well choose the same one, and neither may learn of
 * the other's import by it. url_key signs the addresses of an import's files; each import has its own, so that none
 * opens another, and every process on the database can check them. confirmed_at is the order in which the imports of a
 * belt are written.
 */
export class ImportUploads1764000000010 implements MigrationInterface {
  name = 'ImportUploads1764000000010';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE sku_import
        ADD COLUMN auto_confirm boolean NOT NULL DEFAULT false,
        ADD COLUMN url_key uuid NOT NULL DEFAULT gen_random_uuid(),
        ADD COLUMN confirmed_at timestamptz,
        DROP CONSTRAINT sku_import_idempotency_key_uq,
        ADD CONSTRAINT sku_import_created_by_idempotency_key_uq UNIQUE (created_by, idempotency_key),
        -- The longest subject that OpenID Connect allows.
        DROP CONSTRAINT sku_import_created_by_ck,
        ADD CONSTRAINT sku_import_created_by_ck CHECK (length(created_by) BETWEEN 1 AND 255);
      UPDATE sku_import SET confirmed_at = updated_at WHERE status IN ('WRITING', 'DONE');
      ALTER TABLE sku_import
        ADD CONSTRAINT sku_import_confirmed_at_ck CHECK (status NOT IN ('WRITING', 'DONE') OR confirmed_at IS NOT NULL);
      CREATE INDEX sku_import_created_at_id_ix ON sku_import (created_at, id);
      -- What there is still to do: few rows among all that ever were.
      CREATE INDEX sku_import_unfinished_ix ON sku_import (updated_at) WHERE finished_at IS NULL;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX sku_import_unfinished_ix, sku_import_created_at_id_ix;
      ALTER TABLE sku_import
        DROP CONSTRAINT sku_import_confirmed_at_ck,
        DROP CONSTRAINT sku_import_created_by_ck,
        ADD CONSTRAINT sku_import_created_by_ck CHECK (length(created_by) BETWEEN 1 AND 200),
        DROP CONSTRAINT sku_import_created_by_idempotency_key_uq,
        ADD CONSTRAINT sku_import_idempotency_key_uq UNIQUE (idempotency_key),
        DROP COLUMN confirmed_at, DROP COLUMN url_key, DROP COLUMN auto_confirm;
    `);
  }
}
