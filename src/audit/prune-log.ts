import type { DataSource } from 'typeorm';
import { AUDIT_LIMITS } from '../config/limits';
import { onOwnConnection } from '../database/own-connection';
import { auditedTransaction } from './audited-transaction';
import type { Author } from './author';

/**
 * Removes the entries from before an instant, all or none, and leaves one that says so. The database lets nobody change
 * the log otherwise: see migration 016.
 * @returns how many
 */
export const pruneLog = (dataSource: DataSource, before: Date, by: Author): Promise<number> =>
  onOwnConnection(dataSource, AUDIT_LIMITS.statementTimeoutMs, (connection) =>
    auditedTransaction(connection, by, async (runner) => {
      const [{ removed }] = (await runner.query('SELECT audit_prune($1) AS removed', [before])) as [
        { removed: string },
      ];
      return Number(removed);
    }),
  );
