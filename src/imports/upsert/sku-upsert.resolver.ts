import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { IMPORT_LIMITS } from '../../config/limits';
import type { RequestContext } from '../../graphql/context';
import { Sku } from '../../skus/sku.entity';
import { upsertItems } from './sku-upsert.service';
import { SkuBulkUpsertInput, SkuBulkUpsertPayload, SkuBulkUpsertResult } from './sku-upsert.types';

@Resolver(() => SkuBulkUpsertResult)
export class SkuUpsertResolver {
  @Mutation(() => SkuBulkUpsertPayload, {
    description:
      `Brings up to ${IMPORT_LIMITS.upsertItems} SKUs into the catalogue at once, by the checks and rules of imports; ` +
      'rankings know them when this is answered. Items that can land do, though others are rejected; several of the same ' +
      'SKU are all rejected. The same items again change nothing, so a request whose answer was lost can be sent again. ' +
      'User errors: NOT_FOUND for the belt, INVALID without items, TOO_LARGE. Error FORBIDDEN for a belt that is not ' +
      'one’s own.',
  })
  skuBulkUpsert(
    @Ctx() context: RequestContext,
    @Arg('input', () => SkuBulkUpsertInput, { description: 'The goods, and where they belong.' })
    input: SkuBulkUpsertInput,
  ): Promise<SkuBulkUpsertPayload> {
    return upsertItems(context, input);
  }

  @FieldResolver(() => Sku, {
    nullable: true,
    description: 'The SKU as it is now; null where it was rejected, unless for a CONFLICT.',
  })
  sku(
    @Ctx() { loaders }: RequestContext,
    @Root() { skuId }: SkuBulkUpsertResult,
  ): Promise<Sku | null> | null {
    return skuId === null ? null : loaders.sku.load(skuId);
  }
}
