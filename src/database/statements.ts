import type { QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import { DATABASE_LIMITS } from '../config/limits';
import { poolOf } from './pool';
import { preparedName } from './prepared';

/**
 * Statements that anybody may make long: each is ended after a while. That costs no statement of its own: the process
 * keeps the time, and asks Postgres to cancel. (Postgres's own limit for the connection lies above, and is for all that
 * is not read here.)
 */
export class Statements {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws what isCancelled of failures.ts tells, where it takes too long */
  async query<Row extends QueryResultRow>(text: string, values: unknown[], name?: string): Promise<Row[]> {
    const client = await poolOf(this.dataSource).connect();
    const timer = setTimeout(() => client.giveUp(), DATABASE_LIMITS.listTimeoutMs);
    this.dataSource.logger.logQuery(text, values);
    try {
      const { rows } = await client.query<Row>({ name, text, values });
      return rows;
    } finally {
      clearTimeout(timer);
      client.release();
    }
  }

  /** Like query, of a statement that each connection parses and plans once; see queryPrepared. */
  prepared<Row extends QueryResultRow>(text: string, values: unknown[]): Promise<Row[]> {
    return this.query(text, values, preparedName(text));
  }
}
