import type { CategoryTree } from '../categories/category-tree';
import type { RequestContext } from '../graphql/context';
import type { SkuCriteria } from '../skus/sku-criteria';
import type { Parent } from './count-rows';
import type { Facet } from './facet';
import type { BeltCount, CategoryCount, PriceBandCount } from './facet.types';

/** Each is called only where the field is asked for. */
export type Facets = {
  belts: () => Promise<BeltCount[]>;
  categories: () => Promise<CategoryCount[]>;
  priceBands: () => Promise<PriceBandCount[]>;
};

/** A list whose SKUs are counted; two of equal identity are lists of the same kind, perhaps in other objects. */
export type FacetedList = {
  identity: readonly unknown[];
  criteria: SkuCriteria;
  parent: (Parent & { key: string | number }) | undefined;
};

/** @throws COUNT_TOO_SLOW, once a facet is called */
export function facetsOf({ app, facetCounts }: RequestContext, list: FacetedList): Facets {
  const { reference } = app;
  const counted = (facet: Facet): Promise<ReadonlyMap<number, number>> => facetCounts.count(list, facet);
  return {
    belts: async () => {
      const counts = await counted('belts');
      return [...reference.belts.values()].flatMap((belt) => {
        const count = counts.get(belt.number);
        return count ? [{ belt, count }] : [];
      });
    },
    categories: async () => rolledUp(reference.categories, await counted('categories')),
    priceBands: async () => {
      const counts = await counted('priceBands');
      return reference.priceBands.flatMap((band) => {
        const count = counts.get(band.number);
        return count ? [{ band, count }] : [];
      });
    },
  };
}

function rolledUp(tree: CategoryTree, counts: ReadonlyMap<number, number>): CategoryCount[] {
  const sums = new Map<number, number>();
  for (const [number, count] of counts) {
    const category = tree.get(number);
    // Newer than this process's reference data.
    if (!category) continue;
    for (const each of [category, ...tree.ancestors(category)])
      sums.set(each.number, (sums.get(each.number) ?? 0) + count);
  }
  return tree.all.flatMap((category) => {
    const count = sums.get(category.number);
    return count ? [{ category, count }] : [];
  });
}
