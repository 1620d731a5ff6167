import { MigrationInterface, QueryRunner } from 'typeorm';

const LISTED = `status = 'LISTED' AND supplier_status <> 'FROZEN'`;

/** The matching probe, with what its filters ask of a row. */
const matchIndex = (asked: string): string => `
  DROP INDEX sku_match_ix;
  CREATE INDEX sku_match_ix ON sku (cell, static_score DESC, id)
    INCLUDE (supplier_id, supplier_quality, price_advantage, commission_value, momentum, ${asked})
    WHERE cell IS NOT NULL;`;

/** What is worked out from other tables is nobody's write: the audit log leaves it out. */
const DERIVED = { supplier: 'reliable', sku: 'supplier_reliable' } as const;

/** Written by people, and kept for good. */
const LEDGERS = ['credit_entry', 'deposit_entry'] as const;
const APPEND_ONLY = [...LEDGERS, 'reliability_change'] as const;

/**
 * The label of reliable goods, the credit ledger with its appeals, and deposits.
 *
 * `reliable` is copied into sku by the foreign key, like the other columns of a supplier that lists and rankings ask
 * for. A constant default rewrites no row; what takes time is the matching index, which is built anew, and checking the
 * foreign key.
 */
export class Governance1764000000019 implements MigrationInterface {
  name = 'Governance1764000000019';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE supplier ADD COLUMN reliable boolean NOT NULL DEFAULT false;
      ALTER TABLE sku ADD COLUMN supplier_reliable boolean NOT NULL DEFAULT false;
    `);
    await this.copy(db, ', reliable', ', supplier_reliable');
    await db.query(`
      ${matchIndex('live_price, stock, guarantee_bits, supplier_reliable')}
      -- Lists, facets and rankings of reliable goods, however few they are; the first serves facets alone.
      CREATE INDEX sku_reliable_price_ix ON sku (live_price, id) INCLUDE (belt_number, category_number, price_band)
        WHERE ${LISTED} AND supplier_reliable;
      CREATE INDEX sku_reliable_newest_ix ON sku (created_at, id) WHERE ${LISTED} AND supplier_reliable;
      CREATE INDEX sku_reliable_quality_ix ON sku (supplier_quality, id) WHERE ${LISTED} AND supplier_reliable;

