import type { QueryRunner } from 'typeorm';

type Definition = { name: string; definition: string };

/**
 * Loads a table without its secondary indexes, foreign keys and the given triggers, and puts all of them back as they
 * were: building an index once is many times cheaper than growing it row by row, and so is checking a foreign key.
 */
export async function loadBare(
  runner: QueryRunner,
  table: string,
  triggers: readonly string[],
  load: () => Promise<void>,
  onRebuild: (name: string) => void,
): Promise<void> {
  const indexes: Definition[] = await runner.query(
    `SELECT relname AS name, pg_get_indexdef(indexrelid) AS definition
       FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
      WHERE indrelid = $1::regclass
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid)
      ORDER BY relname`,
    [table],
  );
  const foreignKeys: Definition[] = await runner.query(
    `SELECT conname AS name, pg_get_constraintdef(oid) AS definition
       FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'f' ORDER BY conname`,
    [table],
  );

  for (const name of triggers) await runner.query(`ALTER TABLE ${table} DISABLE TRIGGER ${name}`);
  for (const { name } of indexes) await runner.query(`DROP INDEX ${name}`);
  for (const { name } of foreignKeys) await runner.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  await load();
  for (const { name, definition } of indexes) {
    onRebuild(name);
    await runner.query(definition);
  }
  for (const { name, definition } of foreignKeys) {
    onRebuild(name);
    await runner.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
  }
  for (const name of triggers) await runner.query(`ALTER TABLE ${table} ENABLE TRIGGER ${name}`);
}
