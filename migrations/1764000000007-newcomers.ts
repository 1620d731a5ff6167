import { MigrationInterface, QueryRunner } from 'typeorm';

/** As in sku.entity.ts, word for word. */
const PACKED =
  'matching_cell_key(status, supplier_status, flagged, belt_number, category_number, price_band_number(live_price), audience_number, shipping_number, stock)';
const CELL = `CASE WHEN supplier_newcomer THEN -1 ELSE 1 END * ${PACKED}`;

/**
 * How often suppliers' goods were shown, and the newcomers: suppliers whose goods were shown little, who are given
 * some of the places of every ranking.
 *
 * A newcomer's goods lie in cells of their own, whose number is the ordinary one below zero. So the ranking over
 * newcomers alone is the same search with another filter of cells, and reads no other supplier's row. Like the other
 * columns that a cell depends on, `newcomer` is copied into sku by the foreign key.
 */
export class Newcomers1764000000007 implements MigrationInterface {
  name = 'Newcomers1764000000007';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE supplier_exposure (
        supplier_id uuid NOT NULL,
        day date NOT NULL,
        shown integer NOT NULL,
        CONSTRAINT supplier_exposure_pk PRIMARY KEY (supplier_id, day),
        CONSTRAINT supplier_exposure_supplier_id_fk FOREIGN KEY (supplier_id) REFERENCES supplier (id) ON DELETE CASCADE,
        CONSTRAINT supplier_exposure_shown_ck CHECK (shown > 0)
      );
      CREATE INDEX supplier_exposure_day_ix ON supplier_exposure (day);

      CREATE TABLE newcomer_day (
        day date CONSTRAINT newcomer_day_pk PRIMARY KEY,
        supplier_ids uuid[] NOT NULL,
        chosen_at timestamptz NOT NULL DEFAULT now(),
        applied_at timestamptz
      );

      ALTER TABLE supplier ADD COLUMN newcomer boolean NOT NULL DEFAULT false;
    `);
    await this.redefine(db, {
      copies: 'ADD COLUMN supplier_newcomer boolean NOT NULL DEFAULT false',
      cell: CELL,
      key: [', newcomer', ', supplier_newcomer'],
    });
  }

  async down(db: QueryRunner): Promise<void> {
    // What is below zero means nothing to the version before.
    await db.query(`
      UPDATE supplier SET newcomer = false WHERE newcomer;
      DELETE FROM matching_cell_change WHERE cell < 0;
      DELETE FROM matching_cell WHERE cell < 0;
    `);
    await this.redefine(db, { copies: 'DROP COLUMN supplier_newcomer', cell: PACKED, key: ['', ''] });
    await db.query(`
      ALTER TABLE supplier DROP COLUMN newcomer;
      DROP TABLE newcomer_day, supplier_exposure;
    `);
  }

  /** Changes the cell, and what it is copied by, in one rewrite of the table; what indexes it comes back as it was. */
  private async redefine(
    db: QueryRunner,
    { copies, cell, key: [own, copied] }: { copies: string; cell: string; key: [string, string] },
  ): Promise<void> {
    const indexes: { definition: string }[] = await db.query(`
      SELECT pg_get_indexdef(i.indexrelid) AS definition
        FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attname = 'cell'
       WHERE i.indrelid = 'sku'::regclass
         AND EXISTS (SELECT FROM pg_depend d
                      WHERE d.objid = i.indexrelid AND d.refobjid = i.indrelid AND d.refobjsubid = a.attnum)
       ORDER BY 1`);
    await db.query(`
      ALTER TABLE sku DROP CONSTRAINT sku_supplier_fk;
      ALTER TABLE supplier DROP CONSTRAINT supplier_copied_uq;
      ALTER TABLE supplier
        ADD CONSTRAINT supplier_copied_uq UNIQUE (id, belt_number, status, quality${own});
      ALTER TABLE sku DROP COLUMN cell, ${copies}, ADD COLUMN cell bigint GENERATED ALWAYS AS (${cell}) STORED;
      ALTER TABLE sku
        ADD CONSTRAINT sku_supplier_fk
        FOREIGN KEY (supplier_id, belt_number, supplier_status, supplier_quality${copied})
        REFERENCES supplier (id, belt_number, status, quality${own}) ON UPDATE CASCADE;
    `);
    for (const { definition } of indexes) await db.query(definition);
    await db.query(
      `UPDATE typeorm_metadata SET value = $1
        WHERE "database" = current_database() AND "table" = 'sku' AND type = 'GENERATED_COLUMN' AND name = 'cell'`,
      [cell],
    );
  }
}
