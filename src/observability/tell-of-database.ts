import type { Logger } from 'pino';
import type { DatabaseChange } from '../database/database-watch';

/** Says once that the database is away, and once that it is back. */
export const tellOfDatabase =
  (log: Logger) =>
  (change: DatabaseChange): void => {
    if (change.isUp)
      log.info({ downMs: Math.round(change.downMs) }, 'The database answers again; requests are answered');
    else log.error({ err: change.cause }, 'The database does not answer; requests are refused until it does');
  };
