import { MigrationInterface, QueryRunner } from 'typeorm';

/** Lower edges of the price bands in fen; the table price_band holds the same ladder row by row. */
const PRICE_LADDER_FEN = [
  0, 500, 1000, 1500, 2000, 3000, 5000, 7000, 10000, 15000, 20000, 30000, 50000, 80000, 150000, 300000,
  800000, 2000000,
];

/**
 * Columns that Postgres computes. The expressions stand here and, word for word, in sku.entity.ts: TypeORM keeps
 * them in a table of its own and takes any difference for drift.
 */
const GENERATED: [name: string, type: string, expression: string][] = [
  ['price_band', 'smallint NOT NULL', 'price_band_number(live_price)'],
  ['price_advantage', 'integer NOT NULL', 'price_advantage(live_price, market_price)'],
  ['commission_value', 'integer NOT NULL', 'commission_value(commission_rate)'],
  ['momentum', 'integer NOT NULL', 'momentum(sales_recent, sales_previous)'],
  [
    'static_score',
    'integer NOT NULL',
    'static_score(supplier_quality, price_advantage(live_price, market_price), commission_value(commission_rate), momentum(sales_recent, sales_previous))',
  ],
  [
    'cell',
    'bigint',
    'matching_cell_key(status, supplier_status, flagged, belt_number, category_number, price_band_number(live_price), audience_number, shipping_number, stock)',
  ],
];

/**
 * Suppliers and their SKUs.
 *
 * A SKU carries copies of four columns of its supplier, because a matching cell and a static score must be functions
 * of the SKU's own row. The foreign key over all of them with ON UPDATE CASCADE keeps the copies true in the very
 * transaction that changes the supplier; no code has to remember it.
 */
export class Catalogue1764000000001 implements MigrationInterface {
  name = 'Catalogue1764000000001';

