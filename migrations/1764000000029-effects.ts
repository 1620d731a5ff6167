import { MigrationInterface, QueryRunner } from 'typeorm';

/** The matching probe, with what its filters ask of a row. */
const matchIndex = (asked: string): string => `
  DROP INDEX sku_match_ix;
  CREATE INDEX sku_match_ix ON sku (cell, static_score DESC, id)
    INCLUDE (supplier_id, supplier_quality, price_advantage, commission_value, momentum, ${asked})
    WHERE cell IS NOT NULL;`;

const ASKED = 'live_price, stock, guarantee_bits, supplier_reliable';

/**
 * Rankings can leave out a supplier before each of its SKUs says so, and what sorts in the search index can be put off
 * until later: with both, what a supplier's ledger asks for takes effect at once, however many SKUs it has.
 *
 * Streamers say themselves what they sell, so the audit log keeps that.
 *
 * Matches can be asked for of goods in the alliance alone, and the matching index answers it. That takes no room: an
 * entry is rounded up to eight bytes, and one was left.
 */
export class Effects1764000000029 implements MigrationInterface {
  name = 'Effects1764000000029';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE withheld_supplier (
        supplier_id uuid CONSTRAINT withheld_supplier_pk PRIMARY KEY,
        CONSTRAINT withheld_supplier_supplier_id_fk FOREIGN KEY (supplier_id) REFERENCES supplier (id) ON DELETE CASCADE
      );

      -- Only who owns the index may do that; who serves requests need not.
      CREATE FUNCTION sort_search_index() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
        AS $$ SELECT gin_clean_pending_list('sku_search_ix') $$;

      SELECT audit_watch('streamer_niche', 'StreamerNiche', 'r.streamer_id', 'NULL', 'streamer_id');

      ${matchIndex(`${ASKED}, in_alliance`)}
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      SELECT audit_unwatch('streamer_niche');
      DROP FUNCTION sort_search_index;
      DROP TABLE withheld_supplier;
      ${matchIndex(ASKED)}
    `);
  }
}