      CREATE TABLE reliability_change (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT reliability_change_pk PRIMARY KEY,
        supplier_id uuid NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        granted boolean NOT NULL,
        criteria jsonb NOT NULL,
        CONSTRAINT reliability_change_supplier_id_fk FOREIGN KEY (supplier_id) REFERENCES supplier (id)
      );
      CREATE INDEX reliability_change_supplier_id_at_id_ix ON reliability_change (supplier_id, at, id);
    `);
    await this.createCredit(db);
    await this.createDeposits(db);
    await this.keep(db);
    await this.guardStatus(db);
    for (const [table, column] of Object.entries(DERIVED))
      await this.watchAnew(db, table, (left) => `${left},${column}`);
  }

  private async createCredit(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TYPE credit_entry_kind AS ENUM ('DEDUCTION', 'HOLD', 'RESTORATION');
      CREATE TYPE credit_reason AS ENUM
        ('FAKE_GOODS', 'FALSE_CLAIMS', 'BAD_QUALITY', 'LATE_DISPATCH', 'POOR_SERVICE', 'UNDER_INVESTIGATION', 'REMEDIED',
         'MISTAKE', 'APPEAL_UPHELD', 'OTHER');
      CREATE TYPE appeal_status AS ENUM ('OPEN', 'UPHELD', 'REJECTED');

      CREATE TABLE credit_entry (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT credit_entry_pk PRIMARY KEY,
        supplier_id uuid NOT NULL,
        belt_number smallint NOT NULL,
        kind credit_entry_kind NOT NULL,
        points integer NOT NULL DEFAULT 0,
        hold supplier_status,
        undoes uuid,
        reason credit_reason NOT NULL,
        text text NOT NULL,
        evidence text[] NOT NULL DEFAULT '{}',
        actor text NOT NULL,
        by_operator boolean NOT NULL DEFAULT false,
        idempotency_key text,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT credit_entry_actor_idempotency_key_uq UNIQUE (actor, idempotency_key),
        CONSTRAINT credit_entry_supplier_id_fk FOREIGN KEY (supplier_id) REFERENCES supplier (id),
        CONSTRAINT credit_entry_undoes_fk FOREIGN KEY (undoes) REFERENCES credit_entry (id),
        CONSTRAINT credit_entry_points_ck CHECK (points BETWEEN 0 AND 100),
        CONSTRAINT credit_entry_kind_ck CHECK (CASE kind
          WHEN 'DEDUCTION' THEN points > 0 AND hold IS NULL AND undoes IS NULL
          WHEN 'HOLD' THEN points = 0 AND hold IN ('LIMITED', 'FROZEN') AND undoes IS NULL
          ELSE hold IS NULL AND undoes IS NOT NULL END),
        CONSTRAINT credit_entry_text_ck CHECK (length(text) BETWEEN 1 AND 2000)
      );
      CREATE INDEX credit_entry_supplier_id_at_id_ix ON credit_entry (supplier_id, at, id);
      CREATE INDEX credit_entry_undoes_ix ON credit_entry (undoes);

      CREATE TABLE appeal (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT appeal_pk PRIMARY KEY,
        entry_id uuid NOT NULL,
        supplier_id uuid NOT NULL,
        belt_number smallint NOT NULL,
        status appeal_status NOT NULL DEFAULT 'OPEN',
        text text NOT NULL,
        opened_by text NOT NULL,
        opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        decision text,
        decided_by text,
        decided_at timestamptz,
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT appeal_entry_id_uq UNIQUE (entry_id),
        CONSTRAINT appeal_entry_id_fk FOREIGN KEY (entry_id) REFERENCES credit_entry (id),
        CONSTRAINT appeal_supplier_id_fk FOREIGN KEY (supplier_id) REFERENCES supplier (id),
        CONSTRAINT appeal_text_ck CHECK (length(text) BETWEEN 1 AND 2000 AND length(decision) BETWEEN 1 AND 2000),
        CONSTRAINT appeal_decided_ck CHECK (
          CASE WHEN status = 'OPEN' THEN num_nonnulls(decision, decided_by, decided_at) = 0
               ELSE num_nulls(decision, decided_by, decided_at) = 0 END)
      );
      CREATE INDEX appeal_opened_at_id_ix ON appeal (opened_at, id);

      -- What was so before the ledger began needs an entry that it follows from.
      INSERT INTO credit_entry (supplier_id, belt_number, kind, points, reason, text, actor)
      SELECT s.id, s.belt_number, 'DEDUCTION', 100 - round(m.observed)::integer, 'OTHER', '信用账本启用前的扣分', 'headwater'
        FROM supplier s JOIN supplier_metric m ON m.supplier_id = s.id AND m.metric = 'CREDIT'
       WHERE round(m.observed) BETWEEN 0 AND 99;
      INSERT INTO credit_entry (supplier_id, belt_number, kind, hold, reason, text, actor)
      SELECT id, belt_number, 'HOLD', status, 'OTHER', '信用账本启用前的限制', 'headwater'
        FROM supplier WHERE status <> 'ACTIVE';
    `);
  }

  private async createDeposits(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TYPE deposit_entry_kind AS ENUM ('PAID', 'RETURNED');

      CREATE TABLE deposit_entry (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT deposit_entry_pk PRIMARY KEY,
        supplier_id uuid NOT NULL,
        belt_number smallint NOT NULL,
        kind deposit_entry_kind NOT NULL,
        amount integer NOT NULL,
        note text NOT NULL,
        actor text NOT NULL,
        idempotency_key text NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT deposit_entry_actor_idempotency_key_uq UNIQUE (actor, idempotency_key),
        CONSTRAINT deposit_entry_supplier_id_fk FOREIGN KEY (supplier_id) REFERENCES supplier (id),
        CONSTRAINT deposit_entry_amount_ck CHECK (amount > 0),
        CONSTRAINT deposit_entry_note_ck CHECK (length(note) BETWEEN 1 AND 2000)
      );
      CREATE INDEX deposit_entry_supplier_id_at_id_ix ON deposit_entry (supplier_id, at, id);

      -- Suppliers that have paid less than their sales ask for, and until when they may.
      CREATE TABLE deposit_shortfall (
        supplier_id uuid CONSTRAINT deposit_shortfall_pk PRIMARY KEY,
        due_by timestamptz NOT NULL,
        CONSTRAINT deposit_shortfall_supplier_id_fk FOREIGN KEY (supplier_id) REFERENCES supplier (id) ON DELETE CASCADE
      );
    `);
  }

  /** What is entered stays; the audit log hears of what people enter. */
  private async keep(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION keep_entries() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        has_rows boolean;
      BEGIN
        -- A table that other tables' emptying reaches may be emptied where it is empty.
        IF TG_OP = 'TRUNCATE' THEN
          EXECUTE format('SELECT EXISTS (SELECT FROM %s)', TG_RELID::regclass) INTO has_rows;
          IF NOT has_rows THEN
            RETURN NULL;
          END IF;
        END IF;
        RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
      END $$;
      ${APPEND_ONLY.map(
        (table) => `
      CREATE TRIGGER ${table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION keep_entries();`,
      ).join('')}
      SELECT audit_watch('credit_entry', 'CreditEntry', 'r.id', 'r.belt_number', '');
      SELECT audit_watch('appeal', 'Appeal', 'r.id', 'r.belt_number', 'version');
      SELECT audit_watch('deposit_entry', 'DepositEntry', 'r.id', 'r.belt_number', '');
    `);
  }

  /**
   * A supplier's status follows from its ledger. Whoever says who writes, as all of the program does, changes it there
   * or not at all; who repairs something by hand, past the program, can, until the next sweep.
   */
  private async guardStatus(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION supplier_status_follows() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.status <> OLD.status
           AND coalesce(current_setting('headwater.author', true), '') <> ''
           AND coalesce(current_setting('headwater.standing', true), '') <> 'settled' THEN
          RAISE EXCEPTION 'The status of a supplier follows from its credit ledger and its deposit'
            USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER supplier_status_followed BEFORE UPDATE OF status ON supplier
        FOR EACH ROW EXECUTE FUNCTION supplier_status_follows();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const [table, column] of Object.entries(DERIVED))
      await this.watchAnew(db, table, (left) => left.replace(`,${column}`, ''));
    await db.query(`
      DROP TRIGGER supplier_status_followed ON supplier;
      DROP FUNCTION supplier_status_follows;
      DROP TABLE deposit_shortfall, deposit_entry, appeal, credit_entry, reliability_change;
      DROP FUNCTION keep_entries;
      DROP TYPE deposit_entry_kind, appeal_status, credit_reason, credit_entry_kind;
      DROP INDEX sku_reliable_quality_ix, sku_reliable_newest_ix, sku_reliable_price_ix;
      ${matchIndex('live_price, stock, guarantee_bits')}
    `);
    await this.copy(db, '', '');
    await db.query(`
      ALTER TABLE sku DROP COLUMN supplier_reliable;
      ALTER TABLE supplier DROP COLUMN reliable;
    `);
  }

  private async copy(db: QueryRunner, own: string, copied: string): Promise<void> {
    await db.query(`
      ALTER TABLE sku DROP CONSTRAINT sku_supplier_fk;
      ALTER TABLE supplier DROP CONSTRAINT supplier_copied_uq;
      ALTER TABLE supplier
        ADD CONSTRAINT supplier_copied_uq UNIQUE (id, belt_number, status, quality, newcomer${own});
      ALTER TABLE sku
        ADD CONSTRAINT sku_supplier_fk
        FOREIGN KEY (supplier_id, belt_number, supplier_status, supplier_quality, supplier_newcomer${copied})
        REFERENCES supplier (id, belt_number, status, quality, newcomer${own}) ON UPDATE CASCADE;
    `);
  }

  /** Watches a table as it is watched, with other columns left out. */
  private async watchAnew(db: QueryRunner, table: string, leave: (left: string) => string): Promise<void> {
    const [{ told }] = await db.query(
      `SELECT string_to_array(encode(tgargs, 'escape'), '\\000') AS told
         FROM pg_trigger WHERE tgrelid = $1::regclass AND tgname = 'audit_updated'`,
      [table],
    );
    const [type, id, belt, left] = told as [string, string, string, string];
    await db.query('SELECT audit_unwatch($1)', [table]);
    await db.query('SELECT audit_watch($1, $2, $3, $4, $5)', [table, type, id, belt, leave(left)]);
  }
}
