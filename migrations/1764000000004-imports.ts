import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Imports of SKUs and the rows on their way into the catalogue.
 *
 * A row stays in sku_import_row from the moment it is read until it is written: the transaction that writes it to sku
 * takes it out here (or strips it to its notes), so a process killed at any moment leaves each row in exactly one
 * of the two. Its columns are typed as in sku and null where the file says nothing, which is not the same as zero.
 * There are no foreign keys to reference data: rows are checked when read and again when they reach sku.
 */
export class Imports1764000000004 implements MigrationInterface {
  name = 'Imports1764000000004';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TYPE import_format AS ENUM ('CSV', 'XLSX', 'JSONL');
      CREATE TYPE import_status AS ENUM
        ('AWAITING_UPLOAD', 'CHECKING', 'CHECKED', 'WRITING', 'DONE', 'FAILED', 'CANCELLED');
      CREATE TYPE import_row_outcome AS ENUM ('ACCEPTED', 'REJECTED', 'WRITTEN');

      CREATE TABLE sku_import (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT sku_import_pk PRIMARY KEY,
        belt_number smallint NOT NULL,
        file_name text NOT NULL,
        format import_format NOT NULL,
        status import_status NOT NULL DEFAULT 'AWAITING_UPLOAD',
        created_by text NOT NULL,
        idempotency_key text CONSTRAINT sku_import_idempotency_key_uq UNIQUE,
        assumed_stock integer NOT NULL,
        sha256 text,
        progress integer NOT NULL DEFAULT 0,
        rows_read integer NOT NULL DEFAULT 0,
        rows_rejected integer NOT NULL DEFAULT 0,
        rows_to_insert integer NOT NULL DEFAULT 0,
        rows_to_update integer NOT NULL DEFAULT 0,
        rows_unchanged integer NOT NULL DEFAULT 0,
        rows_inserted integer NOT NULL DEFAULT 0,
        rows_updated integer NOT NULL DEFAULT 0,
        assumptions jsonb NOT NULL DEFAULT '[]',
        failure jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        CONSTRAINT sku_import_belt_number_fk FOREIGN KEY (belt_number) REFERENCES belt (number),
        CONSTRAINT sku_import_file_name_ck CHECK (length(file_name) BETWEEN 1 AND 255),
        CONSTRAINT sku_import_created_by_ck CHECK (length(created_by) BETWEEN 1 AND 200),
        CONSTRAINT sku_import_idempotency_key_ck CHECK (length(idempotency_key) BETWEEN 1 AND 200),
        CONSTRAINT sku_import_assumed_stock_ck CHECK (assumed_stock BETWEEN 0 AND 2000000000),
        CONSTRAINT sku_import_sha256_ck CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        CONSTRAINT sku_import_progress_ck CHECK (progress BETWEEN 0 AND 1000000),
        CONSTRAINT sku_import_rows_ck CHECK (least(rows_read, rows_rejected, rows_to_insert, rows_to_update,
          rows_unchanged, rows_inserted, rows_updated) >= 0),
        CONSTRAINT sku_import_failure_ck CHECK ((status = 'FAILED') = (failure IS NOT NULL)),
        CONSTRAINT sku_import_done_ck CHECK (status <> 'DONE' OR rows_read = rows_rejected + rows_to_insert
          + rows_to_update + rows_unchanged AND rows_inserted = rows_to_insert AND rows_updated = rows_to_update)
      );
      CREATE INDEX sku_import_belt_number_created_at_id_ix ON sku_import (belt_number, created_at, id);

      CREATE TABLE sku_import_row (
        import_id uuid NOT NULL,
        row_no integer NOT NULL,
        outcome import_row_outcome NOT NULL,
        problems jsonb,
        raw json,
        supplier_code text,
        supplier_name text,
        supplier_kind supplier_kind,
        supplier_region_code varchar(6),
        code text,
        title text,
        search_text text,
        search_vector tsvector,
        description text,
        attributes jsonb,
        category_number smallint,
        category_by_label boolean,
        category_audience_number smallint,
        audience_number smallint,
        shipping_number smallint,
        provenance provenance,
        supply_price integer,
        live_price integer,
        market_price integer,
        commission_rate integer,
        stock integer,
        status sku_status,
        sales_total integer,
        CONSTRAINT sku_import_row_pk PRIMARY KEY (import_id, row_no),
        CONSTRAINT sku_import_row_import_id_fk FOREIGN KEY (import_id) REFERENCES sku_import (id) ON DELETE CASCADE,
        CONSTRAINT sku_import_row_number_ck CHECK (row_no >= 1),
        CONSTRAINT sku_import_row_problems_ck CHECK (outcome = 'ACCEPTED' OR problems IS NOT NULL),
        CONSTRAINT sku_import_row_accepted_ck CHECK (outcome <> 'ACCEPTED' OR num_nulls(supplier_code, code, title,
          search_text, search_vector, category_number, category_by_label, category_audience_number, live_price) = 0)
      );
      CREATE INDEX sku_import_row_problems_ix ON sku_import_row (import_id, row_no) WHERE problems IS NOT NULL;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE sku_import_row, sku_import;
      DROP TYPE import_row_outcome, import_status, import_format;
    `);
  }
}
