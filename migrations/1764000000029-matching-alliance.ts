import { MigrationInterface, QueryRunner } from 'typeorm';

/** The matching probe, with what its filters ask of a row. */
const matchIndex = (asked: string): string => `
  DROP INDEX sku_match_ix;
  CREATE INDEX sku_match_ix ON sku (cell, static_score DESC, id)
    INCLUDE (supplier_id, supplier_quality, price_advantage, commission_value, momentum, ${asked})
    WHERE cell IS NOT NULL;`;

const ASKED = 'live_price, stock, guarantee_bits, supplier_reliable';

/**
 * Matches can be asked for of goods in the alliance alone, and the matching index answers it. It takes no room: an entry
 * is rounded up to eight bytes, and one was left.
 */
export class MatchingAlliance1764000000029 implements MigrationInterface {
  name = 'MatchingAlliance1764000000029';

  async up(db: QueryRunner): Promise<void> {
    await db.query(matchIndex(`${ASKED}, in_alliance`));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(matchIndex(ASKED));
  }
}
