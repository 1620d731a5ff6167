import type { DataSource } from 'typeorm';
import { BOARD_LIMITS } from '../config/limits';
import { LOCKS } from '../database/locks';
import { onOwnConnection } from '../database/own-connection';
import { inTransaction } from '../database/transaction';
import { BOARDS, boardParameters } from './count';
import { mondayAfter, mondayAt } from '../calendar/week';

/** The last Monday before which weeks are over, with the time that writes under way then may take. */
export const lastMondayOver = (now: number = Date.now()): string =>
  mondayAfter(mondayAt(now - BOARD_LIMITS.graceMs), -1);

/**
 * Settles the boards of a week that is over: counted once, and kept as they are from then on. Of several processes one
 * does; the others wait, and find it done. Returns whether this one did.
 */
export const settleWeek = (dataSource: DataSource, monday: string): Promise<boolean> =>
  onOwnConnection(dataSource, BOARD_LIMITS.settleTimeoutMs, (runner) =>
    inTransaction(runner, async () => {
      await runner.query('SELECT pg_advisory_xact_lock($1)', [LOCKS.boards]);
      const begun = (await runner.query(
        'INSERT INTO board_week (monday) VALUES ($1) ON CONFLICT DO NOTHING RETURNING monday',
        [monday],
      )) as unknown[];
      if (begun.length === 0) return false;
      await runner.query(
        `INSERT INTO board_entry (kind, belt_number, place, subject_id, score, picks, sample_requests, answers, monday)
         SELECT b.kind::board_kind, b.belt_number, b.place, b.subject_id, b.score, b.picks, b.sample_requests, b.answers,
                $8::date
           FROM (${BOARDS}) b`,
        [...boardParameters(monday), monday],
      );
      return true;
    }),
  );

/** Weeks that are over and not settled, from the first in which anything happened. */
const DUE = `
  SELECT to_char(w, 'YYYY-MM-DD') AS monday
    FROM generate_series(
           date_trunc('week', least((SELECT min(picked_at) FROM pick), (SELECT min(requested_at) FROM sample_request))
                              AT TIME ZONE 'Asia/Shanghai'),
           $1::timestamp, interval '7 days') AS w
   WHERE NOT EXISTS (SELECT FROM board_week b WHERE b.monday = w::date)
   ORDER BY w`;

/** Settles all weeks that are due, the oldest first, until the signal asks for an end. Returns their Mondays. */
export async function settleWeeks(
  dataSource: DataSource,
  signal?: AbortSignal,
  now: number = Date.now(),
): Promise<string[]> {
  const due = await dataSource.query<{ monday: string }[]>(DUE, [lastMondayOver(now)]);
  const settled: string[] = [];
  for (const { monday } of due) {
    if (signal?.aborted) break;
    if (await settleWeek(dataSource, monday)) settled.push(monday);
  }
  return settled;
}
