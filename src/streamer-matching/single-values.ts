import { STOCK_TIER_FLOORS } from '../matching/cell';
import { MatchFactor, STATIC_FACTORS } from '../matching/factors';
import { capacityFit, rawAffinity, relativeTo } from '../matching/values';
import type { AssortedCategory, AssortedCell } from './assortment';
import type { StreamerTable } from './streamer-table';

/** The values of single factors for the streamer at an index of the table, in millionths. */

export function affinityOf(table: StreamerTable, index: number, { kinship }: AssortedCategory): number {
  const { numbers, from, to } = table.purchases;
  const raw = rawAffinity(kinship, numbers, from[index], to[index]);
  return relativeTo(table.largestAffinity.values[index]!, raw);
}

/** What this process does not know yet, here and below, has no value. */
export const audienceFitOf = (table: StreamerTable, index: number, audience: number): number =>
  table.audienceFit[audience]?.values[index] ?? 0;

export const deliveryFitOf = (table: StreamerTable, index: number, shipping: number): number =>
  table.deliveryFit[shipping]?.values[index] ?? 0;

export const capacityFitOf = (table: StreamerTable, index: number, stockTier: number): number =>
  capacityFit(STOCK_TIER_FLOORS[stockTier]!, table.sessionDemand.values[index]!);

/**
 * Where the streamer's price fit for the category begins, by band, among those of categories with price bands of their
 * own; -1 where it has none. They are in the order of the categories' numbers, and the last that applies counts.
 */
export function ownPriceFitAt(table: StreamerTable, index: number, { lineage }: AssortedCategory): number {
  const { numbers, from, to } = table.ownPriceFit;
  const step = 1 + table.priceFit.length;
  for (let at = to[index]! - step; at >= from[index]!; at -= step) {
    if (lineage[numbers[at]!] === 1) return at + 1;
  }
  return -1;
}

/** @param own where ownPriceFitAt says that it is */
export function priceFitOf(table: StreamerTable, index: number, own: number, band: number): number {
  const overall = table.priceFit[band];
  if (!overall) return 0;
  return own < 0 ? overall.values[index]! : table.ownPriceFit.numbers[own + band]!;
}

/** All nine, for goods of a cell. */
export function factorValuesOf(
  table: StreamerTable,
  index: number,
  category: AssortedCategory,
  { dimensions, factors }: AssortedCell,
): Record<MatchFactor, number> {
  const fixed = Object.fromEntries(STATIC_FACTORS.map((factor, f) => [factor, factors[f]!]));
  return {
    ...(fixed as Record<(typeof STATIC_FACTORS)[number], number>),
    CATEGORY_AFFINITY: affinityOf(table, index, category),
    AUDIENCE_FIT: audienceFitOf(table, index, dimensions.audience),
    PRICE_FIT: priceFitOf(table, index, ownPriceFitAt(table, index, category), dimensions.priceBand),
    DELIVERY_FIT: deliveryFitOf(table, index, dimensions.shipping),
    CAPACITY_FIT: capacityFitOf(table, index, dimensions.stockTier),
  };
}
