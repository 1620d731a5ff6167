import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { PICK_LIMITS } from '../config/limits';
import { type Connection, ForwardArgs } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { Sku } from '../skus/sku.entity';
import { SkuStatus } from '../skus/sku.enums';
import { visibleSku } from '../skus/sku.service';
import { Streamer } from '../streamers/streamer.entity';
import { SupplierStatus } from '../suppliers/supplier.entity';
import { createPick, removePick } from './pick-changes.service';
import { Pick } from './pick.entity';
import { listPicks } from './pick.service';
import { PickConnection, PickInput, PickPayload } from './pick.types';

@Resolver(() => Pick)
export class PickResolver {
  @Mutation(() => PickPayload, {
    description:
      'Puts listed goods of the alliance on a streamer’s shelf, at most ' +
      `${PICK_LIMITS.perStreamer}. What is there stays as it is. For the streamer and services. User errors: INVALID, ` +
      'NOT_FOUND; WRONG_STATE where the SKU is not listed or not in the alliance; TOO_LARGE. Error FORBIDDEN for another’s.',
  })
  pickCreate(
    @Ctx() context: RequestContext,
    @Arg('input', () => PickInput, { description: 'Which goods, on whose shelf.' }) input: PickInput,
  ): Promise<PickPayload> {
    return createPick(context, input);
  }

  @Mutation(() => PickPayload, {
    description:
      'Takes goods off a streamer’s shelf; the same again changes nothing. For the streamer and services. User errors: ' +
      'INVALID; NOT_FOUND where they never were on it. Error FORBIDDEN for another’s.',
  })
  pickRemove(
    @Ctx() context: RequestContext,
    @Arg('input', () => PickInput, { description: 'Which goods, from whose shelf.' }) input: PickInput,
  ): Promise<PickPayload> {
    return removePick(context, input);
  }

  @FieldResolver(() => Streamer, { description: 'Whose shelf it is.' })
  streamer(@Root() { streamerRow }: Pick): Streamer | undefined {
    return streamerRow;
  }

  @FieldResolver(() => Sku, {
    nullable: true,
    description: 'The goods; null where they are not in the catalogue any more.',
  })
  sku(@Ctx() context: RequestContext, @Root() { skuId }: Pick): Promise<Sku | null> {
    return visibleSku(context, skuId);
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether it is on the shelf, and the goods are still listed and in the alliance.',
  })
  async isAvailable(
    @Ctx() { loaders }: RequestContext,
    @Root() { skuId, removedAt }: Pick,
  ): Promise<boolean> {
    const sku = await loaders.sku.load(skuId);
    return (
      removedAt === null &&
      sku?.inAlliance === true &&
      sku.status === SkuStatus.LISTED &&
      sku.supplierStatus !== SupplierStatus.FROZEN
    );
  }
}

@Resolver(() => Streamer)
export class StreamerPickFields {
  @FieldResolver(() => PickConnection, {
    nullable: true,
    description: 'What is on the shelf, newest first. For the streamer themselves and services.',
  })
  picks(
    @Ctx() context: RequestContext,
    @Root() streamer: Streamer,
    @Args(() => ForwardArgs) args: ForwardArgs,
  ): Promise<Connection<Pick>> {
    return listPicks(context, streamer, args);
  }
}
