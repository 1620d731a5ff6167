import { IsNull, Not, type DataSource, type QueryRunner } from 'typeorm';
import { EXPOSURE_LIMITS, NEWCOMER_LIMITS } from '../config/limits';
import { LOCKS } from '../database/locks';
import { onOwnConnection } from '../database/own-connection';
import { inTransaction } from '../database/transaction';
import { marketBefore } from './market';
import { NewcomerDay } from './newcomer-day.entity';
import { newcomersOf } from './newcomers';

/**
 * Chooses the newcomers of a day, once, and tells all suppliers; goes on telling them where a process died over it.
 * Leaves it to another process that is at it. Ends early, to be gone on with, where the signal asks for it. Returns
 * whether all of it is done.
 */
export async function settleNewcomers(
  dataSource: DataSource,
  day: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const isSettled = (): Promise<boolean> =>
    dataSource.getRepository(NewcomerDay).existsBy({ day, appliedAt: Not(IsNull()) });
  if (await isSettled()) return true;
  await onOwnConnection(dataSource, NEWCOMER_LIMITS.statementTimeoutMs, async (runner) => {
    const [{ locked }] = await runner.query('SELECT pg_try_advisory_lock($1) AS locked', [LOCKS.newcomers]);
    if (!locked) return;
    try {
      await inTransaction(runner, () => choose(runner, day));
      await apply(runner, day, signal);
    } finally {
      // A connection that is gone has left the lock already.
      await runner.query('SELECT pg_advisory_unlock($1)', [LOCKS.newcomers]).catch(() => undefined);
    }
  });
  return isSettled();
}

/** What is chosen stays for the day, whatever becomes of qualities and goods meanwhile. */
async function choose(runner: QueryRunner, day: string): Promise<void> {
  if (await runner.manager.existsBy(NewcomerDay, { day })) return;
  const newcomers = newcomersOf(await marketBefore(runner, day));
  await runner.query('INSERT INTO newcomer_day (day, supplier_ids) VALUES ($1, $2::uuid[])', [
    day,
    newcomers.map(({ id }) => id),
  ]);
  for (const table of ['supplier_exposure', 'newcomer_day'])
    await runner.query(`DELETE FROM ${table} WHERE day < $1::date - $2::integer`, [
      day,
      EXPOSURE_LIMITS.keptDays,
    ]);
}

/** Before every UUID that is in use. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

const APPLY = `
  WITH due AS (
    SELECT s.id FROM supplier s
     WHERE s.id > $2
       AND s.newcomer <> (s.id IN (SELECT unnest(d.supplier_ids) FROM newcomer_day d WHERE d.day = $1))
     ORDER BY s.id LIMIT $3 FOR UPDATE),
  changed AS (UPDATE supplier s SET newcomer = NOT s.newcomer FROM due WHERE s.id = due.id RETURNING s.id)
  SELECT max(id::text) AS last FROM changed`;

/**
 * Changes the suppliers that are not as the day has them, some at a time, in the order of their ids, as imports lock
 * them. Each change takes the supplier's SKUs into other cells in the same transaction.
 */
async function apply(runner: QueryRunner, day: string, signal: AbortSignal | undefined): Promise<void> {
  const applyAfter = async (id: string): Promise<string | null> => {
    const [{ last }] = await runner.query(APPLY, [day, id, NEWCOMER_LIMITS.chunkSuppliers]);
    return last;
  };
  let after: string | null = FIRST_ID;
  while (after !== null) {
    if (signal?.aborted) return;
    const id: string = after;
    after = await inTransaction(runner, () => applyAfter(id));
  }
  await runner.query('UPDATE newcomer_day SET applied_at = now() WHERE day = $1', [day]);
}
