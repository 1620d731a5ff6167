import type { CategoryTree } from '../categories/category-tree';
import type { Reference } from '../reference/reference';
import type { Audience } from '../skus/audience.entity';
import type { ShippingClass } from '../skus/shipping-class.entity';
import type { ShareMap } from '../streamers/fan-profile.entity';
import { STOCK_TIER_FLOORS } from './cell';
import { MILLION } from './factors';
import type { FanShares, ResolvedFans } from './fans';

/**
 * The values of the five factors that depend on the streamer, in millionths, by the dimension of a cell that each
 * looks at. This is where those factors are defined; ranking and explanation both read these tables.
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

/** Tenths of a purchase that count for a category one and two steps up the tree from it. */
const KINSHIP_TENTHS = [10, 3, 1] as const;

/** Quarters of a purchase that count for a price band d bands below it; one above counts a quarter. */
const BELOW_QUARTERS = [4, 2, 1] as const;
const ABOVE_QUARTERS = 1;

/** Goods handed over later than this are not "in time". */
const IN_TIME_HOURS = 48;

const relativeToLargest = (raw: Float64Array, largest: number): Int32Array =>
  Int32Array.from(raw, (value) =>
    largest > 0 ? Math.min(MILLION, Math.floor((value * MILLION) / largest)) : 0,
  );

/**
 * raw(c) = purchases in c, below it and in its ancestors themselves, plus 0.3 and 0.1 of those elsewhere below its
 * parent and its grandparent; relative to the largest raw of a leaf. In tenths, hence exact.
 */
export function categoryAffinity(shares: ShareMap, tree: CategoryTree): Int32Array {
  const own = new Float64Array(tree.maxNumber + 1);
  const below = new Float64Array(tree.maxNumber + 1);
  for (const [key, share] of Object.entries(shares)) {
    const category = tree.get(Number(key));
    if (!category) continue;
    own[category.number]! += share;
    for (const { number } of [category, ...tree.ancestors(category)]) below[number]! += share;
  }
  const raw = new Float64Array(tree.maxNumber + 1);
  let largest = 0;
  for (const category of tree.all) {
    let tenths = 10 * below[category.number]!;
    let inner = below[category.number]!;
    tree.ancestors(category).forEach(({ number }, i) => {
      tenths += 10 * own[number]! + (KINSHIP_TENTHS[i + 1] ?? 0) * (below[number]! - own[number]! - inner);
      inner = below[number]!;
    });
    raw[category.number] = tenths;
    if (tree.children(category.number).length === 0) largest = Math.max(largest, tenths);
  }
  return relativeToLargest(raw, largest);
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
  return relativeToLargest(raw, Math.max(...raw));
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
