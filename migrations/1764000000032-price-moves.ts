import { MigrationInterface, QueryRunner } from 'typeorm';

const LISTED = `status = 'LISTED' AND supplier_status <> 'FROZEN'`;
const PLACE = 'belt_number, category_number, price_step, kind';
const VALUES =
  'belt_number, category_number, price_step(live_price), sku_kind(guarantee_bits, provenance, supplier_reliable, in_alliance)';

/**
 * Processes keep the goods of a step of the price by exact price, and read them again where something of the step is noted.
 * So goods that change their price within a step are noted, too, though the step has as many as before: by zero.
 */
export class PriceMoves1764000000032 implements MigrationInterface {
  name = 'PriceMoves1764000000032';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE OR REPLACE FUNCTION catalogue_count_note_updated() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO catalogue_count_change
        SELECT ${PLACE}, sum(moved)
          FROM (SELECT ${PLACE}, live_price, sum(one) AS moved
                  FROM (SELECT ${VALUES}, live_price, -1 AS one FROM before_rows WHERE ${LISTED}
                        UNION ALL
                        SELECT ${VALUES}, live_price, 1 FROM after_rows WHERE ${LISTED})
                       changed (${PLACE}, live_price, one)
                 GROUP BY ${PLACE}, live_price
                HAVING sum(one) <> 0) priced
         GROUP BY ${PLACE};
        RETURN NULL;
      END $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE OR REPLACE FUNCTION catalogue_count_note_updated() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO catalogue_count_change
        SELECT ${PLACE}, sum(one)
          FROM (SELECT ${VALUES}, -1 AS one FROM before_rows WHERE ${LISTED}
                UNION ALL
                SELECT ${VALUES}, 1 FROM after_rows WHERE ${LISTED}) changed (${PLACE}, one)
         GROUP BY ${PLACE}
        HAVING sum(one) <> 0;
        RETURN NULL;
      END $$;
    `);
  }
}
