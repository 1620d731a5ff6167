import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Streamers and their fan profiles. A profile is one row, because ranking reads all of it and nothing but all of it;
 * shares are millionths, by position (genders, ages, price bands in their number's order) or by key (regions by
 * two-digit province code, categories by number).
 */
export class Streamers1764000000002 implements MigrationInterface {
  name = 'Streamers1764000000002';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION shares_are_whole(shares jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN shares = '{}' OR (SELECT sum(share.value::integer) = 1000000 AND min(share.value::integer) >= 0
                                   FROM jsonb_each_text(shares) AS share);

      CREATE TABLE streamer (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT streamer_pk PRIMARY KEY,
        handle text NOT NULL CONSTRAINT streamer_handle_uq UNIQUE,
        name text NOT NULL,
        follower_count integer NOT NULL DEFAULT 0,
        home_belt_number smallint,
        session_demand integer NOT NULL DEFAULT 100,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT streamer_home_belt_number_fk FOREIGN KEY (home_belt_number) REFERENCES belt (number),
        CONSTRAINT streamer_handle_ck CHECK (handle ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(handle) <= 64),
        CONSTRAINT streamer_name_ck CHECK (length(name) BETWEEN 1 AND 100),
        CONSTRAINT streamer_counts_ck CHECK (follower_count >= 0 AND session_demand > 0)
      );
      CREATE INDEX streamer_followers_ix ON streamer (follower_count, id);

      CREATE TABLE streamer_niche (
        streamer_id uuid NOT NULL,
        category_number smallint NOT NULL,
        CONSTRAINT streamer_niche_pk PRIMARY KEY (streamer_id, category_number),
        CONSTRAINT streamer_niche_streamer_id_fk FOREIGN KEY (streamer_id) REFERENCES streamer (id) ON DELETE CASCADE,
        CONSTRAINT streamer_niche_category_number_fk FOREIGN KEY (category_number) REFERENCES category (number)
      );
      CREATE INDEX streamer_niche_category_number_ix ON streamer_niche (category_number);

      CREATE TABLE fan_profile (
        streamer_id uuid CONSTRAINT fan_profile_pk PRIMARY KEY,
        gender_shares integer[] NOT NULL DEFAULT '{}',
        age_shares integer[] NOT NULL DEFAULT '{}',
        price_band_shares integer[] NOT NULL DEFAULT '{}',
        region_shares jsonb NOT NULL DEFAULT '{}',
        category_shares jsonb NOT NULL DEFAULT '{}',
        category_price_band_shares jsonb NOT NULL DEFAULT '{}',
        sample_size integer NOT NULL DEFAULT 0,
        version integer NOT NULL DEFAULT 1,
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT fan_profile_streamer_id_fk FOREIGN KEY (streamer_id) REFERENCES streamer (id) ON DELETE CASCADE,
        CONSTRAINT fan_profile_genders_ck CHECK (cardinality(gender_shares) IN (0, 2) AND shares_are_whole(gender_shares)),
        CONSTRAINT fan_profile_ages_ck CHECK (cardinality(age_shares) IN (0, 6) AND shares_are_whole(age_shares)),
        CONSTRAINT fan_profile_price_bands_ck CHECK (shares_are_whole(price_band_shares)),
        CONSTRAINT fan_profile_regions_ck CHECK (shares_are_whole(region_shares)),
        CONSTRAINT fan_profile_categories_ck CHECK (shares_are_whole(category_shares)),
        CONSTRAINT fan_profile_sample_ck CHECK (sample_size >= 0)
      );
      CREATE INDEX fan_profile_counted_ix ON fan_profile (updated_at DESC, streamer_id) WHERE sample_size > 0;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE fan_profile, streamer_niche, streamer;
      DROP FUNCTION shares_are_whole(jsonb);
    `);
  }
}
