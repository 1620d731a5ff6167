import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { IMPORT_LIMITS } from '../config/limits';
import { onOwnConnection } from '../database/own-connection';

/** Any numbers: they keep these locks apart from others, and from each other. */
const WRITING_LOCK = 4_711_002;
const IMPORT_LOCK = 4_711_010;
const UPLOAD_LOCK = 4_711_011;
export const OPENING_LOCK = 4_711_012;

/** Apart from those of the next belt: more than any limit allows. */
const PLACES = 1_000;

/** Where a step of an import is done: on a connection taken for it, or on one that holds the import already. */
export type StepConnection = DataSource | QueryRunner;

const isConnection = (on: StepConnection): on is QueryRunner => 'release' in on;

/** Does a step of an import on a connection of its own. */
export const onImportConnection = <T>(
  on: StepConnection,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> => (isConnection(on) ? work(on) : onOwnConnection(on, IMPORT_LIMITS.statementTimeoutMs, work));

/**
 * Holds an import while it is worked at, so that no other process, nor another part of this one, does the same; null
 * where somebody else holds it. The lock is the connection's, so it ends with a process that is killed, and others can
 * tell an import that is worked at from one that was left.
 */
export function holdImport<T>(
  dataSource: DataSource,
  id: string,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<{ result: T } | null> {
  return onImportConnection(dataSource, async (runner) => {
    const key = `hashtextextended($1, ${IMPORT_LOCK})`;
    const [{ held }] = await runner.query(`SELECT pg_try_advisory_lock(${key}) AS held`, [id]);
    if (!held) return null;
    try {
      return { result: await work(runner) };
    } finally {
      // A connection that is gone has left the lock already.
      await runner.query(`SELECT pg_advisory_unlock(${key})`, [id]).catch(() => undefined);
    }
  });
}

/**
 * Takes one of the places that a belt has for uploads, whichever processes receive them; null where all are taken. Like
 * the import itself, a place is held by the connection.
 */
export async function inUploadPlace<T>(
  runner: QueryRunner,
  beltNumber: number,
  work: () => Promise<T>,
): Promise<{ result: T } | null> {
  const [taken] = (await runner.query(
    'SELECT place FROM generate_series($2::integer, $3) place WHERE pg_try_advisory_lock($1, place) LIMIT 1',
    [UPLOAD_LOCK, beltNumber * PLACES + 1, beltNumber * PLACES + IMPORT_LIMITS.uploadsPerBelt],
  )) as { place: number }[];
  if (!taken) return null;
  try {
    return { result: await work() };
  } finally {
    await runner
      .query('SELECT pg_advisory_unlock($1, $2)', [UPLOAD_LOCK, taken.place])
      .catch(() => undefined);
  }
}

/**
 * Writes to a belt one import at a time: so the import confirmed later wins wherever two have the same goods. It asks
 * again and again instead of waiting in the database, so that whoever waits can be told to stop.
 */
export async function whileWritingTo<T>(
  runner: QueryRunner,
  beltNumber: number,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const lock = [WRITING_LOCK, beltNumber];
  for (;;) {
    signal?.throwIfAborted();
    const [{ held }] = await runner.query('SELECT pg_try_advisory_lock($1, $2) AS held', lock);
    if (held) break;
    await delay(IMPORT_LIMITS.beltPollMs);
  }
  try {
    return await work();
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1, $2)', lock).catch(() => undefined);
  }
}
