import type { QueryRunner } from 'typeorm';
import { auditedTransaction } from '../audit/audited-transaction';
import { authorOf } from '../audit/author';
import { GOVERNANCE_LIMITS } from '../config/limits';
import { onOwnConnection } from '../database/own-connection';
import type { RequestContext } from '../graphql/context';
import { lockSuppliers, settleStandings, withhold } from './standing';

/**
 * Does what a mutation does with one supplier's ledger, with the supplier locked, in a transaction under the name of the
 * one who asks; from then on no ranking has goods of a supplier that may not be matched. Status and quality follow in
 * another transaction: each SKU is rewritten for them. When it resolves, rankings of this process know; those of others
 * within a second. Should the second one fail, the same request sent again brings it about, or the next sweep.
 */
export async function govern<T>(
  context: RequestContext,
  mutation: string,
  supplierId: string,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> {
  const { app, loaders } = context;
  const suppliers = [supplierId];
  const done = await onOwnConnection(
    app.dataSource,
    GOVERNANCE_LIMITS.statementTimeoutMs,
    async (connection) => {
      const withLocked = <R>(follow: (runner: QueryRunner) => Promise<R>): Promise<R> =>
        auditedTransaction(connection, authorOf(context, mutation), async (runner) => {
          await lockSuppliers(runner, suppliers);
          return follow(runner);
        });
      const { result, due } = await withLocked(async (runner) => ({
        result: await work(runner),
        due: await withhold(runner, suppliers),
      }));
      if (due.length > 0) await withLocked((runner) => settleStandings(runner, due));
      return result;
    },
  );
  await app.matching.sync.refresh();
  // What this request may have read of it before is no longer so.
  loaders.supplier.clear(supplierId);
  loaders.metrics.clear(supplierId);
  return done;
}
