import type { DataSource, QueryRunner } from 'typeorm';
import { auditedTransaction } from '../audit/audited-transaction';
import { program } from '../audit/author';
import { GOVERNANCE_LIMITS } from '../config/limits';
import { onOwnConnection } from '../database/own-connection';
import { dueLabels, settleLabels } from './label/settle-labels';
import { sortSearchIndex } from '../search/search-index';
import { settleShortfalls } from './deposit-shortfall';
import { dueStandings, lockSuppliers, settleStandings, withhold } from './standing';

export type Settled = { statuses: number; labels: number };

/**
 * Brings the statuses and labels of all suppliers to what they follow from: what time alone changes (deposits that
 * fall due, sales that grow old), and what somebody wrote past the program. Some suppliers at a time, so that nobody
 * waits long; ends early where the signal asks for it.
 */
export const settleGovernance = (dataSource: DataSource, signal?: AbortSignal): Promise<Settled> =>
  onOwnConnection(dataSource, GOVERNANCE_LIMITS.statementTimeoutMs, async (connection) => {
    await settleShortfalls(connection);
    const due = await dueStandings(connection);
    // All at once, before what takes long.
    await auditedTransaction(connection, program('governance'), async (runner) => {
      await lockSuppliers(runner, due);
      await withhold(runner, due);
    });
    const statuses = await inChunks(connection, due, signal, async (runner, ids) => {
      await lockSuppliers(runner, ids);
      await settleStandings(runner, ids);
    });
    const labels = await inChunks(connection, await dueLabels(connection), signal, settleLabels);
    await sortSearchIndex(connection);
    return { statuses, labels };
  });

async function inChunks(
  connection: QueryRunner,
  supplierIds: readonly string[],
  signal: AbortSignal | undefined,
  settle: (runner: QueryRunner, ids: readonly string[]) => Promise<unknown>,
): Promise<number> {
  const { chunkSuppliers } = GOVERNANCE_LIMITS;
  let done = 0;
  while (done < supplierIds.length) {
    if (signal?.aborted) return done;
    const chunk = supplierIds.slice(done, done + chunkSuppliers);
    await auditedTransaction(connection, program('governance'), (runner) => settle(runner, chunk));
    done += chunk.length;
  }
  return done;
}
