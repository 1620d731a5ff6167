import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The cell directory: for every matching cell its SKU count and the largest value of each static factor.
 *
 * Writers only append the cells they touched to matching_cell_change (no row that two writers could contend for);
 * whoever refreshes takes those notes away and counts the cells anew in one statement, so its snapshot holds for
 * both. A note whose transaction is still open is not visible, hence not taken: no change can be missed.
 */
export class MatchingCells1764000000003 implements MigrationInterface {
  name = 'MatchingCells1764000000003';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE SEQUENCE matching_cell_version AS bigint;

      CREATE TABLE matching_cell (
        cell bigint CONSTRAINT matching_cell_pk PRIMARY KEY,
        sku_count integer NOT NULL,
        max_static integer NOT NULL,
        max_quality integer NOT NULL,
        max_advantage integer NOT NULL,
        max_commission integer NOT NULL,
        max_momentum integer NOT NULL,
        version bigint NOT NULL
      );
      CREATE INDEX matching_cell_version_ix ON matching_cell (version);

      CREATE TABLE matching_cell_change (cell bigint NOT NULL);

      CREATE FUNCTION matching_cell_note_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO matching_cell_change SELECT DISTINCT cell FROM after_rows WHERE cell IS NOT NULL;
        RETURN NULL;
      END $$;

      CREATE FUNCTION matching_cell_note_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO matching_cell_change SELECT DISTINCT cell FROM before_rows WHERE cell IS NOT NULL;
        RETURN NULL;
      END $$;

      CREATE FUNCTION matching_cell_note_updated() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO matching_cell_change
        SELECT DISTINCT touched.cell
          FROM before_rows b
          JOIN after_rows a USING (id)
         CROSS JOIN LATERAL (VALUES (b.cell), (a.cell)) AS touched (cell)
         WHERE touched.cell IS NOT NULL
           AND (b.cell, b.static_score, b.supplier_quality, b.price_advantage, b.commission_value, b.momentum)
               IS DISTINCT FROM
               (a.cell, a.static_score, a.supplier_quality, a.price_advantage, a.commission_value, a.momentum);
        RETURN NULL;
      END $$;

      CREATE TRIGGER sku_inserted AFTER INSERT ON sku REFERENCING NEW TABLE AS after_rows
        FOR EACH STATEMENT EXECUTE FUNCTION matching_cell_note_inserted();
      CREATE TRIGGER sku_updated AFTER UPDATE ON sku REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
        FOR EACH STATEMENT EXECUTE FUNCTION matching_cell_note_updated();
      CREATE TRIGGER sku_deleted AFTER DELETE ON sku REFERENCING OLD TABLE AS before_rows
        FOR EACH STATEMENT EXECUTE FUNCTION matching_cell_note_deleted();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER sku_deleted ON sku;
      DROP TRIGGER sku_updated ON sku;
      DROP TRIGGER sku_inserted ON sku;
      DROP FUNCTION matching_cell_note_updated, matching_cell_note_deleted, matching_cell_note_inserted;
      DROP TABLE matching_cell_change, matching_cell;
      DROP SEQUENCE matching_cell_version;
    `);
  }
}
