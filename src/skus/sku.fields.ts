import { Arg, Ctx, FieldResolver, Float, Int, Resolver, Root } from 'type-graphql';
import { Belt } from '../belts/belt.entity';
import { Category } from '../categories/category.entity';
import { RELATED_LIMITS } from '../config/limits';
import type { Region } from '../geography/region.entity';
import type { RequestContext } from '../graphql/context';
import { Money, money } from '../pricing/money.types';
import { PriceBand } from '../pricing/price-band.entity';
import { ageShares, genderShares } from '../streamers/share.types';
import { Supplier } from '../suppliers/supplier.entity';
import { relatedTo } from './related-skus.service';
import { Sku } from './sku.entity';
import { ShippingTerms, SkuAttribute, SkuAudience } from './sku.types';

@Resolver(() => Sku)
export class SkuFields {
  @FieldResolver(() => Category, { description: 'The leaf category it is in.' })
  category(@Ctx() { app }: RequestContext, @Root() sku: Sku): Category | undefined {
    return app.reference.categories.get(sku.categoryNumber);
  }

  @FieldResolver(() => Supplier, { description: 'Who supplies it.' })
  supplier(@Ctx() { loaders }: RequestContext, @Root() sku: Sku): Supplier | Promise<Supplier | null> {
    // Where a list looked ahead, it has come with the SKU.
    return sku.ownSupplier ?? loaders.supplier.load(sku.supplierId);
  }

  @FieldResolver(() => Belt, { description: 'The belt of its supplier.' })
  belt(@Ctx() { app }: RequestContext, @Root() sku: Sku): Belt | undefined {
    return app.reference.belts.get(sku.beltNumber);
  }

  @FieldResolver(() => Money, {
    description: 'What the supplier charges the streamer. For streamers, and for those who own the SKU.',
  })
  supplyPrice(@Root() sku: Sku): Money {
    return money(sku.supplyPriceFen);
  }

  @FieldResolver(() => Money, { description: 'What a fan pays in the live room.' })
  livePrice(@Root() sku: Sku): Money {
    return money(sku.livePriceFen);
  }

  @FieldResolver(() => Money, {
    nullable: true,
    description: 'What the same goods cost elsewhere, where known.',
  })
  marketPrice(@Root() sku: Sku): Money | null {
    return sku.marketPriceFen === null ? null : money(sku.marketPriceFen);
  }

  @FieldResolver(() => PriceBand, { description: 'The band that livePrice is in.' })
  priceBand(@Ctx() { app }: RequestContext, @Root() sku: Sku): PriceBand | undefined {
    return app.reference.priceBands[sku.priceBandNumber - 1];
  }

  @FieldResolver(() => Float, {
    description:
      'Share of livePrice that the streamer keeps, 0..1. For streamers, and for those who own the SKU.',
  })
  commissionRate(@Root() sku: Sku): number {
    return sku.commissionBasisPoints / 10_000;
  }

  @FieldResolver(() => String, { description: 'A longer text about the goods; empty where there is none.' })
  async description(@Ctx() { loaders }: RequestContext, @Root() sku: Sku): Promise<string> {
    return (await loaders.skuDetail.load(sku.uuid))?.description ?? '';
  }

  @FieldResolver(() => [SkuAttribute], { description: 'Further properties, as the supplier names them.' })
  async attributes(@Ctx() { loaders }: RequestContext, @Root() sku: Sku): Promise<SkuAttribute[]> {
    const detail = await loaders.skuDetail.load(sku.uuid);
    return Object.entries(detail?.attributes ?? {}).map(([name, value]) => ({ name, value }));
  }

  @FieldResolver(() => [String], { description: 'URLs of pictures, the main one first.' })
  async imageUrls(@Ctx() { loaders }: RequestContext, @Root() sku: Sku): Promise<string[]> {
    return (await loaders.skuDetail.load(sku.uuid))?.imageUrls ?? [];
  }

  @FieldResolver(() => SkuAudience, { description: 'Who buys such goods.' })
  audience(@Ctx() { app }: RequestContext, @Root() sku: Sku): SkuAudience | undefined {
    const audience = app.reference.audiences.get(sku.audienceNumber);
    return (
      audience && {
        name: audience.name,
        nameEn: audience.nameEn,
        genders: genderShares(audience.genderShares),
        ages: ageShares(audience.ageShares),
      }
    );
  }

  @FieldResolver(() => ShippingTerms, { description: 'Where and how fast it ships.' })
  shipping(@Ctx() { app }: RequestContext, @Root() sku: Sku): ShippingTerms | undefined {
    const shipping = app.reference.shippingClasses.get(sku.shippingNumber);
    const provinces = shipping?.freeProvinces.map((code) => app.reference.regions.get(`${code}0000`));
    return (
      shipping && {
        name: shipping.name,
        nameEn: shipping.nameEn,
        dispatchHours: shipping.dispatchHours,
        freeProvinces: (provinces ?? []).filter((region): region is Region => region !== undefined),
      }
    );
  }

  @FieldResolver(() => [Sku], {
    nullable: true,
    description:
      'Other listed SKUs of the same supplier: those of the same category first, then the newest first. ' +
      `Errors: INVALID_PAGE; QUERY_TOO_LARGE where one request asks this of more than ${RELATED_LIMITS.maxSkusPerRequest} goods.`,
  })
  relatedSkus(
    @Ctx() context: RequestContext,
    @Root() sku: Sku,
    @Arg('first', () => Int, {
      nullable: true,
      description: `How many at most, 0 to ${RELATED_LIMITS.maxSize}; ${RELATED_LIMITS.defaultSize} where left out.`,
    })
    first?: number | null,
  ): Promise<Sku[]> {
    return relatedTo(context, sku, first);
  }
}
