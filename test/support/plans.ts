import type { DataSource } from 'typeorm';

/**
 * How often Postgres planned the prepared statements with this text in them for the values at hand, and how often it took
 * the plan that it keeps. Of one connection: `db` must have no other.
 */
export async function plansOf(db: DataSource, part: string): Promise<{ custom: number; kept: number }> {
  const [plans] = await db.query(
    `SELECT coalesce(sum(custom_plans), 0)::integer AS custom, coalesce(sum(generic_plans), 0)::integer AS kept
       FROM pg_prepared_statements WHERE position($1 IN statement) > 0`,
    [part],
  );
  return plans;
}
