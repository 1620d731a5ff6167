import { HeadwaterError } from '../graphql/errors';

/** The database does not answer; found out before a statement was sent. */
export class DatabaseUnavailable extends Error {
  constructor(cause?: unknown) {
    super('The database does not answer.', { cause });
  }
}

/** All connections are at work, and as many wait for one as may. */
export class PoolExhausted extends Error {
  constructor() {
    super('Too much work waits for a connection to the database.');
  }
}

/** Postgres ended a statement, because it took too long or because it was asked to. */
export const CANCELLED = '57014';

/** Stands for a statement that was not even sent, since nobody waits for it any more. */
export class NotSent extends Error {
  readonly code = CANCELLED;

  constructor() {
    super('Nobody waits for the answer any more.');
  }
}

/** What happened on the way to Postgres, not to a statement. */
const NETWORK = /^(ECONN|EPIPE$|ETIMEDOUT$|EHOST|ENET|ENOTFOUND$|EAI_)/;
/** Postgres is starting, stopping, or ended the session (57P01 to 57P03), or the connection failed (class 08). */
const GONE = /^(57P0[1-3]|08...)$/;
/** Postgres has no session to give. */
const NO_SESSION = '53300';
/** Postgres could not write. */
const DISK_FULL = '53100';

/** Rows that are read were removed on the primary; locks cross each other; the database was dropped. */
const REPLAY_CONFLICTS = new Set(['40001', '40P01', '57P04']);

/** What pg and TypeORM say, without a code, of a connection that was lost. */
const LOST =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Query runner already released)/;
const NOT_IN_TIME = 'timeout exceeded when trying to connect';

/** The error below those that TypeORM and we put around it. */
const rootOf = (error: unknown): { code?: string; message?: string } =>
  (error as { driverError?: object } | undefined)?.driverError ?? (error as object | undefined) ?? {};

/** What an error of the database is to a client; undefined where it is a fault of ours. */
export function databaseFailure(error: unknown): HeadwaterError | undefined {
  const root = rootOf(error);
  const { code = '', message = '' } = root;
  if (root instanceof PoolExhausted || code === NO_SESSION || message === NOT_IN_TIME)
    return new HeadwaterError('OVERLOADED');
  if (root instanceof DatabaseUnavailable || NETWORK.test(code) || GONE.test(code) || LOST.test(message))
    return new HeadwaterError('DATABASE_UNAVAILABLE');
  if (isCancelled(error)) return new HeadwaterError('QUERY_TOO_SLOW');
  return isDiskFull(error) ? new HeadwaterError('STORAGE_FULL') : undefined;
}

/** Whether the connection to the database is what failed. */
export const isUnavailable = (error: unknown): boolean =>
  databaseFailure(error)?.code === 'DATABASE_UNAVAILABLE';

/** Whether a replica ended a statement or a session because it stood in the way of what it replays. */
export const isReplayConflict = (error: unknown): boolean => REPLAY_CONFLICTS.has(rootOf(error).code ?? '');

export const isDiskFull = (error: unknown): boolean => rootOf(error).code === DISK_FULL;

/** Whether a statement was ended before it was done; as pg says it, or as TypeORM does. */
export const isCancelled = (error: unknown): boolean => rootOf(error).code === CANCELLED;

/**
 * The connection (08), a lock that others hold (55P03), want of room (53), whoever stops or starts Postgres (57P), its
 * machine (58), or that it only reads just now (25006): nothing is wrong with what was asked.
 */
const PASSING = /^(08|25006|53|55P03|57P|58)/;

/** Whether the same may well succeed later, by itself or once somebody has seen to the database. */
export const passesByItself = (error: unknown): boolean =>
  PASSING.test(rootOf(error).code ?? '') ||
  ['OVERLOADED', 'DATABASE_UNAVAILABLE', 'STORAGE_FULL'].includes(databaseFailure(error)?.code ?? '');
