import type { QueryRunner } from 'typeorm';
import { auditedTransaction } from '../audit/audited-transaction';
import { authorOf } from '../audit/author';
import { GOVERNANCE_LIMITS } from '../config/limits';
import { onOwnConnection } from '../database/own-connection';
import type { RequestContext } from '../graphql/context';
import { lockSuppliers } from './standing';

/**
 * Does what a mutation does with one supplier's ledger, with the supplier locked, in a transaction under the name of the
 * one who asks. When it resolves, rankings of this process know; those of others within a second.
 */
export async function govern<T>(
  context: RequestContext,
  mutation: string,
  supplierId: string,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> {
  const { app, loaders } = context;
  const done = await onOwnConnection(app.dataSource, GOVERNANCE_LIMITS.statementTimeoutMs, (connection) =>
    auditedTransaction(connection, authorOf(context, mutation), async (runner) => {
      await lockSuppliers(runner, [supplierId]);
      return work(runner);
    }),
  );
  await app.matching.sync.refresh();
  // What this request may have read of it before is no longer so.
  loaders.supplier.clear(supplierId);
  loaders.metrics.clear(supplierId);
  return done;
}
