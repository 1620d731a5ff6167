import type { EntityManager } from 'typeorm';
import { LOCKS } from '../database/locks';

/** Takes the notes of changed streamers away and gives those streamers a new version; one statement, one snapshot. */
const FOLD = `
  WITH changed AS (DELETE FROM streamer_change RETURNING streamer_id),
       version AS (SELECT nextval('streamer_change_version') AS version)
  INSERT INTO changed_streamer
  SELECT DISTINCT changed.streamer_id, version.version FROM changed, version
  ON CONFLICT (streamer_id) DO UPDATE SET version = excluded.version`;

/** Up to where changes have been seen: they come by version, and by id where one version has many. */
export type ChangePlace = { version: string; streamerId: string };

const NOWHERE: ChangePlace = { version: '0', streamerId: '00000000-0000-0000-0000-000000000000' };

/** Gives noted streamers their version. Waits for another process that is at it, unless told to leave it to it. */
export async function foldChangedStreamers(db: EntityManager, wait: boolean): Promise<void> {
  const [{ noted }] = await db.query('SELECT EXISTS (SELECT FROM streamer_change) AS noted');
  if (!noted) return;
  await db.transaction(async (transaction) => {
    const lock = wait ? 'pg_advisory_xact_lock($1) IS NOT NULL' : 'pg_try_advisory_xact_lock($1)';
    const [{ locked }] = await transaction.query(`SELECT ${lock} AS locked`, [LOCKS.changedStreamers]);
    if (locked) await transaction.query(FOLD);
  });
}

/** The last change there is. */
export async function lastChange(db: EntityManager): Promise<ChangePlace> {
  const [last] = await readChanges(db, 'true', 'DESC', [1]);
  return last ?? NOWHERE;
}

/** The first changes behind a place. */
export const changesBehind = (
  db: EntityManager,
  { version, streamerId }: ChangePlace,
  limit: number,
): Promise<ChangePlace[]> =>
  readChanges(db, '(version, streamer_id) > ($2, $3)', 'ASC', [limit, version, streamerId]);

const readChanges = (
  db: EntityManager,
  condition: string,
  way: 'ASC' | 'DESC',
  parameters: unknown[],
): Promise<ChangePlace[]> =>
  db.query(
    `SELECT version, streamer_id AS "streamerId" FROM changed_streamer WHERE ${condition}
      ORDER BY version ${way}, streamer_id ${way} LIMIT $1`,
    parameters,
  );
