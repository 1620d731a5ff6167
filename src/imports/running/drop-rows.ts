import type { DataSource, QueryRunner } from 'typeorm';
import { IMPORT_LIMITS } from '../../config/limits';
import { LOCKS } from '../../database/locks';
import { onOwnConnection } from '../../database/own-connection';
import { inTransaction } from '../../database/transaction';
import { KINDS } from '../kinds/kinds';

/** Ended long enough ago, the longest first. Locked, so that none is confirmed again while its rows go. */
const DUE = `
  SELECT id FROM sku_import
   WHERE rows_dropped_at IS NULL AND finished_at <= now() - make_interval(hours => $1)
   ORDER BY finished_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED`;

const HAS_PROBLEMS = `problems IS NOT NULL AND outcome <> 'ACCEPTED'`;

/** All rows but the first with problems, of the imports $1; at most $3. */
const DROP = `
  WITH kept AS (
    SELECT i.id AS import_id,
           ARRAY (SELECT row_no FROM sku_import_row
                   WHERE import_id = i.id AND ${HAS_PROBLEMS} ORDER BY row_no LIMIT $2) AS numbers
      FROM unnest($1::uuid[]) AS i (id)),
  going AS (
    SELECT r.import_id, r.row_no FROM kept
      JOIN sku_import_row r ON r.import_id = kept.import_id AND r.row_no <> ALL (kept.numbers)
     LIMIT $3)
  DELETE FROM sku_import_row r USING going
   WHERE r.import_id = going.import_id AND r.row_no = going.row_no`;

/** Of the rows that stay their problems do: the cells are what was promised to go. */
const CELLS = [...new Set(Object.values(KINDS).flatMap(({ cells }) => cells))];
const EMPTY = `UPDATE sku_import_row SET ${CELLS.map((column) => `${column} = NULL`).join(', ')}
                WHERE import_id = ANY ($1::uuid[])`;

/**
 * Drops the rows of imports that ended long ago; their records stay, with the first problems. In small transactions, so
 * that nobody waits for it; leaves it to another process that is at it, and ends early where the signal asks for it.
 * Returns how many imports it was done with.
 */
export const dropOldRows = (dataSource: DataSource, signal?: AbortSignal): Promise<number> =>
  onOwnConnection(dataSource, IMPORT_LIMITS.statementTimeoutMs, async (runner) => {
    const [{ locked }] = await runner.query('SELECT pg_try_advisory_lock($1) AS locked', [LOCKS.importRows]);
    if (!locked) return 0;
    let done = 0;
    try {
      for (;;) {
        if (signal?.aborted) return done;
        const { found, finished } = await inTransaction(runner, dropSome);
        if (found === 0) return done;
        done += finished;
      }
    } finally {
      // A connection that is gone has left the lock already.
      await runner.query('SELECT pg_advisory_unlock($1)', [LOCKS.importRows]).catch(() => undefined);
    }
  });

async function dropSome(runner: QueryRunner): Promise<{ found: number; finished: number }> {
  const { rowsKeptDays, dropImports, keptProblemRows, dropRows } = IMPORT_LIMITS;
  const due = (await runner.query(DUE, [rowsKeptDays * 24, dropImports])) as { id: string }[];
  if (due.length === 0) return { found: 0, finished: 0 };
  const ids = due.map(({ id }) => id);
  const [, dropped] = (await runner.query(DROP, [ids, keptProblemRows, dropRows])) as [unknown[], number];
  if (dropped === dropRows) return { found: ids.length, finished: 0 };
  await runner.query(EMPTY, [ids]);
  await runner.query('UPDATE sku_import SET rows_dropped_at = now() WHERE id = ANY ($1::uuid[])', [ids]);
  return { found: ids.length, finished: ids.length };
}
