import type { Logger } from 'pino';
import type { EmbeddedPostgres } from '../database/embedded-postgres';
import type { DatabaseChange } from '../database/database-watch';
import type { ReplicaChange } from '../database/replica';

/** Says once that the database is away, and why where the embedded one's log tells, and once that it is back. */
export const tellOfDatabase =
  (log: Logger, embedded?: Pick<EmbeddedPostgres, 'lastWords'>) =>
  (change: DatabaseChange): void => {
    if (change.isUp)
      log.info({ downMs: Math.round(change.downMs) }, 'The database answers again; requests are answered');
    else
      log.error(
        { err: change.cause, postgres: embedded?.lastWords() },
        'The database does not answer; requests are refused until it does',
      );
  };

/** Says when requests begin to read from a replica, and why they do not any more. */
export const tellOfReplica =
  (log: Logger) =>
  ({ replica, isRead, cause }: ReplicaChange): void => {
    if (isRead) log.info({ replica }, 'The replica keeps up; requests read from it');
    else log.warn({ replica, err: cause }, 'The replica is left out; requests read from the primary');
  };
