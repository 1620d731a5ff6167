import type { DataSource, QueryRunner } from 'typeorm';
import { QUALITY_LIMITS } from '../config/limits';
import { LOCKS } from '../database/locks';
import { onOwnConnection } from '../database/own-connection';
import { inTransaction } from '../database/transaction';
import { QualityRun } from './quality-run.entity';
import { settleSuppliers } from './settle-suppliers';
import { renewPriors } from './stored-priors';

export type SettleQualityOptions = {
  signal?: AbortSignal;
  /** Told after each chunk. */
  onProgress?: (run: QualityRun) => void;
  /** Begins anew where the day's run is finished. */
  again?: boolean;
  halfLifeDays?: number;
};

/**
 * Estimates anew what is expected of suppliers, and works out the quality of all of them, some at a time in the order of
 * their ids, each chunk in a transaction of its own that also keeps how far it has come. So it may be stopped or die at
 * any moment, and whoever is next goes on. Leaves it to another process that is at it. Returns the day's run, whose
 * finishedAt is null where it is not done.
 */
export async function settleQuality(
  dataSource: DataSource,
  day: string,
  { signal, onProgress, again = false, halfLifeDays }: SettleQualityOptions = {},
): Promise<QualityRun | null> {
  const runs = dataSource.getRepository(QualityRun);
  const known = await runs.findOneBy({ day });
  if (known?.finishedAt && !again) return known;
  await onOwnConnection(dataSource, QUALITY_LIMITS.statementTimeoutMs, async (runner) => {
    const [{ locked }] = await runner.query('SELECT pg_try_advisory_lock($1) AS locked', [LOCKS.quality]);
    if (!locked) return;
    try {
      let run = await begin(runner, day, again);
      while (run.finishedAt === null) {
        if (signal?.aborted) return;
        run = await inTransaction(runner, () => settleNext(runner, day, halfLifeDays));
        onProgress?.(run);
      }
    } finally {
      // A connection that is gone has left the lock already.
      await runner.query('SELECT pg_advisory_unlock($1)', [LOCKS.quality]).catch(() => undefined);
    }
  });
  return runs.findOneBy({ day });
}

/** Goes on with a run that was left; begins another with new expectations. */
const begin = (runner: QueryRunner, day: string, again: boolean): Promise<QualityRun> =>
  inTransaction(runner, async () => {
    const runs = runner.manager.getRepository(QualityRun);
    const left = await runs.findOneBy({ day });
    if (left && !(left.finishedAt && again)) return left;
    await renewPriors(runner);
    await runner.query('DELETE FROM quality_run WHERE day = $1 OR day < $1::date - $2::integer', [
      day,
      QUALITY_LIMITS.keptRunDays,
    ]);
    await runner.query('INSERT INTO quality_run (day) VALUES ($1)', [day]);
    return runs.findOneByOrFail({ day });
  });

const NEXT = `
  SELECT s.id FROM supplier s
   WHERE s.id > coalesce((SELECT r.settled_to FROM quality_run r WHERE r.day = $1), '00000000-0000-0000-0000-000000000000')
   ORDER BY s.id LIMIT $2`;

const NOTE = `
  UPDATE quality_run
     SET settled_to = coalesce($2, settled_to), suppliers = suppliers + $3, changed = changed + $4,
         finished_at = CASE WHEN $2::uuid IS NULL THEN now() END
   WHERE day = $1`;

async function settleNext(
  runner: QueryRunner,
  day: string,
  halfLifeDays: number | undefined,
): Promise<QualityRun> {
  const next: { id: string }[] = await runner.query(NEXT, [day, QUALITY_LIMITS.chunkSuppliers]);
  const ids = next.map(({ id }) => id);
  const leastChange = QUALITY_LIMITS.dailyChange;
  const changed = await settleSuppliers(runner, ids, { leastChange, day, halfLifeDays });
  await runner.query(NOTE, [day, ids.at(-1) ?? null, ids.length, changed.length]);
  return runner.manager.findOneByOrFail(QualityRun, { day });
}
