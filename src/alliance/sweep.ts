import type { DataSource, QueryRunner } from 'typeorm';
import { auditedTransaction } from '../audit/audited-transaction';
import { program } from '../audit/author';
import { ALLIANCE_LIMITS } from '../config/limits';
import { LOCKS } from '../database/locks';
import { onOwnConnection } from '../database/own-connection';
import { chinaDay } from '../calendar/china-day';
import { AllianceCause } from './alliance-decision.entity';
import { verdictsOn } from './verdicts';

/** Before every UUID that is in use. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Not yet on that day, or not since something was said of a category. */
const DUE = `
  SELECT NOT EXISTS (
    SELECT FROM alliance_sweep s
     WHERE s.day = $1 AND s.finished_at IS NOT NULL
       AND NOT EXISTS (SELECT FROM alliance_category c WHERE c.at > s.begun_at)) AS due`;

const SUPPLIERS = `
  SELECT array_agg(id ORDER BY id) AS ids
    FROM (SELECT DISTINCT supplier_id AS id FROM sku WHERE in_alliance AND supplier_id > $1 ORDER BY 1 LIMIT $2) next`;

/**
 * One statement: what it finds unmet, it takes out, and keeps why. That the goods are of these suppliers is said twice:
 * where statistics do not know yet how many goods are in, the plan would else look at all of them.
 */
const FALL = `
  WITH verdict AS MATERIALIZED (${verdictsOn('k.in_alliance AND k.supplier_id = ANY ($3::uuid[])')}),
  locked AS MATERIALIZED (
    SELECT k.id FROM sku k WHERE k.id IN (SELECT v.sku_id FROM verdict v WHERE NOT v.admissible)
     ORDER BY k.id FOR NO KEY UPDATE),
  fallen AS (
    UPDATE sku k SET in_alliance = false FROM locked l
     WHERE k.id = l.id AND k.in_alliance AND k.supplier_id = ANY ($3::uuid[]) RETURNING k.id)
  INSERT INTO alliance_decision (sku_id, cause, admitted, checks, actor)
  SELECT v.sku_id, '${AllianceCause.SWEPT}', false, v.checks, 'headwater'
    FROM verdict v JOIN fallen f ON f.id = v.sku_id
  RETURNING 1`;

/**
 * Looks at all goods in the alliance by the rules of the day, unless that is done, and takes out those that do not meet
 * them any more. Some suppliers at a time, each in one statement. Leaves it to another process that is at it; ends early
 * where the signal asks for it. Returns how many fell out on that day, or undefined where it is not all done.
 */
export async function sweepAlliance(
  dataSource: DataSource,
  at: Date = new Date(),
  signal?: AbortSignal,
): Promise<number | undefined> {
  const day = chinaDay(at.getTime());
  const isDue = async (on: DataSource | QueryRunner = dataSource): Promise<boolean> =>
    ((await on.query(DUE, [day])) as [{ due: boolean }])[0].due;
  if (await isDue()) {
    await onOwnConnection(dataSource, ALLIANCE_LIMITS.statementTimeoutMs, async (runner) => {
      const [{ locked }] = await runner.query('SELECT pg_try_advisory_lock($1) AS locked', [LOCKS.alliance]);
      if (!locked) return;
      try {
        // Another process may have done it meanwhile.
        if (await isDue(runner)) await sweep(runner, day, at, signal);
      } finally {
        // A connection that is gone has left the lock already.
        await runner.query('SELECT pg_advisory_unlock($1)', [LOCKS.alliance]).catch(() => undefined);
      }
    });
    if (await isDue()) return undefined;
  }
  const [{ fallen }] = await dataSource.query('SELECT fallen FROM alliance_sweep WHERE day = $1', [day]);
  return fallen;
}

async function sweep(runner: QueryRunner, day: string, at: Date, signal?: AbortSignal): Promise<void> {
  // By the clock of the database, as what is said of categories: a word said from now on makes another sweep due.
  await runner.query(
    `INSERT INTO alliance_sweep (day, begun_at) VALUES ($1, clock_timestamp())
     ON CONFLICT (day) DO UPDATE SET begun_at = excluded.begun_at, finished_at = NULL`,
    [day],
  );
  let after = FIRST_ID;
  for (;;) {
    if (signal?.aborted) return;
    const [{ ids }] = (await runner.query(SUPPLIERS, [after, ALLIANCE_LIMITS.chunkSuppliers])) as [
      { ids: string[] | null },
    ];
    if (!ids) break;
    await auditedTransaction(runner, program('alliance'), async () => {
      const fallen = (await runner.query(FALL, [at, day, ids])) as unknown[];
      await runner.query('UPDATE alliance_sweep SET fallen = fallen + $2 WHERE day = $1', [
        day,
        fallen.length,
      ]);
    });
    after = ids.at(-1)!;
  }
  await runner.query('UPDATE alliance_sweep SET finished_at = clock_timestamp() WHERE day = $1', [day]);
}
