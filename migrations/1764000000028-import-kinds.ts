import { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns of sku_import that the audit log leaves out: what an entry tells by itself, secrets, counts. */
const LEFT_OUT =
  'id,belt_number,url_key,created_at,updated_at,progress,assumptions,changes,warnings,rows_read,rows_rejected,' +
  'rows_to_insert,rows_to_update,rows_unchanged,rows_inserted,rows_updated';

const GOODS =
  'supplier_code, code, title, search_text, search_vector, category_number, category_by_label, category_audience_number, live_price';

/** Of audit_note(): the type of what is written was a name; now it is a name, or an expression over a row r. */
const NAMED = [`$5, %1$L, (%2$s)::text`, `          TG_ARGV[0], TG_ARGV[1]`] as const;
const WORKED_OUT = [
  `$5, %1$s, (%2$s)::text`,
  `          CASE WHEN TG_ARGV[0] ~ '^\\w+$' THEN quote_literal(TG_ARGV[0]) ELSE TG_ARGV[0] END, TG_ARGV[1]`,
] as const;

/**
 * An import has a kind: goods, or days of suppliers. The rows of both go through one staging table, under the name that it
 * has from the first kind; which of its columns a row fills, its kind says. Days are written supplier by supplier, so that
 * each supplier's quality is worked out about once.
 */
export class ImportKinds1764000000028 implements MigrationInterface {
  name = 'ImportKinds1764000000028';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TYPE import_kind AS ENUM ('SKUS', 'SUPPLIER_METRICS');
      ALTER TABLE sku_import
        -- What a server of an earlier version opens while this one is rolled out is goods.
        ADD COLUMN kind import_kind NOT NULL DEFAULT 'SKUS',
        ADD COLUMN source text,
        ADD CONSTRAINT sku_import_source_ck
          CHECK (source IS NULL OR kind = 'SUPPLIER_METRICS' AND length(source) BETWEEN 1 AND 64);
      ALTER TABLE sku_import_row
        ADD COLUMN day date,
        ADD COLUMN source text,
        ADD COLUMN figures jsonb,
        DROP CONSTRAINT sku_import_row_accepted_ck,
        ADD CONSTRAINT sku_import_row_accepted_ck CHECK (outcome <> 'ACCEPTED' OR num_nulls(${GOODS}) = 0
          OR num_nulls(supplier_code, day, source, figures) = 0);
      CREATE INDEX sku_import_row_days_ix ON sku_import_row (import_id, supplier_code, row_no)
        WHERE outcome = 'ACCEPTED' AND day IS NOT NULL;
    `);
    await this.rewrite(db, NAMED, WORKED_OUT);
    await this.watch(
      db,
      `CASE r.kind WHEN 'SKUS' THEN 'SkuImport' ELSE 'SupplierMetricsImport' END`,
      `${LEFT_OUT},kind`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DELETE FROM sku_import WHERE kind <> 'SKUS';
      DROP INDEX sku_import_row_days_ix;
      ALTER TABLE sku_import_row
        DROP CONSTRAINT sku_import_row_accepted_ck,
        DROP COLUMN day, DROP COLUMN source, DROP COLUMN figures,
        ADD CONSTRAINT sku_import_row_accepted_ck CHECK (outcome <> 'ACCEPTED' OR num_nulls(${GOODS}) = 0);
    `);
    await this.watch(db, 'SkuImport', LEFT_OUT);
    await this.rewrite(db, WORKED_OUT, NAMED);
    await db.query(`
      ALTER TABLE sku_import DROP CONSTRAINT sku_import_source_ck, DROP COLUMN source, DROP COLUMN kind;
      DROP TYPE import_kind;
    `);
  }

  private async watch(db: QueryRunner, type: string, left: string): Promise<void> {
    await db.query(`SELECT audit_unwatch('sku_import')`);
    const watched = ['sku_import', type, 'r.id', 'r.belt_number', left];
    await db.query('SELECT audit_watch($1, $2, $3, $4, $5)', watched);
  }

  private async rewrite(db: QueryRunner, from: readonly string[], to: readonly string[]): Promise<void> {
    const [{ text }] = (await db.query(
      `SELECT pg_get_functiondef('audit_note()'::regprocedure) AS text`,
    )) as [{ text: string }];
    if (!from.every((part) => text.includes(part))) throw new Error('audit_note() is not what it was.');
    await db.query(from.reduce((body, part, i) => body.replace(part, () => to[i]!), text));
  }
}
