import { MigrationInterface, QueryRunner } from 'typeorm';

const LISTED = `status = 'LISTED' AND supplier_status <> 'FROZEN'`;

/** What is only ever added to, so that what was decided or settled once can be shown as it was. */
const KEPT = ['alliance_rule', 'alliance_category', 'alliance_decision', 'board_week', 'board_entry'];

const WATCHED = [
  { table: 'alliance_rule', type: 'AllianceRule', belt: 'NULL', left: 'added_at' },
  { table: 'alliance_category', type: 'AllianceCategory', belt: 'NULL', left: 'at' },
  {
    table: 'pick',
    type: 'Pick',
    belt: '(SELECT k.belt_number FROM sku k WHERE k.id = r.sku_id)',
    left: 'picked_at',
  },
  { table: 'sample_request', type: 'SampleRequest', belt: 'r.belt_number', left: 'version,updated_at' },
];

/** The shared library of goods (好物联盟), what streamers take from it, and the boards of each week. */
export class Alliance1764000000020 implements MigrationInterface {
  name = 'Alliance1764000000020';

  async up(db: QueryRunner): Promise<void> {
    await this.createAlliance(db);
    await this.createShelves(db);
    await this.createBoards(db);
    await db.query(`
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
      END $$;
    `);
    for (const table of KEPT)
      await db.query(`
        CREATE TRIGGER ${table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    for (const { table, type, belt, left } of WATCHED)
      await db.query('SELECT audit_watch($1, $2, $3, $4, $5)', [table, type, 'r.id', belt, left]);
  }

  /** The first versions of the rules hold from the beginning of time, so that there are rules on every day. */
  private async createAlliance(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TYPE alliance_rule_kind AS ENUM ('LICENCE', 'RATING', 'SALES', 'CATEGORY', 'STANDARD_FEE', 'NEWCOMER_FEE');
      CREATE TABLE alliance_rule (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT alliance_rule_pk PRIMARY KEY,
        kind alliance_rule_kind NOT NULL,
        threshold bigint,
        window_days smallint,
        newcomer_days smallint,
        rate integer,
        valid_from date NOT NULL,
        valid_until date,
        added_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT alliance_rule_valid_ck CHECK (valid_from < valid_until),
        CONSTRAINT alliance_rule_window_ck CHECK (
          (kind IN ('RATING', 'SALES')) = (window_days IS NOT NULL) AND window_days BETWEEN 1 AND 366),
        CONSTRAINT alliance_rule_threshold_ck CHECK (
          (kind IN ('RATING', 'SALES', 'NEWCOMER_FEE')) = (threshold IS NOT NULL)
          AND threshold BETWEEN 0 AND CASE kind WHEN 'RATING' THEN 5000000 ELSE 1000000000000 END),
        CONSTRAINT alliance_rule_newcomer_days_ck CHECK (
          (kind IN ('RATING', 'SALES', 'NEWCOMER_FEE')) = (newcomer_days IS NOT NULL)
          AND newcomer_days BETWEEN 0 AND 366),
        CONSTRAINT alliance_rule_rate_ck CHECK (
          (kind IN ('STANDARD_FEE', 'NEWCOMER_FEE')) = (rate IS NOT NULL) AND rate BETWEEN 0 AND 1000000)
      );
      CREATE INDEX alliance_rule_kind_valid_from_ix ON alliance_rule (kind, valid_from);
      INSERT INTO alliance_rule (kind, threshold, window_days, newcomer_days, rate, valid_from) VALUES
        ('LICENCE', NULL, NULL, NULL, NULL, '2000-01-01'),
        ('RATING', 4700000, 90, 30, NULL, '2000-01-01'),
        ('SALES', 100000, 30, 30, NULL, '2000-01-01'),
        ('CATEGORY', NULL, NULL, NULL, NULL, '2000-01-01'),
        ('STANDARD_FEE', NULL, NULL, NULL, 50000, '2000-01-01'),
        ('NEWCOMER_FEE', 100000000, NULL, 30, 10000, '2000-01-01');

      CREATE TABLE alliance_category (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT alliance_category_pk PRIMARY KEY,
        category_number smallint NOT NULL,
        is_open boolean,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT alliance_category_category_number_fk FOREIGN KEY (category_number) REFERENCES category (number)
      );
      CREATE INDEX alliance_category_category_number_at_ix ON alliance_category (category_number, at);

      -- No foreign key: what was decided of goods is kept when they are gone.
      CREATE TYPE alliance_cause AS ENUM ('APPLIED', 'WITHDRAWN', 'SWEPT');
      CREATE TABLE alliance_decision (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT alliance_decision_pk PRIMARY KEY,
        sku_id uuid NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        cause alliance_cause NOT NULL,
        admitted boolean NOT NULL,
        fee_rate integer,
        checks jsonb NOT NULL DEFAULT '[]',
        actor text NOT NULL
      );
      CREATE INDEX alliance_decision_sku_id_at_id_ix ON alliance_decision (sku_id, at, id);

      CREATE TABLE alliance_sweep (
        day date CONSTRAINT alliance_sweep_pk PRIMARY KEY,
        begun_at timestamptz NOT NULL,
        finished_at timestamptz,
        fallen integer NOT NULL DEFAULT 0
      );

      ALTER TABLE sku ADD COLUMN in_alliance boolean NOT NULL DEFAULT false;
      CREATE INDEX sku_alliance_supplier_ix ON sku (supplier_id) WHERE in_alliance;
      CREATE INDEX sku_alliance_newest_ix ON sku (created_at, id) WHERE in_alliance AND ${LISTED};
      CREATE INDEX sku_alliance_quality_ix ON sku (supplier_quality, id) WHERE in_alliance AND ${LISTED};
      -- Facets read it alone.
      CREATE INDEX sku_alliance_price_ix ON sku (live_price, id)
        INCLUDE (supplier_id, belt_number, category_number, price_band) WHERE in_alliance AND ${LISTED};
    `);
  }

