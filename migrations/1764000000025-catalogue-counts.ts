import { MigrationInterface, QueryRunner } from 'typeorm';

const LISTED = `status = 'LISTED' AND supplier_status <> 'FROZEN'`;

/** As STEP_STARTS in src/facets/price-steps.ts, in fen. */
const STEPS = [
  0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000, 1_100, 1_200, 1_300, 1_400, 1_500, 1_600, 1_800,
  2_000, 2_200, 2_500, 2_800, 3_000, 3_500, 4_000, 4_500, 5_000, 5_500, 6_000, 6_500, 7_000, 7_500, 8_000,
  8_500, 9_000, 9_500, 10_000, 11_000, 12_000, 13_000, 14_000, 15_000, 16_000, 17_000, 18_000, 19_000, 20_000,
  22_000, 24_000, 25_000, 26_000, 28_000, 30_000, 35_000, 40_000, 45_000, 50_000, 55_000, 60_000, 65_000,
  70_000, 75_000, 80_000, 90_000, 100_000, 120_000, 150_000, 180_000, 200_000, 250_000, 300_000, 400_000,
  500_000, 600_000, 800_000, 1_000_000, 1_200_000, 1_500_000, 2_000_000, 3_000_000, 5_000_000, 10_000_000,
];

const NARROW = {
  columns: 'belt_number, category_number, price_band',
  types: 'belt_number smallint NOT NULL, category_number smallint NOT NULL, price_band smallint NOT NULL',
  values: 'belt_number, category_number, price_band',
  changed: 'changed',
  index: 'live_price, belt_number, category_number',
};
const WIDE = {
  columns: 'belt_number, category_number, price_step, kind',
  types:
    'belt_number smallint NOT NULL, category_number smallint NOT NULL, price_step smallint NOT NULL, kind smallint NOT NULL',
  values:
    'belt_number, category_number, price_step(live_price), sku_kind(guarantee_bits, provenance, supplier_reliable, in_alliance)',
  changed: 'changed (belt_number, category_number, price_step, kind, one)',
  index:
    'live_price, belt_number, category_number, guarantee_bits, provenance, supplier_reliable, in_alliance',
};

/**
 * How many listed SKUs there are, so finely that facets under a price or a guarantee need no rows either: by steps of the
 * price, of which each band has several, and by what else filters ask of many goods at once. Every process keeps the
 * counts in memory, and asks for those of a later version; what was noted since, it adds up itself.
 */
export class CatalogueCounts1764000000025 implements MigrationInterface {
  name = 'CatalogueCounts1764000000025';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION price_step(live_price integer) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN width_bucket(live_price, ARRAY[${STEPS.join(', ')}])::smallint;

      -- As kindOf() in src/facets/kinds.ts.
      CREATE FUNCTION sku_kind(guarantee_bits smallint, provenance provenance, reliable boolean, in_alliance boolean)
        RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN (guarantee_bits
                + 8 * CASE provenance
                    WHEN 'ORIGIN' THEN 0 WHEN 'BELT' THEN 1 WHEN 'FACTORY_DIRECT' THEN 2 WHEN 'CREATOR_BRAND' THEN 3
                  END
                + CASE WHEN reliable THEN 32 ELSE 0 END + CASE WHEN in_alliance THEN 64 ELSE 0 END)::smallint;
    `);
    await this.recount(db, WIDE);
    await db.query(`
      ALTER TABLE catalogue_count ADD COLUMN version bigint NOT NULL DEFAULT 1;
      CREATE INDEX catalogue_count_version_ix ON catalogue_count (version);
      CREATE SEQUENCE catalogue_count_version START 2;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await this.recount(db, NARROW);
    await db.query(`
      DROP SEQUENCE catalogue_count_version;
      DROP FUNCTION sku_kind, price_step;
    `);
  }

  private async recount(
    db: QueryRunner,
    { columns, types, values, changed, index }: typeof WIDE,
  ): Promise<void> {
    await db.query(`
      LOCK TABLE sku IN SHARE ROW EXCLUSIVE MODE;
      DROP TABLE catalogue_count, catalogue_count_change;
      CREATE TABLE catalogue_count (
        ${types},
        sku_count integer NOT NULL,
        CONSTRAINT catalogue_count_pk PRIMARY KEY (${columns})
      );
      CREATE TABLE catalogue_count_change (${types}, sku_count integer NOT NULL);

      CREATE OR REPLACE FUNCTION catalogue_count_note_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO catalogue_count_change
        SELECT ${values}, count(*) FROM after_rows WHERE ${LISTED} GROUP BY ${values};
        RETURN NULL;
      END $$;

      CREATE OR REPLACE FUNCTION catalogue_count_note_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO catalogue_count_change
        SELECT ${values}, -count(*) FROM before_rows WHERE ${LISTED} GROUP BY ${values};
        RETURN NULL;
      END $$;

      CREATE OR REPLACE FUNCTION catalogue_count_note_updated() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO catalogue_count_change
        SELECT ${columns}, sum(one)
          FROM (SELECT ${values}, -1 AS one FROM before_rows WHERE ${LISTED}
                UNION ALL
                SELECT ${values}, 1 FROM after_rows WHERE ${LISTED}) ${changed}
         GROUP BY ${columns}
        HAVING sum(one) <> 0;
        RETURN NULL;
      END $$;

      INSERT INTO catalogue_count (${columns}, sku_count)
      SELECT ${values}, count(*) FROM sku WHERE ${LISTED} GROUP BY ${values};

      DROP INDEX sku_facet_ix;
      CREATE INDEX sku_facet_ix ON sku (${index}) WHERE ${LISTED};
    `);
  }
}
