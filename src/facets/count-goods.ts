import type { PriceBand } from '../pricing/price-band.entity';
import type { SkuCriteria } from '../skus/sku-criteria';
import type { CatalogueCounts } from './catalogue-counts';
import type { Facet } from './facet';
import { kindsOf } from './kinds';
import { bandsOfSteps, type PriceCut } from './price-steps';
import type { Count } from './read-counts';
import { beltOf, categoryOf } from './step-goods';

/** How many goods there are, by the number of a belt, a category or a price band; for one list. */
export type FacetTotals = Record<Facet, Map<number, number>>;

/**
 * Counts all facets in one pass over the sums. A facet's own condition does not count for it.
 * @param within belts in each of which a list lies, with totals of its own; without it, one list of all goods
 */
export function countGoods(
  counts: CatalogueCounts,
  pending: readonly Count[],
  criteria: SkuCriteria,
  { isLetThrough, cutSteps }: PriceCut,
  bands: readonly PriceBand[],
  within?: readonly number[],
): FacetTotals[] {
  const isKind = kindsOf(criteria);
  const isBelt = among(criteria.belts);
  const isCategory = among(criteria.categories);
  const bandOf = bandsOfSteps(bands);
  const slotOf = within && new Map(within.map((belt, slot) => [belt, slot]));
  const totals = (within ?? ['the whole']).map((): FacetTotals => ({
    belts: new Map(),
    categories: new Map(),
    priceBands: new Map(),
  }));
  const totalOf = (belt: number): FacetTotals | undefined =>
    slotOf ? totals[slotOf.get(belt) ?? -1] : totals[0];

  const addPriced = (belt: number, category: number, skus: number): void => {
    const total = totalOf(belt);
    if (!total) return;
    if (isCategory(category)) add(total.belts, belt, skus);
    if (isBelt(belt)) add(total.categories, category, skus);
  };
  // Bands are counted without the price, hence also what it keeps out.
  const addToBand = (belt: number, category: number, band: number, skus: number): void => {
    const total = totalOf(belt);
    if (total && isBelt(belt) && isCategory(category)) add(total.priceBands, band, skus);
  };

  const sums = counts.sumsOf(isKind);
  for (const group of counts.groups) {
    const { belt, category } = group;
    if (!totalOf(belt) || !(isBelt(belt) || isCategory(category))) continue;
    const bySteps = sums.of(group);
    let priced = 0;
    let inBand = 0;
    for (let step = 1; step < bySteps.length; step++) {
      priced += isLetThrough[step]! * bySteps[step]!;
      inBand += bySteps[step]!;
      if (bandOf[step + 1] === bandOf[step]) continue;
      addToBand(belt, category, bandOf[step]!, inBand);
      inBand = 0;
    }
    addPriced(belt, category, priced);
  }
  for (const { belt, category, step, kind, skus } of pending) {
    if (!isKind[kind]) continue;
    if (isLetThrough[step]) addPriced(belt, category, skus);
    addToBand(belt, category, bandOf[step]!, skus);
  }
  // These are rows themselves, hence with what is pending.
  for (const { step, min, max } of cutSteps) {
    counts
      .goodsOf(step)
      .count(min, max, isKind, (place, skus) => addPriced(beltOf(place), categoryOf(place), skus));
  }
  return totals;
}

const among = (numbers: readonly number[] | undefined): ((number: number) => boolean) => {
  if (!numbers) return () => true;
  const set = new Set(numbers);
  return (number) => set.has(number);
};

const add = (totals: Map<number, number>, number: number, skus: number): void => {
  totals.set(number, (totals.get(number) ?? 0) + skus);
};
