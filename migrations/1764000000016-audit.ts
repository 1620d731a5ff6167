import { MigrationInterface, QueryRunner } from 'typeorm';

const EVENTS = [
  { event: 'INSERT', suffix: 'inserted', tables: 'NEW TABLE AS after_rows' },
  { event: 'UPDATE', suffix: 'updated', tables: 'OLD TABLE AS before_rows NEW TABLE AS after_rows' },
  { event: 'DELETE', suffix: 'deleted', tables: 'OLD TABLE AS before_rows' },
];

/**
 * Left out is what is worked out from other columns, what an entry tells by itself (whose it is, and when it was created),
 * and what is secret.
 */
const WATCHED = [
  {
    table: 'sku',
    type: 'Sku',
    belt: 'r.belt_number',
    left:
      'id,belt_number,version,created_at,updated_at,search_text,search_vector,supplier_status,supplier_quality,' +
      'supplier_newcomer',
  },
  {
    table: 'supplier',
    type: 'Supplier',
    belt: 'r.belt_number',
    left: 'id,belt_number,version,created_at,updated_at,quality,newcomer',
  },
  { table: 'streamer', type: 'Streamer', belt: 'NULL', left: 'id,version,created_at,updated_at' },
  {
    table: 'fan_profile',
    type: 'FanProfile',
    belt: 'NULL',
    id: 'r.streamer_id',
    left: 'streamer_id,version,updated_at',
  },
  {
    table: 'sku_import',
    type: 'SkuImport',
    belt: 'r.belt_number',
    left:
      'id,belt_number,url_key,created_at,updated_at,progress,assumptions,changes,warnings,rows_read,rows_rejected,' +
      'rows_to_insert,rows_to_update,rows_unchanged,rows_inserted,rows_updated',
  },
];

/**
 * Who wrote what. Triggers keep it, once a statement, so that no way to a table leaves it out and an import of a hundred
 * thousand rows costs one more INSERT a chunk. Who it is, the transaction says in a setting: see src/audit/author.ts.
 */
export class Audit1764000000016 implements MigrationInterface {
  name = 'Audit1764000000016';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TYPE audit_operation AS ENUM ('CREATED', 'CHANGED', 'REMOVED');
      CREATE TABLE audit_entry (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_entry_pk PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        actor text NOT NULL,
        roles text[] NOT NULL DEFAULT '{}',
        action text,
        reference text,
        operation audit_operation NOT NULL,
        subject_type text NOT NULL,
        subject_id text NOT NULL,
        belt_number smallint,
        before json,
        after json
      );
      CREATE INDEX audit_entry_subject_ix ON audit_entry (subject_id, id);
      CREATE INDEX audit_entry_belt_ix ON audit_entry (belt_number, id);
      CREATE INDEX audit_entry_at_ix ON audit_entry USING brin (at);

