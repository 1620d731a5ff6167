import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../graphql/context';
import { updateSku } from './sku-update.service';
import { SkuUpdateInput, SkuUpdatePayload } from './sku-update.types';

@Resolver()
export class SkuUpdateResolver {
  @Mutation(() => SkuUpdatePayload, {
    description:
      'Changes goods, by the checks of imports; rankings know it when this is answered. What is already so changes ' +
      'nothing, nor the version. User errors: INVALID; NOT_FOUND; CONFLICT where somebody else changed them first, with ' +
      'the SKU as it is now. Error FORBIDDEN for goods of a belt that is not one’s own.',
  })
  skuUpdate(
    @Ctx() context: RequestContext,
    @Arg('input', () => SkuUpdateInput, { description: 'The goods, and what they become.' })
    input: SkuUpdateInput,
  ): Promise<SkuUpdatePayload> {
    return updateSku(context, input);
  }
}
