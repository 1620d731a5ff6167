import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context';
import { Sku } from '../skus/sku.entity';
import { Supplier } from '../suppliers/supplier.entity';
import { streamerMatchesOf } from './streamer-match.service';
import { StreamerMatchArgs, StreamerMatchConnection } from './streamer-match.types';

const RANKING =
  'The score, then the follower count, then the id. Exact over all streamers; goes to rank 1,000. For the supplier, ' +
  'the operators of its belt, and services. Errors: FORBIDDEN, INVALID_PAGE, INVALID_CURSOR, INVALID_WEIGHTS, ' +
  'INVALID_INPUT, NOT_FOUND, QUERY_TOO_LARGE where one request asks this of too many goods.';

@Resolver(() => Sku)
export class SkuStreamerFields {
  @FieldResolver(() => StreamerMatchConnection, {
    nullable: true,
    description: `Streamers whom this SKU suits, best first; none where it is not eligible. ${RANKING}`,
  })
  streamerMatches(
    @Ctx() context: RequestContext,
    @Root() sku: Sku,
    @Args(() => StreamerMatchArgs) args: StreamerMatchArgs,
  ): Promise<StreamerMatchConnection> {
    return streamerMatchesOf(context, { kind: 'sku', id: sku.uuid }, args);
  }
}

@Resolver(() => Supplier)
export class SupplierStreamerFields {
  @FieldResolver(() => StreamerMatchConnection, {
    nullable: true,
    description:
      'Streamers whom this supplier’s goods suit, best first; of its eligible SKUs, the best for the streamer ' +
      `decides. ${RANKING}`,
  })
  streamerMatches(
    @Ctx() context: RequestContext,
    @Root() supplier: Supplier,
    @Args(() => StreamerMatchArgs) args: StreamerMatchArgs,
  ): Promise<StreamerMatchConnection> {
    return streamerMatchesOf(context, { kind: 'supplier', id: supplier.uuid }, args);
  }
}