      CREATE FUNCTION audit_entry_keep() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'DELETE' AND current_setting('headwater.audit_prune', true) = 'on' THEN
          RETURN NULL;
        END IF;
        RAISE EXCEPTION 'audit_entry is only ever added to' USING ERRCODE = 'insufficient_privilege';
      END $$;
      CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_keep();
    `);
    await this.createAuthor(db);
    await this.createPrune(db);
    await this.createValues(db);
    await this.createNote(db);
    await this.createWatch(db);
    for (const { table, type, belt, id = 'r.id', left } of WATCHED)
      await db.query('SELECT audit_watch($1, $2, $3, $4, $5)', [table, type, id, belt, left]);
  }

  /** Who the transaction says is writing; where it does not, the role that the database knows. */
  private async createAuthor(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION audit_author(OUT actor text, OUT roles text[], OUT action text, OUT reference text)
      LANGUAGE sql STABLE AS $$
        SELECT coalesce(said->>'actor', 'database:' || session_user),
               ARRAY (SELECT jsonb_array_elements_text(coalesce(said->'roles', '[]'))),
               said->>'action', said->>'reference'
          FROM (SELECT nullif(current_setting('headwater.author', true), '')::jsonb AS said) author
      $$;
    `);
  }

  /** The one way to remove entries: all before an instant, which leaves an entry of its own. */
  private async createPrune(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION audit_prune(until timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
      DECLARE
        oldest timestamptz := (SELECT min(at) FROM audit_entry WHERE at < until);
        removed bigint;
      BEGIN
        PERFORM set_config('headwater.audit_prune', 'on', true);
        DELETE FROM audit_entry WHERE at < until;
        GET DIAGNOSTICS removed = ROW_COUNT;
        PERFORM set_config('headwater.audit_prune', '', true);
        IF removed > 0 THEN
          INSERT INTO audit_entry (actor, roles, action, reference, operation, subject_type, subject_id, before)
          SELECT a.*, 'REMOVED', 'AuditEntry', 'until ' || (to_json(until) #>> '{}'),
                 json_build_object('entries', removed, 'from', oldest, 'until', until)
            FROM audit_author() a;
        END IF;
        RETURN removed;
      END $$;
    `);
  }

  /**
   * Writes the SQL that puts the values of a row, under an alias, into JSON: of those columns for which the condition
   * holds, %1$s being the column and %2$s its default. Text that is put together takes a fraction of the time of to_jsonb,
   * and an import pays it for every row.
   */
  private async createValues(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION audit_values(watched regclass, left_out text, alias text, condition text) RETURNS text
      LANGUAGE sql STABLE AS $$
        SELECT 'concat_ws('','', ' || string_agg(
                 format('CASE WHEN %s THEN %L || coalesce(%s, ''null'') END',
                        format(condition, quote_ident(attname), coalesce(initial, 'NULL')),
                        to_json(attname) || ':',
                        CASE WHEN typcategory IN ('N', 'B') OR typname IN ('json', 'jsonb') THEN format('%s.%I::text', alias, attname)
                             WHEN typcategory = 'E' OR typname = 'uuid' THEN format('''"'' || %s.%I || ''"''', alias, attname)
                             ELSE format('to_json(%s.%I)::text', alias, attname) END),
                 ', ' ORDER BY attnum) || ')'
          FROM pg_attribute
          JOIN pg_type ON pg_type.oid = atttypid
          LEFT JOIN LATERAL (
            -- A default that is called anew for each row is none that could be left out.
            SELECT e AS initial FROM pg_attrdef d, pg_get_expr(d.adbin, d.adrelid) AS e
             WHERE d.adrelid = attrelid AND d.adnum = attnum AND e NOT LIKE '%(%') d ON true
         WHERE attrelid = watched AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
           AND attname <> ALL (string_to_array(left_out, ','))
      $$;
    `);
  }

  /**
   * Arguments of the trigger: the type of what is written, the expressions of its id and belt over a row r, and the
   * columns that are left out, separated by commas. Generated columns are left out anyway. Of what is created or removed,
   * what has its default, or nothing, is left out too.
   */
  private async createNote(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION audit_note() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        moved constant text := 'o.%1$s IS DISTINCT FROM r.%1$s';
        known constant text := 'r.%1$s IS DISTINCT FROM %2$s AND r.%1$s IS NOT NULL';
        operation audit_operation;
        same_key text;
        source text;
        before_values text := 'NULL';
        after_values text := 'NULL';
        said record;
      BEGIN
        -- Made-up and reference data come with the program; nobody wrote them.
        IF current_setting('headwater.audit', true) = 'off' THEN
          RETURN NULL;
        END IF;
        IF TG_OP = 'INSERT' THEN
          operation := 'CREATED';
          source := 'after_rows r';
          after_values := audit_values(TG_RELID, TG_ARGV[3], 'r', known);
        ELSIF TG_OP = 'DELETE' THEN
          operation := 'REMOVED';
          source := 'before_rows r';
          before_values := audit_values(TG_RELID, TG_ARGV[3], 'r', known);
        ELSE
          operation := 'CHANGED';
          SELECT string_agg(format('o.%1$I = r.%1$I', attname), ' AND ') INTO same_key
            FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
           WHERE i.indrelid = TG_RELID AND i.indisprimary;
          source := 'after_rows r JOIN before_rows o ON ' || same_key;
          before_values := audit_values(TG_RELID, TG_ARGV[3], 'o', moved);
          after_values := audit_values(TG_RELID, TG_ARGV[3], 'r', moved);
        END IF;
        said := audit_author();
        EXECUTE format(
          $f$ INSERT INTO audit_entry
                (actor, roles, action, reference, operation, subject_type, subject_id, belt_number, before, after)
              SELECT $1, $2, $3, $4, $5, %1$L, (%2$s)::text, (%3$s)::smallint,
                     ('{' || before_values || '}')::json, ('{' || after_values || '}')::json
                FROM %4$s
               CROSS JOIN LATERAL (SELECT %5$s AS before_values, %6$s AS after_values OFFSET 0) v
               WHERE $5 <> 'CHANGED' OR after_values <> '' $f$,
          TG_ARGV[0], TG_ARGV[1], TG_ARGV[2], source, before_values, after_values)
          USING said.actor, said.roles, said.action, said.reference, operation;
        RETURN NULL;
      END $$;
    `);
  }

  private async createWatch(db: QueryRunner): Promise<void> {
    const each = (statement: (part: (typeof EVENTS)[number]) => string): string =>
      EVENTS.map(statement).join('\n');
    await db.query(`
      CREATE FUNCTION audit_watch(watched regclass, type text, id text, belt text, left_out text) RETURNS void
      LANGUAGE plpgsql AS $$
      BEGIN
        ${each(
          ({ event, suffix, tables }) => `
        EXECUTE format(
          'CREATE TRIGGER %I AFTER ${event} ON %s REFERENCING ${tables} FOR EACH STATEMENT EXECUTE FUNCTION audit_note(%L, %L, %L, %L)',
          'audit_${suffix}', watched, type, id, belt, left_out);`,
        )}
      END $$;

      CREATE FUNCTION audit_unwatch(watched regclass) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        ${each(({ suffix }) => `EXECUTE format('DROP TRIGGER %I ON %s', 'audit_${suffix}', watched);`)}
      END $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const { table } of WATCHED) await db.query('SELECT audit_unwatch($1)', [table]);
    await db.query(`
      DROP FUNCTION audit_unwatch, audit_watch, audit_note, audit_values, audit_prune, audit_author;
      DROP TABLE audit_entry;
      DROP FUNCTION audit_entry_keep;
      DROP TYPE audit_operation;
    `);
  }
}
