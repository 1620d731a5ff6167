import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What changes rarely and everything refers to: regions, belts, bases, categories, audiences, shipping classes and
 * price bands.
 *
 * `number` is a small stable integer beside the public UUID. A matching cell packs several of them into one bigint
 * (10 bits of belt, 14 of category, 5 of price band, 8 of audience, 12 of shipping class), hence the CHECKs.
 * Shares are integers in millionths, so that "sums to 1" can be held exactly.
 */
export class Reference1764000000000 implements MigrationInterface {
  name = 'Reference1764000000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TYPE region_level AS ENUM ('PROVINCE', 'CITY', 'COUNTY');
      CREATE TYPE belt_kind AS ENUM ('APPAREL', 'JADE', 'SMALL_COMMODITY', 'HOME', 'FOOD', 'TEA', 'PRODUCE', 'OTHER');

      CREATE FUNCTION shares_are_whole(shares integer[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN cardinality(shares) = 0
            OR ((SELECT sum(share) FROM unnest(shares) AS share) = 1000000 AND coalesce(0 <= ALL (shares), false));

      CREATE TABLE region (
        code varchar(6) CONSTRAINT region_pk PRIMARY KEY,
        name text NOT NULL,
        short_name text NOT NULL,
        level region_level NOT NULL,
        parent_code varchar(6),
        CONSTRAINT region_parent_code_fk FOREIGN KEY (parent_code) REFERENCES region (code),
        CONSTRAINT region_code_ck CHECK (code ~ '^[0-9]{6}$'),
        CONSTRAINT region_top_ck CHECK ((level = 'PROVINCE') = (parent_code IS NULL))
      );
      CREATE INDEX region_parent_code_ix ON region (parent_code);

      CREATE TABLE belt (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT belt_pk PRIMARY KEY,
        number smallint NOT NULL CONSTRAINT belt_number_uq UNIQUE,
        slug text NOT NULL CONSTRAINT belt_slug_uq UNIQUE,
        name text NOT NULL,
        name_en text NOT NULL,
        kind belt_kind NOT NULL,
        region_code varchar(6) NOT NULL,
        CONSTRAINT belt_region_code_fk FOREIGN KEY (region_code) REFERENCES region (code),
        CONSTRAINT belt_number_ck CHECK (number BETWEEN 1 AND 1023),
        CONSTRAINT belt_slug_ck CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
      );
      CREATE INDEX belt_region_code_ix ON belt (region_code);

      CREATE TABLE base (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT base_pk PRIMARY KEY,
        belt_number smallint NOT NULL,
        slug text NOT NULL CONSTRAINT base_slug_uq UNIQUE,
        name text NOT NULL,
        name_en text NOT NULL,
        region_code varchar(6) NOT NULL,
        CONSTRAINT base_belt_number_fk FOREIGN KEY (belt_number) REFERENCES belt (number),
        CONSTRAINT base_region_code_fk FOREIGN KEY (region_code) REFERENCES region (code),
        CONSTRAINT base_slug_ck CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
      );
      CREATE INDEX base_belt_number_ix ON base (belt_number);

      CREATE TABLE audience (
        number smallint CONSTRAINT audience_pk PRIMARY KEY,
        slug text NOT NULL CONSTRAINT audience_slug_uq UNIQUE,
        name text NOT NULL,
        name_en text NOT NULL,
        gender_shares integer[] NOT NULL,
        age_shares integer[] NOT NULL,
        CONSTRAINT audience_number_ck CHECK (number BETWEEN 1 AND 255),
        CONSTRAINT audience_genders_ck CHECK (cardinality(gender_shares) = 2 AND shares_are_whole(gender_shares)),
        CONSTRAINT audience_ages_ck CHECK (cardinality(age_shares) = 6 AND shares_are_whole(age_shares))
      );

      CREATE TABLE shipping_class (
        number smallint CONSTRAINT shipping_class_pk PRIMARY KEY,
        slug text NOT NULL CONSTRAINT shipping_class_slug_uq UNIQUE,
        name text NOT NULL,
        name_en text NOT NULL,
        free_provinces text[] NOT NULL,
        dispatch_hours smallint NOT NULL,
        CONSTRAINT shipping_class_number_ck CHECK (number BETWEEN 1 AND 4095),
        CONSTRAINT shipping_class_dispatch_ck CHECK (dispatch_hours BETWEEN 1 AND 720)
      );

      CREATE TABLE category (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT category_pk PRIMARY KEY,
        number smallint NOT NULL CONSTRAINT category_number_uq UNIQUE,
        slug text NOT NULL CONSTRAINT category_slug_uq UNIQUE,
        name text NOT NULL,
        name_en text,
        parent_number smallint,
        audience_number smallint,
        aliases text[] NOT NULL DEFAULT '{}',
        keywords text[] NOT NULL DEFAULT '{}',
        CONSTRAINT category_parent_number_fk FOREIGN KEY (parent_number) REFERENCES category (number),
        CONSTRAINT category_audience_number_fk FOREIGN KEY (audience_number) REFERENCES audience (number),
        CONSTRAINT category_number_ck CHECK (number BETWEEN 1 AND 16383),
        CONSTRAINT category_slug_ck CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
      );
      CREATE INDEX category_parent_number_ix ON category (parent_number);

      CREATE TABLE price_band (
        number smallint CONSTRAINT price_band_pk PRIMARY KEY,
        code text NOT NULL CONSTRAINT price_band_code_uq UNIQUE,
        min_fen integer NOT NULL CONSTRAINT price_band_min_fen_uq UNIQUE,
        max_fen integer,
        CONSTRAINT price_band_number_ck CHECK (number BETWEEN 1 AND 31),
        CONSTRAINT price_band_range_ck CHECK (min_fen >= 0 AND max_fen > min_fen)
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE price_band, category, shipping_class, audience, base, belt, region;
      DROP FUNCTION shares_are_whole(integer[]);
      DROP TYPE belt_kind, region_level;
    `);
  }
}
