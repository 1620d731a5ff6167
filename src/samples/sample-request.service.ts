import { seesSampleRequest } from '../auth/rules';
import type { Condition } from '../database/parameters';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import type { Streamer } from '../streamers/streamer.entity';
import type { Supplier } from '../suppliers/supplier.entity';
import type { SampleRequest } from './sample-request.entity';
import type { SampleRequestsArgs } from './sample-request.types';

/**
 * Requests for samples, newest first: a streamer's own, or those for a supplier's goods.
 * @throws INVALID_PAGE, INVALID_CURSOR, INVALID_INPUT
 */
export function listSampleRequests(
  { pages, loaders }: RequestContext,
  of: Streamer | Supplier,
  column: 'streamer_id' | 'supplier_id',
  args: SampleRequestsArgs,
): Promise<Connection<SampleRequest>> {
  const { statuses } = args;
  const conditions: Condition[] = statuses
    ? [(add) => `t.status = ANY (${add(statuses)}::sample_request_status[])`]
    : [];
  return pages.page<SampleRequest>(
    {
      identity: [column, 'sampleRequests', statuses ?? null],
      query: {
        table: 'sample_request',
        conditions,
        order: { column: 'requested_at', type: 'timestamptz', direction: 'DESC' },
        parent: { column, type: 'uuid' },
      },
      parent: of.uuid,
      load: (ids) => loaders.sampleRequest.loadMany(ids),
    },
    args,
  );
}

/** What is between others is not told from what does not exist. */
export async function visibleSampleRequest(
  context: RequestContext,
  uuid: string,
): Promise<SampleRequest | null> {
  const request = await context.loaders.sampleRequest.load(uuid);
  return request && seesSampleRequest(context, request) ? request : null;
}
