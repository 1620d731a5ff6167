import type { DataSource } from 'typeorm';
import { Base } from '../belts/base.entity';
import { Belt } from '../belts/belt.entity';
import { Category } from '../categories/category.entity';
import { CategoryTree } from '../categories/category-tree';
import { Region } from '../geography/region.entity';
import { PriceBand } from '../pricing/price-band.entity';
import { Audience } from '../skus/audience.entity';
import { ShippingClass } from '../skus/shipping-class.entity';

/**
 * What is small, changes rarely and is looked at by nearly every request: held in the process as one immutable
 * snapshot, so that neither ranking nor a page of SKUs asks the database for it.
 */
export class Reference {
  readonly regions: ReadonlyMap<string, Region>;
  readonly belts: ReadonlyMap<number, Belt>;
  readonly beltsBySlug: ReadonlyMap<string, Belt>;
  readonly categories: CategoryTree;
  readonly priceBands: readonly PriceBand[];
  readonly audiences: ReadonlyMap<number, Audience>;
  readonly shippingClasses: ReadonlyMap<number, ShippingClass>;
  readonly bases: readonly Base[];

  constructor(rows: {
    regions: Region[];
    belts: Belt[];
    bases: Base[];
    categories: Category[];
    priceBands: PriceBand[];
    audiences: Audience[];
    shippingClasses: ShippingClass[];
  }) {
    this.regions = new Map(rows.regions.map((region) => [region.code, region]));
    this.belts = new Map(rows.belts.map((belt) => [belt.number, belt]));
    this.beltsBySlug = new Map(rows.belts.map((belt) => [belt.slug, belt]));
    this.bases = rows.bases;
    this.categories = new CategoryTree(rows.categories);
    this.priceBands = rows.priceBands;
    this.audiences = new Map(rows.audiences.map((audience) => [audience.number, audience]));
    this.shippingClasses = new Map(rows.shippingClasses.map((shipping) => [shipping.number, shipping]));
  }

  static async load(dataSource: DataSource): Promise<Reference> {
    const [regions, belts, bases, categories, priceBands, audiences, shippingClasses] = await Promise.all([
      dataSource.getRepository(Region).find(),
      dataSource.getRepository(Belt).find({ order: { number: 'ASC' } }),
      dataSource.getRepository(Base).find({ order: { slug: 'ASC' } }),
      dataSource.getRepository(Category).find({ order: { number: 'ASC' } }),
      dataSource.getRepository(PriceBand).find({ order: { number: 'ASC' } }),
      dataSource.getRepository(Audience).find({ order: { number: 'ASC' } }),
      dataSource.getRepository(ShippingClass).find({ order: { number: 'ASC' } }),
    ]);
    return new Reference({ regions, belts, bases, categories, priceBands, audiences, shippingClasses });
  }
}
