import { MigrationInterface, QueryRunner } from 'typeorm';

const GUARANTEE_BITS = 'guarantee_bits(guarantees)';

/**
 * Price, stock and guarantees stand in the matching index as well: a filter that cuts through a price band or a stock
 * tier, or asks for guarantees, then reads the index alone. Guarantees go in as bits, an array would take half as much
 * again as all else.
 */
export class MatchingIndex1764000000009 implements MigrationInterface {
  name = 'MatchingIndex1764000000009';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION guarantee_bits(guarantees guarantee[]) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN (CASE WHEN 'REFUND_WITHOUT_RETURN' = ANY (guarantees) THEN 1 ELSE 0 END
              + CASE WHEN 'RETURN_FREIGHT_COVERED' = ANY (guarantees) THEN 2 ELSE 0 END
              + CASE WHEN 'TENFOLD_IF_FAKE' = ANY (guarantees) THEN 4 ELSE 0 END)::smallint;

      ALTER TABLE sku ADD COLUMN guarantee_bits smallint NOT NULL GENERATED ALWAYS AS (${GUARANTEE_BITS}) STORED;

      DROP INDEX sku_match_ix;
      CREATE INDEX sku_match_ix ON sku (cell, static_score DESC, id)
        INCLUDE (supplier_id, supplier_quality, price_advantage, commission_value, momentum, live_price, stock, guarantee_bits)
        WHERE cell IS NOT NULL;
    `);
    await db.query(
      `INSERT INTO typeorm_metadata ("database", "schema", "table", "type", "name", "value")
       VALUES (current_database(), current_schema(), 'sku', 'GENERATED_COLUMN', 'guarantee_bits', $1)`,
      [GUARANTEE_BITS],
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DELETE FROM typeorm_metadata WHERE "table" = 'sku' AND "type" = 'GENERATED_COLUMN' AND "name" = 'guarantee_bits';
      DROP INDEX sku_match_ix;
      ALTER TABLE sku DROP COLUMN guarantee_bits;
      DROP FUNCTION guarantee_bits;
      CREATE INDEX sku_match_ix ON sku (cell, static_score DESC, id)
        INCLUDE (supplier_id, supplier_quality, price_advantage, commission_value, momentum) WHERE cell IS NOT NULL;
    `);
  }
}
