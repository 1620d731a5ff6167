import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Info, Query, Resolver } from 'type-graphql';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import type { Sku } from './sku.entity';
import { listSkus } from './sku.service';
import { SkuConnection, SkusArgs } from './sku.types';

@Resolver()
export class SkuResolver {
  @Query(() => SkuConnection, { nullable: true, description: 'The catalogue: listed SKUs of all belts.' })
  skus(
    @Ctx() context: RequestContext,
    @Args(() => SkusArgs) args: SkusArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<Sku>> {
    return listSkus(context, args, info);
  }
}
