import { MigrationInterface, QueryRunner } from 'typeorm';

/** What is known of suppliers beside their goods: papers, and how they did, day by day. */
export class SupplierDays1764000000017 implements MigrationInterface {
  name = 'SupplierDays1764000000017';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE supplier
        ADD COLUMN enterprise_qualified boolean NOT NULL DEFAULT false,
        ADD COLUMN licence text,
        ADD COLUMN opened_on date,
        ADD CONSTRAINT supplier_licence_ck CHECK (licence ~ '^[0-9A-HJ-NP-RTUW-Y]{18}$');

      CREATE TABLE supplier_metric_day (
        supplier_id uuid NOT NULL,
        day date NOT NULL,
        source text NOT NULL,
        orders integer NOT NULL DEFAULT 0,
        sales_fen bigint NOT NULL DEFAULT 0,
        ratings integer NOT NULL DEFAULT 0,
        rating_sum integer NOT NULL DEFAULT 0,
        dispatched_in_time integer NOT NULL DEFAULT 0,
        enquiries integer NOT NULL DEFAULT 0,
        replies integer NOT NULL DEFAULT 0,
        quality_returns integer NOT NULL DEFAULT 0,
        disputes integer NOT NULL DEFAULT 0,
        disputes_settled_in_time integer NOT NULL DEFAULT 0,
        version integer NOT NULL DEFAULT 1,
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT supplier_metric_day_pk PRIMARY KEY (supplier_id, day, source),
        CONSTRAINT supplier_metric_day_supplier_id_fk FOREIGN KEY (supplier_id) REFERENCES supplier (id) ON DELETE CASCADE,
        CONSTRAINT supplier_metric_day_source_ck CHECK (length(source) BETWEEN 1 AND 64),
        CONSTRAINT supplier_metric_day_sales_ck CHECK (sales_fen >= 0),
        CONSTRAINT supplier_metric_day_ratings_ck CHECK (rating_sum BETWEEN ratings AND 5 * ratings),
        CONSTRAINT supplier_metric_day_orders_ck CHECK (
          dispatched_in_time BETWEEN 0 AND orders AND quality_returns BETWEEN 0 AND orders AND disputes BETWEEN 0 AND orders),
        CONSTRAINT supplier_metric_day_replies_ck CHECK (replies BETWEEN 0 AND enquiries),
        CONSTRAINT supplier_metric_day_settled_ck CHECK (disputes_settled_in_time BETWEEN 0 AND disputes)
      );
      CREATE INDEX supplier_metric_day_day_ix ON supplier_metric_day (day);
    `);
    await db.query('SELECT audit_watch($1, $2, $3, $4, $5)', [
      'supplier_metric_day',
      'SupplierMetricDay',
      `concat_ws('/', r.supplier_id, r.day, r.source)`,
      '(SELECT s.belt_number FROM supplier s WHERE s.id = r.supplier_id)',
      'version,updated_at',
    ]);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE supplier_metric_day;
      ALTER TABLE supplier DROP COLUMN enterprise_qualified, DROP COLUMN licence, DROP COLUMN opened_on;
    `);
  }
}
