import { createHash } from 'node:crypto';
import type { QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import { DATABASE_LIMITS } from '../config/limits';
import { poolOf } from './pool';

/** Names by text: Postgres keeps a statement under its name for as long as the connection lives. */
const names = new Map<string, string>();

/**
 * Runs a statement that each connection parses and plans once, not anew each time: for those that nearly every request
 * sends, planning costs as much as running. Values go in as parameters. Texts beyond a number of them are run as they
 * come. Not for use inside a transaction: it takes a connection of its own.
 */
export async function queryPrepared<Row extends QueryResultRow>(
  dataSource: DataSource,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const name = preparedName(text);
  // TypeORM has no word for a prepared statement, so its pool is asked, and its logger told, by hand.
  const pool = poolOf(dataSource);
  dataSource.logger.logQuery(text, values);
  const { rows } = await pool.query<Row>({ name, text, values });
  return rows;
}

/**
 * The values of an array, for a prepared statement. Those of the bare parameter Postgres counts each time, finds a plan for a
 * few cheaper than one for any number, and so plans anew each time: for one row that takes three times as long as reading it.
 * What a subquery gives is not counted.
 */
export const uncounted = (placeholder: string, type: string): string =>
  `ARRAY (SELECT unnest(${placeholder}::${type}[]))`;

/** "= one of the values of an array". */
export const isAmong = (placeholder: string, type: string): string =>
  `= ANY (${uncounted(placeholder, type)})`;

/** The name of a statement, the same on all connections; none where there are as many already. */
export function preparedName(text: string): string | undefined {
  let name = names.get(text);
  if (name === undefined && names.size < DATABASE_LIMITS.preparedStatements) {
    name = `headwater_${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`;
    names.set(text, name);
  }
  return name;
}
