import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { seesSupplier } from '../auth/rules';
import type { RequestContext } from '../graphql/context';
import { Sku } from '../skus/sku.entity';
import { visibleSku } from '../skus/sku.service';
import { Streamer } from '../streamers/streamer.entity';
import { Supplier } from '../suppliers/supplier.entity';
import { BoardKind } from './board-kind';
import { readBoard } from './board.service';
import { Board, BoardArgs, BoardPlace } from './board.types';

@Resolver(() => BoardPlace)
export class BoardResolver {
  @Query(() => Board, {
    nullable: true,
    description:
      'A board (榜) of a week: what streamers picked and asked for, counted. Boards of goods and suppliers are for ' +
      'everybody, those of streamers for operators and services: else error FORBIDDEN. COUNT_TOO_SLOW where the week under ' +
      'way cannot be counted in time.',
  })
  boards(@Ctx() context: RequestContext, @Args(() => BoardArgs) args: BoardArgs): Promise<Board> {
    return readBoard(context, args);
  }

  @FieldResolver(() => Sku, {
    nullable: true,
    description: 'The goods, on a board of goods; null where they are not in the catalogue any more.',
  })
  sku(@Ctx() context: RequestContext, @Root() { kind, subjectId }: BoardPlace): Promise<Sku | null> | null {
    return kind === BoardKind.SKUS_PICKED ? visibleSku(context, subjectId) : null;
  }

  @FieldResolver(() => Supplier, {
    nullable: true,
    description: 'The supplier, on a board of suppliers; null where it is frozen by now.',
  })
  async supplier(
    @Ctx() context: RequestContext,
    @Root() { kind, subjectId }: BoardPlace,
  ): Promise<Supplier | null> {
    if (kind !== BoardKind.SUPPLIERS_ACTIVE) return null;
    const supplier = await context.loaders.supplier.load(subjectId);
    return supplier && seesSupplier(context, supplier) ? supplier : null;
  }

  @FieldResolver(() => Streamer, {
    nullable: true,
    description: 'The streamer, on a board of streamers. For operators and services.',
  })
  streamer(
    @Ctx() { loaders }: RequestContext,
    @Root() { kind, subjectId }: BoardPlace,
  ): Promise<Streamer | null> | null {
    return kind === BoardKind.STREAMERS_ACTIVE ? loaders.streamer.load(subjectId) : null;
  }
}
