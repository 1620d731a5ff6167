import { MigrationInterface, QueryRunner } from 'typeorm';

/** What was expected of every supplier so far, whatever its belt: 0 where nothing pulled. */
const STRENGTHS = `
  CASE metric WHEN 'RATING' THEN 50 WHEN 'ON_TIME_DISPATCH' THEN 50 WHEN 'REPLY_RATE' THEN 40
              WHEN 'QUALITY_RETURN_RATE' THEN 100 WHEN 'DISPUTE_RATE' THEN 200 ELSE 0 END`;

/**
 * What is expected of suppliers is estimated from data, belt by belt, once a day; each estimate keeps what it was made
 * with, so that it can be followed. Of the estimates that are there the expected mean is worked out backwards.
 */
export class QualityPriors1764000000018 implements MigrationInterface {
  name = 'QualityPriors1764000000018';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE supplier_metric
        ADD COLUMN prior_mean double precision,
        ADD COLUMN prior_strength double precision,
        ADD COLUMN prior_deviation double precision;
      UPDATE supplier_metric m
         SET prior_strength = s.strength,
             prior_mean = CASE WHEN s.strength > 0 AND m.sample_size > 0
               THEN (m.estimate * (m.sample_size + s.strength) - m.observed * m.sample_size) / s.strength
               ELSE m.estimate END,
             prior_deviation = CASE WHEN m.metric = 'RATING' THEN 0.8 END
        FROM (SELECT supplier_id, metric, ${STRENGTHS}::double precision AS strength FROM supplier_metric) s
       WHERE s.supplier_id = m.supplier_id AND s.metric = m.metric;
      ALTER TABLE supplier_metric
        ALTER COLUMN prior_mean SET NOT NULL,
        ALTER COLUMN prior_strength SET NOT NULL,
        ADD CONSTRAINT supplier_metric_prior_ck CHECK (prior_strength >= 0 AND prior_deviation > 0);

      CREATE TABLE quality_prior (
        belt_number smallint NOT NULL,
        metric quality_metric NOT NULL,
        mean double precision NOT NULL,
        strength double precision NOT NULL,
        deviation double precision,
        belt_mean double precision,
        market_mean double precision NOT NULL,
        suppliers integer NOT NULL,
        estimated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT quality_prior_pk PRIMARY KEY (belt_number, metric),
        CONSTRAINT quality_prior_belt_number_fk FOREIGN KEY (belt_number) REFERENCES belt (number),
        CONSTRAINT quality_prior_strength_ck CHECK (strength >= 0 AND deviation > 0)
      );

      CREATE TABLE quality_run (
        day date CONSTRAINT quality_run_pk PRIMARY KEY,
        settled_to uuid,
        suppliers integer NOT NULL DEFAULT 0,
        changed integer NOT NULL DEFAULT 0,
        begun_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE quality_run, quality_prior;
      ALTER TABLE supplier_metric DROP COLUMN prior_mean, DROP COLUMN prior_strength, DROP COLUMN prior_deviation;
    `);
  }
}