  async up(db: QueryRunner): Promise<void> {
    const generatedColumns = GENERATED.map(
      ([name, type, expression]) => `${name} ${type} GENERATED ALWAYS AS (${expression}) STORED`,
    ).join(',\n        ');
    await db.query(`
      CREATE TYPE supplier_kind AS ENUM ('FACTORY', 'MARKET_STALL', 'COOPERATIVE', 'BRAND', 'TRADER');
      CREATE TYPE supplier_status AS ENUM ('ACTIVE', 'LIMITED', 'FROZEN');
      CREATE TYPE quality_metric AS ENUM
        ('RATING', 'ON_TIME_DISPATCH', 'REPLY_RATE', 'QUALITY_RETURN_RATE', 'DISPUTE_RATE', 'CREDIT');
      CREATE TYPE provenance AS ENUM ('ORIGIN', 'BELT', 'FACTORY_DIRECT', 'CREATOR_BRAND');
      CREATE TYPE guarantee AS ENUM ('REFUND_WITHOUT_RETURN', 'RETURN_FREIGHT_COVERED', 'TENFOLD_IF_FAKE');
      CREATE TYPE sku_status AS ENUM ('DRAFT', 'LISTED', 'DELISTED');

      CREATE TABLE supplier (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT supplier_pk PRIMARY KEY,
        belt_number smallint NOT NULL,
        code text NOT NULL,
        name text NOT NULL,
        kind supplier_kind NOT NULL,
        status supplier_status NOT NULL DEFAULT 'ACTIVE',
        region_code varchar(6),
        quality integer NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT supplier_belt_number_code_uq UNIQUE (belt_number, code),
        CONSTRAINT supplier_copied_uq UNIQUE (id, belt_number, status, quality),
        CONSTRAINT supplier_belt_number_fk FOREIGN KEY (belt_number) REFERENCES belt (number),
        CONSTRAINT supplier_region_code_fk FOREIGN KEY (region_code) REFERENCES region (code),
        CONSTRAINT supplier_quality_ck CHECK (quality BETWEEN 0 AND 1000000),
        CONSTRAINT supplier_code_ck CHECK (length(code) BETWEEN 1 AND 64),
        CONSTRAINT supplier_name_ck CHECK (length(name) BETWEEN 1 AND 200)
      );
      CREATE INDEX supplier_quality_id_ix ON supplier (quality, id);
      CREATE INDEX supplier_name_id_ix ON supplier (name, id);
      CREATE INDEX supplier_belt_number_quality_id_ix ON supplier (belt_number, quality, id);

      CREATE TABLE supplier_metric (
        supplier_id uuid NOT NULL,
        metric quality_metric NOT NULL,
        observed double precision,
        sample_size integer NOT NULL,
        estimate double precision NOT NULL,
        CONSTRAINT supplier_metric_pk PRIMARY KEY (supplier_id, metric),
        CONSTRAINT supplier_metric_supplier_id_fk FOREIGN KEY (supplier_id) REFERENCES supplier (id) ON DELETE CASCADE,
        CONSTRAINT supplier_metric_sample_ck CHECK (sample_size >= 0 AND (observed IS NOT NULL OR sample_size = 0))
      );

      -- Half-open bands; the ladder that price_band holds row by row.
      CREATE FUNCTION price_band_number(live_price integer) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN width_bucket(live_price, ARRAY[${PRICE_LADDER_FEN.join(', ')}]);

      -- (marketPrice - livePrice) / marketPrice in millionths; 0 where unknown or not cheaper.
      CREATE FUNCTION price_advantage(live_price integer, market_price integer) RETURNS integer
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN CASE WHEN market_price > live_price
          THEN ((market_price - live_price)::bigint * 1000000 / market_price)::integer ELSE 0 END;

      -- Basis points over the largest rate in use, which is 50 %, in millionths.
      CREATE FUNCTION commission_value(commission_rate integer) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN least(1000000, commission_rate * 200);

      -- The newer week's share of a fortnight's sales, with five pseudo-sales on either side, in millionths.
      CREATE FUNCTION momentum(sales_recent integer, sales_previous integer) RETURNS integer
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN ((sales_recent + 5)::bigint * 1000000 / (sales_recent::bigint + sales_previous + 10))::integer;

      -- The part of the score that no streamer changes, under the default weights .16 .08 .05 .05, in millionths.
      CREATE FUNCTION static_score(quality integer, advantage integer, commission integer, momentum integer)
        RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN ((160000::bigint * quality + 500000) / 1000000 + (80000::bigint * advantage + 500000) / 1000000
              + (50000::bigint * commission + 500000) / 1000000 + (50000::bigint * momentum + 500000) / 1000000)::integer;

      -- What the streamer-dependent factors look at, packed into 53 bits, so that it is exact as a JavaScript number
      -- (stock as its tier on a 1-3-10 ladder); NULL where the SKU is not eligible, so that it is in no cell.
      CREATE FUNCTION matching_cell_key(status sku_status, supplier_status supplier_status, flagged boolean,
          belt smallint, category smallint, price_band smallint, audience smallint, shipping smallint, stock integer)
        RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN CASE WHEN status = 'LISTED' AND supplier_status = 'ACTIVE' AND NOT flagged AND stock > 0
          THEN (belt::bigint << 43) | (category::bigint << 29) | (price_band::bigint << 24) | (audience::bigint << 16)
             | (shipping::bigint << 4) | width_bucket(stock, ARRAY[1, 10, 30, 100, 300, 1000, 3000, 10000, 30000]) END;

      CREATE TABLE sku (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT sku_pk PRIMARY KEY,
        supplier_id uuid NOT NULL,
        belt_number smallint NOT NULL,
        supplier_status supplier_status NOT NULL,
        supplier_quality integer NOT NULL,
        code text NOT NULL,
        title text NOT NULL,
        search_text text NOT NULL,
        search_vector tsvector NOT NULL,
        description text NOT NULL DEFAULT '',
        attributes jsonb NOT NULL DEFAULT '{}',
        image_urls text[] NOT NULL DEFAULT '{}',
        category_number smallint NOT NULL,
        audience_number smallint NOT NULL,
        shipping_number smallint NOT NULL,
        provenance provenance NOT NULL,
        supply_price integer NOT NULL,
        live_price integer NOT NULL,
        market_price integer,
        commission_rate integer NOT NULL DEFAULT 0,
        stock integer NOT NULL DEFAULT 0,
        guarantees guarantee[] NOT NULL DEFAULT '{}',
        status sku_status NOT NULL DEFAULT 'LISTED',
        flagged boolean NOT NULL DEFAULT false,
        sales_total integer NOT NULL DEFAULT 0,
        sales_recent integer NOT NULL DEFAULT 0,
        sales_previous integer NOT NULL DEFAULT 0,
        ${generatedColumns},
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT sku_supplier_id_code_uq UNIQUE (supplier_id, code),
        CONSTRAINT sku_supplier_fk FOREIGN KEY (supplier_id, belt_number, supplier_status, supplier_quality)
          REFERENCES supplier (id, belt_number, status, quality) ON UPDATE CASCADE,
        CONSTRAINT sku_category_number_fk FOREIGN KEY (category_number) REFERENCES category (number),
        CONSTRAINT sku_audience_number_fk FOREIGN KEY (audience_number) REFERENCES audience (number),
        CONSTRAINT sku_shipping_number_fk FOREIGN KEY (shipping_number) REFERENCES shipping_class (number),
        CONSTRAINT sku_code_ck CHECK (length(code) BETWEEN 1 AND 64),
        CONSTRAINT sku_title_ck CHECK (length(title) BETWEEN 1 AND 200),
        CONSTRAINT sku_price_ck CHECK (0 < supply_price AND supply_price <= live_price AND market_price > 0),
        CONSTRAINT sku_price_limit_ck CHECK (live_price <= 2000000000 AND market_price <= 2000000000),
        CONSTRAINT sku_commission_ck CHECK (commission_rate BETWEEN 0 AND 9000),
        CONSTRAINT sku_counts_ck CHECK (stock >= 0 AND sales_total >= 0 AND sales_recent >= 0 AND sales_previous >= 0)
      );

      -- The matching probe: one range per cell, best static score first, everything it needs inside the index.
      CREATE INDEX sku_match_ix ON sku (cell, static_score DESC, id)
        INCLUDE (supplier_id, supplier_quality, price_advantage, commission_value, momentum) WHERE cell IS NOT NULL;
      CREATE INDEX sku_search_ix ON sku USING gin (search_vector);
      CREATE INDEX sku_newest_ix ON sku (created_at, id) WHERE status = 'LISTED' AND supplier_status <> 'FROZEN';
      CREATE INDEX sku_price_ix ON sku (live_price, id) WHERE status = 'LISTED' AND supplier_status <> 'FROZEN';
      CREATE INDEX sku_quality_ix ON sku (supplier_quality, id) WHERE status = 'LISTED' AND supplier_status <> 'FROZEN';
      CREATE INDEX sku_belt_newest_ix ON sku (belt_number, created_at, id)
        WHERE status = 'LISTED' AND supplier_status <> 'FROZEN';
      CREATE INDEX sku_category_price_ix ON sku (category_number, live_price, id)
        WHERE status = 'LISTED' AND supplier_status <> 'FROZEN';
      CREATE INDEX sku_supplier_newest_ix ON sku (supplier_id, created_at, id);
    `);
    await this.describeGeneratedColumns(db);
  }

  /** TypeORM compares generated columns with what stands in typeorm_metadata, by database name. */
  private async describeGeneratedColumns(db: QueryRunner): Promise<void> {
    for (const [name, , expression] of GENERATED) {
      await db.query(
        `INSERT INTO typeorm_metadata ("database", "schema", "table", "type", "name", "value")
         VALUES (current_database(), current_schema(), 'sku', 'GENERATED_COLUMN', $1, $2)`,
        [name, expression],
      );
    }
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DELETE FROM typeorm_metadata WHERE "table" = 'sku' AND "type" = 'GENERATED_COLUMN';
      DROP TABLE sku, supplier_metric, supplier;
      DROP FUNCTION matching_cell_key, static_score, momentum, commission_value, price_advantage,
        price_band_number;
      DROP TYPE sku_status, guarantee, provenance, quality_metric, supplier_status, supplier_kind;
    `);
  }
}
