import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Int, Resolver, Root } from 'type-graphql';
import { Region } from '../geography/region.entity';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { PriceRange, priceRange } from '../pricing/money.types';
import type { Sku } from '../skus/sku.entity';
import { listSkus } from '../skus/sku.service';
import { SkuConnection, SkusArgs } from '../skus/sku.types';
import type { Supplier } from '../suppliers/supplier.entity';
import { listSuppliers } from '../suppliers/supplier.service';
import { SupplierConnection, SuppliersArgs } from '../suppliers/supplier.types';
import { Base } from './base.entity';
import { Belt } from './belt.entity';

@Resolver(() => Belt)
export class BeltFields {
  @FieldResolver(() => Region, { description: 'Where it lies.' })
  region(@Ctx() { app }: RequestContext, @Root() belt: Belt): Region | undefined {
    return app.reference.regions.get(belt.regionCode);
  }

  @FieldResolver(() => [Base], { description: 'Its operating sites.' })
  bases(@Ctx() { app }: RequestContext, @Root() belt: Belt): Base[] {
    return app.reference.bases.filter((base) => base.beltNumber === belt.number);
  }

  @FieldResolver(() => SupplierConnection, {
    nullable: true,
    description: 'Its suppliers that are not frozen.',
  })
  suppliers(
    @Ctx() context: RequestContext,
    @Root() belt: Belt,
    @Args(() => SuppliersArgs) args: SuppliersArgs,
  ): Promise<Connection<Supplier>> {
    return listSuppliers(context, args, belt);
  }

  @FieldResolver(() => SkuConnection, { nullable: true, description: 'Its listed SKUs.' })
  skus(
    @Ctx() context: RequestContext,
    @Root() belt: Belt,
    @Args(() => SkusArgs) args: SkusArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<Sku>> {
    return listSkus(context, args, info, { belt });
  }

  @FieldResolver(() => Int, {
    description: 'How many SKUs are listed, in stock or not: the whole of its skus. Exact.',
  })
  async skuCount(@Ctx() { loaders }: RequestContext, @Root() belt: Belt): Promise<number> {
    return (await loaders.beltTotals.load(belt.number)).skuCount;
  }

  @FieldResolver(() => Int, {
    description:
      'How many suppliers are not frozen, with goods or without: the whole of its suppliers. Exact.',
  })
  async supplierCount(@Ctx() { loaders }: RequestContext, @Root() belt: Belt): Promise<number> {
    return (await loaders.beltTotals.load(belt.number)).supplierCount;
  }

  @FieldResolver(() => PriceRange, {
    nullable: true,
    description: 'The live prices of its listed SKUs, in stock or not; null where there are none. Exact.',
  })
  async priceRange(@Ctx() { loaders }: RequestContext, @Root() belt: Belt): Promise<PriceRange | null> {
    return priceRange(await loaders.beltTotals.load(belt.number));
  }
}

@Resolver(() => Base)
export class BaseFields {
  @FieldResolver(() => Region, { description: 'Where it lies.' })
  region(@Ctx() { app }: RequestContext, @Root() base: Base): Region | undefined {
    return app.reference.regions.get(base.regionCode);
  }
}
