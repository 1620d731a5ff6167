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

export function purchasesOf(shares: ShareMap, tree: CategoryTree): Purchases {
  const purchases: number[] = [];
  for (const [key, share] of Object.entries(shares)) {
    const category = tree.get(Number(key));
    if (category) purchases.push(category.number, share);
  }
  return new Int32Array(purchases);
}

/**
 * The purchases that count for a category, by its row of the kinship; in tenths, hence exact. They may be a part of a
 * longer list. Whole numbers far below 2³¹: said so to the processor, it takes half the time.
 */
export function rawAffinity(
  kinship: Uint8Array,
  purchases: Purchases,
  from = 0,
  to = purchases.length,
): number {
  let tenths = 0;
  for (let at = from; at < to; at += 2) {
    tenths = (tenths + Math.imul(kinship[purchases[at]!]!, purchases[at + 1]!)) | 0;
  }
  return tenths;
}

/** The same of every category, by its number; and the largest of a leaf, which that of any category is relative to. */
export function rawAffinities(purchases: Purchases, kinship: Kinship): { raw: Int32Array; largest: number } {
  const raw = new Int32Array(kinship.length);
  for (let at = 0; at < purchases.length; at += 2) {
    const bought = purchases[at]!;
    const share = purchases[at + 1]!;
    for (const category of kinship.from(bought)) raw[category]! += kinship.to(category)[bought]! * share;
  }
  let largest = 0;
  for (const leaf of kinship.leaves) largest = Math.max(largest, raw[leaf]!);
  return { raw, largest };
}

/** By category number. */
export function categoryAffinity(shares: ShareMap, tree: CategoryTree): Int32Array {
  const { raw, largest } = rawAffinities(purchasesOf(shares, tree), Kinship.of(tree));
  return raw.map((tenths) => relativeTo(largest, tenths));
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
  let largest = 0;
  for (let band = 1; band <= bands; band++) {
    let quarters = ABOVE_QUARTERS * (shares[band - 2] ?? 0);
    for (const [d, below] of BELOW_QUARTERS.entries()) quarters += below * (shares[band + d - 1] ?? 0);
    raw[band] = quarters;
    largest = Math.max(largest, quarters);
  }
  const fit = new Int32Array(bands + 1);
  for (let band = 1; band <= bands; band++) fit[band] = relativeTo(largest, raw[band]!);
  return fit;
}

export const deliveryFit = (shares: ShareMap, shipping: ShippingClass): number =>
  shipping.dispatchHours > IN_TIME_HOURS
    ? 0
    : Math.min(
        MILLION,
        shipping.freeProvinces.reduce((sum, province) => sum + (shares[province] ?? 0), 0),
      );

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
      deliveryFit(fans.regionShares, shipping),
    ),
    capacityFit: Int32Array.from(STOCK_TIER_FLOORS, (floor) => capacityFit(floor, fans.sessionDemand)),
  };
}
