import type { CategoryTree } from '../categories/category-tree';
import type { Reference } from '../reference/reference';
import type { Audience } from '../skus/audience.entity';
import type { ShippingClass } from '../skus/shipping-class.entity';
import type { ShareMap } from '../streamers/fan-profile.entity';
import { STOCK_TIER_FLOORS } from './cell';
import { MILLION } from './factors';
import type { FanShares, ResolvedFans } from './fans';
import { Kinship } from './kinship';

/**
 * The values of the five factors that depend on the streamer, in millionths, by the dimension of a cell that each
 * looks at. This is where those factors are defined; ranking and explanation both read these tables, and matching the
 * other way round is made of the same functions.
 */
export type StreamerValues = {
  /** By category number. */
  categoryAffinity: Int32Array;
  /** By audience number. */
  audienceFit: Int32Array;
  /** By slot, then by price band number; priceFitSlot gives a category's slot. */
  priceFit: Int32Array[];
  priceFitSlot: Uint8Array;
  /** By shipping class number. */
  deliveryFit: Int32Array;
  /** By stock tier. */
  capacityFit: Int32Array;
};

/** Quarters of a purchase that count for a price band d bands below it; one above counts a quarter. */
const BELOW_QUARTERS = [4, 2, 1] as const;
const ABOVE_QUARTERS = 1;

/** Goods handed over later than this are not "in time". */
const IN_TIME_HOURS = 48;

/** A share of the largest in millionths, rounded down. */
export const relativeTo = (largest: number, raw: number): number =>
  largest > 0 ? Math.min(MILLION, Math.floor((raw * MILLION) / largest)) : 0;

/** What the fans buy: number and share in turn, of each category that is known. */
export type Purchases = Int32Array;

export const purchasesOf = (shares: ShareMap, tree: CategoryTree): Purchases =>
  Int32Array.from(
    Object.entries(shares).flatMap(([key, share]) => (tree.get(Number(key)) ? [Number(key), share] : [])),
  );

/**
 * The purchases that count for a category, by its row of the kinship; in tenths, hence exact. They may be a part of a
 * longer list.
 */
export function rawAffinity(
  kinship: Uint8Array,
  purchases: Purchases,
  from = 0,
  to = purchases.length,
): number {
  let tenths = 0;
  for (let at = from; at < to; at += 2) tenths += kinship[purchases[at]!]! * purchases[at + 1]!;
  return tenths;
}

/** The largest raw affinity of a leaf: what that of any category is relative to. */
export const largestAffinity = (purchases: Purchases, kinship: Kinship): number =>
  kinship.leaves.reduce((largest, leaf) => Math.max(largest, rawAffinity(kinship.to(leaf), purchases)), 0);

/** By category number. */
export function categoryAffinity(shares: ShareMap, tree: CategoryTree): Int32Array {
  const kinship = Kinship.of(tree);
  const purchases = purchasesOf(shares, tree);
  const largest = largestAffinity(purchases, kinship);
  return byNumber(tree.all, tree.maxNumber + 1, ({ number }) =>
    relativeTo(largest, rawAffinity(kinship.to(number), purchases)),
  );
}

/** Σ √(p·q) over gender × age; gender and age are taken as independent, so it is the product of the two sums. */
export function audienceFit(fans: Pick<FanShares, 'genderShares' | 'ageShares'>, audience: Audience): number {
  const overlap = (p: readonly number[], q: readonly number[]): number =>
    p.reduce((sum, share, i) => sum + Math.sqrt((share / MILLION) * (q[i]! / MILLION)), 0);
  const coefficient =
    overlap(fans.genderShares, audience.genderShares) * overlap(fans.ageShares, audience.ageShares);
  return Math.min(MILLION, Math.round(coefficient * MILLION));
}

/** By price band number, for bands 1 to `bands`. */
export function priceFit(shares: readonly number[], bands: number): Int32Array {
  const raw = new Float64Array(bands + 1);
  for (let band = 1; band <= bands; band++) {
    const share = (number: number): number => shares[number - 1] ?? 0;
    raw[band] =
      BELOW_QUARTERS.reduce<number>((sum, quarters, d) => sum + quarters * share(band + d), 0) +
      ABOVE_QUARTERS * share(band - 1);
  }
  const largest = Math.max(...raw);
  return Int32Array.from(raw, (value) => relativeTo(largest, value));
}

export const deliveryFit = (shares: ShareMap, shipping: ShippingClass): number =>
  shipping.dispatchHours > IN_TIME_HOURS
    ? 0
    : shipping.freeProvinces.reduce((sum, province) => sum + (shares[province] ?? 0), 0);

export const capacityFit = (stockFloor: number, sessionDemand: number): number =>
  Math.min(MILLION, Math.floor((stockFloor * MILLION) / sessionDemand));

const byNumber = <T extends { number: number }>(
  items: Iterable<T>,
  length: number,
  value: (item: T) => number,
): Int32Array => {
  const table = new Int32Array(length);
  for (const item of items) table[item.number] = value(item);
  return table;
};

/** All five factors for one streamer. */
export function streamerValues(fans: ResolvedFans, reference: Reference): StreamerValues {
  const tree = reference.categories;
  const bands = reference.priceBands.length;
  const slots = [priceFit(fans.priceBandShares, bands)];
  const priceFitSlot = new Uint8Array(tree.maxNumber + 1);
  for (const [key, shares] of Object.entries(fans.categoryPriceBandShares)) {
    const top = tree.get(Number(key));
    if (!top) continue;
    for (const { number } of tree.subtree(top)) priceFitSlot[number] = slots.length;
    slots.push(priceFit(shares, bands));
  }
  return {
    categoryAffinity: categoryAffinity(fans.categoryShares, tree),
    audienceFit: byNumber(reference.audiences.values(), 256, (audience) => audienceFit(fans, audience)),
    priceFit: slots,
    priceFitSlot,
    deliveryFit: byNumber(reference.shippingClasses.values(), 4096, (shipping) =>
      Math.min(MILLION, deliveryFit(fans.regionShares, shipping)),
    ),
    capacityFit: Int32Array.from(STOCK_TIER_FLOORS, (floor) => capacityFit(floor, fans.sessionDemand)),
  };
}
