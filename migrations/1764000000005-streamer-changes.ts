import { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables that say what a streamer is, and the column that says which. */
const TABLES = [
  ['streamer', 'id'],
  ['streamer_niche', 'streamer_id'],
  ['fan_profile', 'streamer_id'],
] as const;

/**
 * Which streamers changed, for those who hold all streamers in memory.
 *
 * Writers only append the streamers they touched to streamer_change (no row that two writers could contend for);
 * whoever refreshes takes those notes away and stores each streamer once under a new version in changed_streamer. A
 * note whose transaction is still open is not visible, hence not taken: no change can be missed.
 */
export class StreamerChanges1764000000005 implements MigrationInterface {
  name = 'StreamerChanges1764000000005';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE SEQUENCE streamer_change_version AS bigint;

      CREATE TABLE streamer_change (streamer_id uuid NOT NULL);

      -- A streamer who is deleted stays here: that too is a change to be seen.
      CREATE TABLE changed_streamer (
        streamer_id uuid CONSTRAINT changed_streamer_pk PRIMARY KEY,
        version bigint NOT NULL
      );
      CREATE INDEX changed_streamer_version_streamer_id_ix ON changed_streamer (version, streamer_id);
    `);
    for (const [table, column] of TABLES) {
      await db.query(`
        CREATE FUNCTION ${table}_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'INSERT' THEN
            INSERT INTO streamer_change SELECT DISTINCT ${column} FROM after_rows;
          ELSIF TG_OP = 'DELETE' THEN
            INSERT INTO streamer_change SELECT DISTINCT ${column} FROM before_rows;
          ELSE
            INSERT INTO streamer_change SELECT ${column} FROM before_rows UNION SELECT ${column} FROM after_rows;
          END IF;
          RETURN NULL;
        END $$;

        CREATE TRIGGER ${table}_inserted AFTER INSERT ON ${table} REFERENCING NEW TABLE AS after_rows
          FOR EACH STATEMENT EXECUTE FUNCTION ${table}_note_change();
        CREATE TRIGGER ${table}_updated AFTER UPDATE ON ${table}
          REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
          FOR EACH STATEMENT EXECUTE FUNCTION ${table}_note_change();
        CREATE TRIGGER ${table}_deleted AFTER DELETE ON ${table} REFERENCING OLD TABLE AS before_rows
          FOR EACH STATEMENT EXECUTE FUNCTION ${table}_note_change();
      `);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const [table] of TABLES) {
      await db.query(`
        DROP TRIGGER ${table}_deleted ON ${table};
        DROP TRIGGER ${table}_updated ON ${table};
        DROP TRIGGER ${table}_inserted ON ${table};
        DROP FUNCTION ${table}_note_change;
      `);
    }
    await db.query(`
      DROP TABLE changed_streamer, streamer_change;
      DROP SEQUENCE streamer_change_version;
    `);
  }
}
