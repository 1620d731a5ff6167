import type { Connection, ConnectionArgs } from '../../graphql/connection';
import type { RequestContext } from '../../graphql/context';
import type { Supplier } from '../../suppliers/supplier.entity';
import { type Check, checksOf } from './criteria';
import { evidenceOf } from './evidence';
import { messageOf } from './messages';
import type { ReliabilityCheck, ReliabilityGrant } from './reliability.types';

/** As things are now; what decided last stands in the history. */
export async function currentChecks(
  { loaders, language }: RequestContext,
  { uuid, enterpriseQualified }: Supplier,
): Promise<ReliabilityCheck[]> {
  const [metrics, promises] = await Promise.all([loaders.metrics.load(uuid), loaders.promises.load(uuid)]);
  return checksOf(evidenceOf(enterpriseQualified, metrics, promises)).map((check) => shown(check, language));
}

export const shown = (check: Check, language: RequestContext['language']): ReliabilityCheck => ({
  ...check,
  message: messageOf(check, language),
});

/** Newest first. @throws INVALID_PAGE, INVALID_CURSOR */
export const listGrants = (
  { pages }: RequestContext,
  supplier: Supplier,
  args: ConnectionArgs,
): Promise<Connection<ReliabilityGrant>> =>
  pages.page<ReliabilityGrant>(
    {
      identity: ['supplier.reliability.history'],
      parent: supplier.uuid,
      query: {
        table: 'reliability_change',
        conditions: [],
        order: { column: 'at', type: 'timestamptz', direction: 'DESC' },
        parent: { column: 'supplier_id', type: 'uuid' },
        reading: { columns: 't.at, t.granted, t.criteria', join: '' },
      },
      of: (row) => ({
        at: row.at as Date,
        granted: row.granted as boolean,
        checks: row.criteria as Check[],
      }),
    },
    args,
  );
