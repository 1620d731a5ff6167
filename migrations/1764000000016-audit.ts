import { MigrationInterface, QueryRunner } from 'typeorm';

const EVENTS = [
  { event: 'INSERT', suffix: 'inserted', tables: 'NEW TABLE AS after_rows' },
  { event: 'UPDATE', suffix: 'updated', tables: 'OLD TABLE AS before_rows NEW TABLE AS after_rows' },
  { event: 'DELETE', suffix: 'deleted', tables: 'OLD TABLE AS before_rows' },
];

/** Left out is what is worked out from other columns and tables, and what is secret. */
const WATCHED = [
  {
    table: 'sku',
    type: 'Sku',
    belt: 'r.belt_number',
    left: 'version,updated_at,search_text,search_vector,supplier_status,supplier_quality,supplier_newcomer',
  },
  { table: 'supplier', type: 'Supplier', belt: 'r.belt_number', left: 'version,updated_at,quality,newcomer' },
  { table: 'streamer', type: 'Streamer', belt: 'NULL', left: 'version,updated_at' },
  { table: 'fan_profile', type: 'FanProfile', belt: 'NULL', id: 'r.streamer_id', left: 'version,updated_at' },
  {
    table: 'sku_import',
    type: 'SkuImport',
    belt: 'r.belt_number',
    left:
      'url_key,updated_at,progress,assumptions,changes,warnings,rows_read,rows_rejected,rows_to_insert,rows_to_update,' +
      'rows_unchanged,rows_inserted,rows_updated',
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
        before jsonb,
        after jsonb
      );
      CREATE INDEX audit_entry_subject_ix ON audit_entry (subject_type, subject_id, id);
      CREATE INDEX audit_entry_belt_ix ON audit_entry (belt_number, id);

      CREATE FUNCTION audit_entry_keep() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'audit_entry is only ever added to' USING ERRCODE = 'insufficient_privilege';
      END $$;
      CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_keep();
    `);
    await this.createNote(db);
    await this.createWatch(db);
    for (const { table, type, belt, id = 'r.id', left } of WATCHED)
      await db.query('SELECT audit_watch($1, $2, $3, $4, $5)', [table, type, id, belt, left]);
  }

  /**
   * Arguments of the trigger: the type of what is written, the expressions of its id and belt over a row r, and the
   * columns that are left out, separated by commas. Generated columns are left out anyway.
   */
  private async createNote(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION audit_note() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        author jsonb := nullif(current_setting('headwater.author', true), '')::jsonb;
        old_values text;
        new_values text;
        same_key text;
        source text;
      BEGIN
        -- Made-up and reference data come with the program; nobody wrote them.
        IF current_setting('headwater.audit', true) = 'off' THEN
          RETURN NULL;
        END IF;
        SELECT string_agg(format('o.%I', attname), ', ' ORDER BY attnum),
               string_agg(format('r.%I', attname), ', ' ORDER BY attnum)
          INTO old_values, new_values
          FROM pg_attribute
         WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
           AND attname <> ALL (string_to_array(TG_ARGV[3], ','));
        IF TG_OP = 'UPDATE' THEN
          SELECT string_agg(format('o.%1$I = r.%1$I', attname), ' AND ') INTO same_key
            FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
           WHERE i.indrelid = TG_RELID AND i.indisprimary;
          source := format(
            $f$ after_rows r JOIN before_rows o ON %1$s AND (%2$s) IS DISTINCT FROM (%3$s)
                CROSS JOIN LATERAL (
                  SELECT jsonb_object_agg(b.key, b.value) AS before, jsonb_object_agg(b.key, a.value) AS after
                    FROM jsonb_each(to_jsonb((SELECT x FROM (SELECT %2$s) x))) b
                    JOIN jsonb_each(to_jsonb((SELECT x FROM (SELECT %3$s) x))) a USING (key)
                   WHERE a.value IS DISTINCT FROM b.value) d $f$,
            same_key, old_values, new_values);
        ELSE
          source := format(
            $f$ %1$s r CROSS JOIN LATERAL (
                  SELECT CASE $5 WHEN 'DELETE' THEN j END AS before, CASE $5 WHEN 'INSERT' THEN j END AS after
                    FROM to_jsonb((SELECT x FROM (SELECT %2$s) x)) j) d $f$,
            CASE TG_OP WHEN 'INSERT' THEN 'after_rows' ELSE 'before_rows' END, new_values);
        END IF;
        EXECUTE format(
          $f$ INSERT INTO audit_entry
                (actor, roles, action, reference, operation, subject_type, subject_id, belt_number, before, after)
              SELECT $1, $2, $3, $4,
                     CASE $5 WHEN 'INSERT' THEN 'CREATED' WHEN 'UPDATE' THEN 'CHANGED' ELSE 'REMOVED' END::audit_operation,
                     %1$L, (%2$s)::text, (%3$s)::smallint, d.before, d.after
                FROM %4$s $f$,
          TG_ARGV[0], TG_ARGV[1], TG_ARGV[2], source)
          USING coalesce(author->>'actor', 'database:' || session_user),
                ARRAY (SELECT jsonb_array_elements_text(coalesce(author->'roles', '[]'))),
                author->>'action', author->>'reference', TG_OP;
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
      DROP FUNCTION audit_unwatch, audit_watch, audit_note;
      DROP TABLE audit_entry;
      DROP FUNCTION audit_entry_keep;
      DROP TYPE audit_operation;
    `);
  }
}