  private async createShelves(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE pick (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT pick_pk PRIMARY KEY,
        streamer_id uuid NOT NULL,
        sku_id uuid NOT NULL,
        picked_at timestamptz NOT NULL DEFAULT now(),
        removed_at timestamptz,
        CONSTRAINT pick_streamer_id_fk FOREIGN KEY (streamer_id) REFERENCES streamer (id),
        CONSTRAINT pick_sku_id_fk FOREIGN KEY (sku_id) REFERENCES sku (id),
        CONSTRAINT pick_removed_ck CHECK (removed_at >= picked_at)
      );
      CREATE UNIQUE INDEX pick_shelf_uq ON pick (streamer_id, sku_id) WHERE removed_at IS NULL;
      CREATE INDEX pick_streamer_id_picked_at_id_ix ON pick (streamer_id, picked_at, id);
      CREATE INDEX pick_sku_id_ix ON pick (sku_id);
      CREATE INDEX pick_picked_at_ix ON pick (picked_at);

      CREATE TYPE sample_request_status AS ENUM ('REQUESTED', 'ACCEPTED', 'DECLINED', 'SHIPPED', 'RECEIVED');
      CREATE TABLE sample_request (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT sample_request_pk PRIMARY KEY,
        streamer_id uuid NOT NULL,
        sku_id uuid NOT NULL,
        supplier_id uuid NOT NULL,
        belt_number smallint NOT NULL,
        quantity smallint NOT NULL,
        message text NOT NULL,
        status sample_request_status NOT NULL DEFAULT 'REQUESTED',
        terms text,
        reason text,
        tracking_number text,
        requested_at timestamptz NOT NULL DEFAULT now(),
        answered_at timestamptz,
        shipped_at timestamptz,
        received_at timestamptz,
        version integer NOT NULL DEFAULT 1,
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT sample_request_streamer_id_fk FOREIGN KEY (streamer_id) REFERENCES streamer (id),
        CONSTRAINT sample_request_sku_id_fk FOREIGN KEY (sku_id) REFERENCES sku (id),
        CONSTRAINT sample_request_supplier_id_fk FOREIGN KEY (supplier_id) REFERENCES supplier (id),
        CONSTRAINT sample_request_belt_number_fk FOREIGN KEY (belt_number) REFERENCES belt (number),
        CONSTRAINT sample_request_quantity_ck CHECK (quantity BETWEEN 1 AND 20),
        CONSTRAINT sample_request_texts_ck CHECK (
          length(message) <= 500 AND length(terms) BETWEEN 1 AND 500 AND length(reason) BETWEEN 1 AND 500
          AND length(tracking_number) BETWEEN 1 AND 64),
        CONSTRAINT sample_request_declined_ck CHECK ((status = 'DECLINED') = (reason IS NOT NULL)),
        CONSTRAINT sample_request_answered_ck CHECK ((status = 'REQUESTED') = (answered_at IS NULL)),
        CONSTRAINT sample_request_shipped_ck CHECK ((status IN ('SHIPPED', 'RECEIVED')) = (shipped_at IS NOT NULL)),
        CONSTRAINT sample_request_received_ck CHECK ((status = 'RECEIVED') = (received_at IS NOT NULL))
      );
      CREATE UNIQUE INDEX sample_request_open_uq ON sample_request (streamer_id, sku_id)
        WHERE status IN ('REQUESTED', 'ACCEPTED', 'SHIPPED');
      CREATE INDEX sample_request_streamer_id_requested_at_id_ix ON sample_request (streamer_id, requested_at, id);
      CREATE INDEX sample_request_supplier_id_requested_at_id_ix ON sample_request (supplier_id, requested_at, id);
      CREATE INDEX sample_request_requested_at_ix ON sample_request (requested_at);
      CREATE INDEX sample_request_answered_at_ix ON sample_request (answered_at);
    `);
  }

  private async createBoards(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TYPE board_kind AS ENUM ('SKUS_PICKED', 'STREAMERS_ACTIVE', 'SUPPLIERS_ACTIVE');
      CREATE TABLE board_week (
        monday date CONSTRAINT board_week_pk PRIMARY KEY,
        settled_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT board_week_monday_ck CHECK (extract(isodow FROM monday) = 1)
      );
      -- No foreign keys to what it tells of: the board stays when that is gone. Belt 0 stands for all belts.
      CREATE TABLE board_entry (
        monday date NOT NULL,
        kind board_kind NOT NULL,
        belt_number smallint NOT NULL,
        place smallint NOT NULL,
        subject_id uuid NOT NULL,
        score integer NOT NULL,
        picks integer NOT NULL,
        sample_requests integer NOT NULL,
        answers integer NOT NULL,
        CONSTRAINT board_entry_pk PRIMARY KEY (monday, kind, belt_number, place),
        CONSTRAINT board_entry_monday_fk FOREIGN KEY (monday) REFERENCES board_week (monday),
        CONSTRAINT board_entry_counts_ck CHECK (
          place > 0 AND score > 0 AND picks >= 0 AND sample_requests >= 0 AND answers >= 0)
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE board_entry, board_week, sample_request, pick, alliance_sweep, alliance_decision, alliance_category,
        alliance_rule;
      DROP TYPE board_kind, sample_request_status, alliance_cause, alliance_rule_kind;
      DROP FUNCTION refuse_change;
      DROP INDEX sku_alliance_supplier_ix, sku_alliance_newest_ix, sku_alliance_quality_ix, sku_alliance_price_ix;
      ALTER TABLE sku DROP COLUMN in_alliance;
    `);
  }
}
