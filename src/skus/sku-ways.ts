import type { App } from '../app';
import { SEARCH_LIMITS } from '../config/limits';
import type { KeysetQuery } from '../database/keyset';
import { soughtFor } from '../search/sought';
import { LISTED } from './listed';
import { conditionsOf, ofBelts, ofCategories, ofGoods, ofPrice, type SkuCriteria } from './sku-criteria';
import { SkuOrderField } from './sku.types';

/** How a page of a list is found. Every way leads to the same rows; they differ in how many others are read. */
export type Ways = Pick<KeysetQuery, 'conditions' | 'each' | 'sought'>;

/**
 * The way for a filter and an order. Where an index has the goods of each category or belt in order, those are read, as
 * many of each as a page needs. Else few goods are all found and sorted; of many, the list is gone through in order until
 * the page is full. A list inside a belt or a supplier is narrowed by that, too.
 */
export function waysTo(app: App, criteria: SkuCriteria, order: SkuOrderField, isInside: boolean): Ways {
  const { terms, belts, categories } = criteria;
  const conditions = conditionsOf(criteria);
  const isByPrice = order === SkuOrderField.PRICE;
  const hasIndexByBelt = isByPrice || order === SkuOrderField.NEWEST;
  if (terms.length > 0) return { conditions, sought: soughtFor(terms, app.textStatistics, hasIndexByBelt) };
  const narrowing = [
    ...ofBelts(criteria),
    ...ofCategories(criteria),
    // By price, the index begins and ends where the prices do.
    ...(isByPrice ? [] : ofPrice(criteria)),
  ];
  if (narrowing.length === 0) return { conditions };
  const others = [() => LISTED, ...ofPrice(criteria), ...ofGoods(criteria)];
  if (belts && !categories && hasIndexByBelt) return { conditions: others, each: each('belt_number', belts) };
  const byCategory = {
    conditions: [...others, ...ofBelts(criteria)],
    each: each('category_number', categories ?? []),
  };
  if (isByPrice && !belts && !isInside) return byCategory;
  const isFew = !hasMoreThan(SEARCH_LIMITS.maxCollected, app, criteria);
  if (isByPrice && !isFew) return byCategory;
  const rest = [...(isByPrice ? ofPrice(criteria) : []), ...ofGoods(criteria)];
  return {
    conditions: [() => LISTED, ...rest],
    sought: { byIndex: narrowing, ofRow: narrowing, scan: isFew ? 0 : SEARCH_LIMITS.minScanned },
  };
}

const each = (column: string, values: readonly number[]): NonNullable<Ways['each']> => ({
  column,
  type: 'smallint',
  values,
});

/**
 * Whether there are more listed goods than that of these belts, categories and prices, about: those that can be matched.
 * Of many, a few thousand cells tell it.
 */
function hasMoreThan(
  max: number,
  { matching, reference }: App,
  { belts, categories, priceBands, price }: SkuCriteria,
): boolean {
  const { groups, columns } = matching.sync.directory;
  const bands = reference.priceBands.filter(
    ({ number, minFen, maxFen }) =>
      (!priceBands || priceBands.includes(number)) &&
      minFen <= (price.max ?? Infinity) &&
      (maxFen ?? Infinity) > (price.min ?? 0),
  );
  const ofBelt = belts && new Set(belts);
  const ofBand = new Set(bands.map(({ number }) => number));
  let skus = 0;
  for (const category of categories ?? groups.keys()) {
    for (const index of groups.get(category)?.cells ?? []) {
      if ((!ofBelt || ofBelt.has(columns.belt[index]!)) && ofBand.has(columns.priceBand[index]!))
        skus += columns.skus[index]!;
      if (skus > max) return true;
    }
  }
  return false;
}
