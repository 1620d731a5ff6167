import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How imports end that do not end by themselves: one that waited too long says so, one whose steps fail again and again is
 * given up, and the rows of an ended one are kept for some time alone. Neither the attempts nor that the rows are gone is
 * anybody's change, so the audit log leaves them out.
 */
export class ImportEnds1764000000030 implements MigrationInterface {
  name = 'ImportEnds1764000000030';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE sku_import
        ADD COLUMN attempts smallint NOT NULL DEFAULT 0,
        ADD COLUMN rows_dropped_at timestamptz,
        ADD CONSTRAINT sku_import_attempts_ck CHECK (attempts >= 0),
        ADD CONSTRAINT sku_import_rows_dropped_at_ck CHECK (rows_dropped_at IS NULL OR finished_at IS NOT NULL),
        DROP CONSTRAINT sku_import_failure_ck,
        ADD CONSTRAINT sku_import_failure_ck
          CHECK (CASE status WHEN 'FAILED' THEN failure IS NOT NULL WHEN 'CANCELLED' THEN true ELSE failure IS NULL END);
      CREATE INDEX sku_import_kept_rows_ix ON sku_import (finished_at) WHERE rows_dropped_at IS NULL;
    `);
    await this.watchAnew(db, (left) => `${left},attempts,rows_dropped_at`);
  }

  async down(db: QueryRunner): Promise<void> {
    await this.watchAnew(db, (left) => left.replace(',attempts,rows_dropped_at', ''));
    await db.query(`
      DROP INDEX sku_import_kept_rows_ix;
      UPDATE sku_import SET failure = NULL WHERE status = 'CANCELLED';
      ALTER TABLE sku_import
        DROP CONSTRAINT sku_import_failure_ck,
        ADD CONSTRAINT sku_import_failure_ck CHECK ((status = 'FAILED') = (failure IS NOT NULL)),
        DROP COLUMN rows_dropped_at,
        DROP COLUMN attempts;
    `);
  }

  /** Watches the table as it is watched, with other columns left out. */
  private async watchAnew(db: QueryRunner, leave: (left: string) => string): Promise<void> {
    const [{ told }] = await db.query(
      `SELECT string_to_array(encode(tgargs, 'escape'), '\\000') AS told
         FROM pg_trigger WHERE tgrelid = 'sku_import'::regclass AND tgname = 'audit_updated'`,
    );
    const [type, id, belt, left] = told as [string, string, string, string];
    await db.query(`SELECT audit_unwatch('sku_import')`);
    await db.query(`SELECT audit_watch('sku_import', $1, $2, $3, $4)`, [type, id, belt, leave(left)]);
  }
}
