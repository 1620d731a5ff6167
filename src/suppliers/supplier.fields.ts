import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Int, Resolver, Root } from 'type-graphql';
import { Belt } from '../belts/belt.entity';
import { Region } from '../geography/region.entity';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { PriceRange, priceRange } from '../pricing/money.types';
import { SupplierQuality } from '../quality/quality.types';
import { qualityOfSupplier } from '../quality/quality.service';
import type { Sku } from '../skus/sku.entity';
import { listSkus } from '../skus/sku.service';
import { SkuConnection, SkusArgs } from '../skus/sku.types';
import { Supplier } from './supplier.entity';

@Resolver(() => Supplier)
export class SupplierFields {
  @FieldResolver(() => Belt, { description: 'The belt it belongs to.' })
  belt(@Ctx() { app }: RequestContext, @Root() supplier: Supplier): Belt | undefined {
    return app.reference.belts.get(supplier.beltNumber);
  }

  @FieldResolver(() => Region, { nullable: true, description: 'Where it ships from, where known.' })
  region(@Ctx() { app }: RequestContext, @Root() supplier: Supplier): Region | undefined {
    return app.reference.regions.get(supplier.regionCode ?? '');
  }

  @FieldResolver(() => SupplierQuality, { description: 'How far it can be trusted, and why.' })
  quality(@Root() supplier: Supplier): SupplierQuality {
    return qualityOfSupplier(supplier);
  }

  @FieldResolver(() => SkuConnection, { nullable: true, description: 'Its listed SKUs.' })
  skus(
    @Ctx() context: RequestContext,
    @Root() supplier: Supplier,
    @Args(() => SkusArgs) args: SkusArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<Sku>> {
    return listSkus(context, args, info, { supplier });
  }

  @FieldResolver(() => Int, {
    description: 'How many SKUs are listed, in stock or not: the whole of its skus. Exact.',
  })
  async skuCount(@Ctx() { loaders }: RequestContext, @Root() supplier: Supplier): Promise<number> {
    return (await loaders.supplierTotals.load(supplier.uuid)).skuCount;
  }

  @FieldResolver(() => PriceRange, {
    nullable: true,
    description: 'The live prices of its listed SKUs, in stock or not; null where there are none. Exact.',
  })
  async priceRange(
    @Ctx() { loaders }: RequestContext,
    @Root() supplier: Supplier,
  ): Promise<PriceRange | null> {
    return priceRange(await loaders.supplierTotals.load(supplier.uuid));
  }
}
