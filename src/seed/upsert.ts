import type { QueryRunner } from 'typeorm';

/** Rows for one table, by property name (shortName for the column short_name). */
export type TableRows = {
  table: string;
  /** The property of a unique key, by which an existing row is found. */
  key: string;
  /** Properties to write, with the SQL types of their columns. */
  types: Record<string, string>;
  rows: readonly Record<string, unknown>[];
};

const columnOf = (property: string): string =>
  property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Inserts what is missing and updates what differs, in one statement; rows that are as they should be are not
 * touched, and an id, once given, stays. Returns how many rows were written.
 */
export async function upsertRows(
  runner: QueryRunner,
  { table, key, types, rows }: TableRows,
): Promise<number> {
  const columns = Object.keys(types).map(columnOf);
  const updated = columns.filter((column) => column !== columnOf(key) && column !== 'id');
  const listed = (prefix: string): string => updated.map((column) => `${prefix}.${column}`).join(', ');
  const given = Object.entries(types).map(([property, type]) => `"${property}" ${type}`);
  const written: unknown[] = await runner.query(
    `INSERT INTO ${table} AS present (${columns.join(', ')})
     SELECT * FROM jsonb_to_recordset($1::jsonb) AS given (${given.join(', ')})
     ON CONFLICT (${columnOf(key)}) DO UPDATE
       SET ${updated.map((column) => `${column} = excluded.${column}`).join(', ')}
       WHERE (${listed('present')}) IS DISTINCT FROM (${listed('excluded')})
     RETURNING 1`,
    [JSON.stringify(rows)],
  );
  return written.length;
}
