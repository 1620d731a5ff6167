import type { CellDimensions } from './cell';
import type { CellGroup } from './cell-group';
import type { CellDirectory } from './directory';
import { contribution, MatchFactor, type Weights } from './factors';
import { rankKey } from './rank-key';
import { LARGEST_VALUES, type StaticBound } from './static-bound';
import type { StreamerValues } from './values';

/** This and the next go through thousands of values for each streamer: a call for each would cost more than all else. */
function times(weight: number, values: Int32Array): Int32Array {
  const weighted = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) weighted[i] = contribution(weight, values[i]!);
  return weighted;
}

function largestIn(values: Int32Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > most) most = values[i]!;
  return most;
}

function largestOf(values: Int32Array, numbers: readonly number[]): number {
  let most = 0;
  for (const number of numbers) most = Math.max(most, values[number]!);
  return most;
}

/**
 * Scores cells for one streamer under given weights. Every value is multiplied by its weight once, here, so that a
 * cell costs five look-ups and additions.
 */
export class CellScorer {
  private readonly category: Int32Array;
  private readonly audience: Int32Array;
  private readonly price: Int32Array[];
  private readonly delivery: Int32Array;
  private readonly capacity: Int32Array;
  /** By slot. */
  private readonly largestPrice: number[];
  private readonly largestOther: number;

  constructor(
    private readonly directory: CellDirectory,
    private readonly values: StreamerValues,
    weights: Weights,
    private readonly bound: StaticBound,
  ) {
    this.category = times(weights[MatchFactor.CATEGORY_AFFINITY], values.categoryAffinity);
    this.audience = times(weights[MatchFactor.AUDIENCE_FIT], values.audienceFit);
    this.price = values.priceFit.map((slot) => times(weights[MatchFactor.PRICE_FIT], slot));
    this.delivery = times(weights[MatchFactor.DELIVERY_FIT], values.deliveryFit);
    this.capacity = times(weights[MatchFactor.CAPACITY_FIT], values.capacityFit);
    this.largestPrice = this.price.map(largestIn);
    this.largestOther = largestIn(this.audience) + largestIn(this.delivery) + largestIn(this.capacity);
  }

  /** What the streamer-dependent factors add to the score of every SKU of a cell of the directory. */
  baseAt(index: number): number {
    const { category, audience, priceBand, shipping, stockTier } = this.directory.columns;
    return this.add(
      category[index]!,
      audience[index]!,
      priceBand[index]!,
      shipping[index]!,
      stockTier[index]!,
    );
  }

  /** The same for a cell that the directory may not know yet. */
  baseOf({ category, audience, priceBand, shipping, stockTier }: CellDimensions): number {
    return this.add(category, audience, priceBand, shipping, stockTier);
  }

  /** No SKU of the cell has a larger rank key. */
  upperOf(index: number): number {
    const { bound } = this;
    const { maxStatic, largest, staticAtLargest } = this.directory.columns;
    const from = index * LARGEST_VALUES;
    const most = bound.most(maxStatic[index]!, largest, from);
    // Where one factor is all that counts, thousands of SKUs tie at its largest value, and this tells them apart.
    const staticScore =
      bound.alone >= 0 && most === largest[from + bound.alone]
        ? staticAtLargest[index * 4 + bound.alone]!
        : maxStatic[index]!;
    return rankKey(this.baseAt(index) + most, staticScore);
  }

  /** No SKU of the group has a larger rank key: the best there is of each dimension, whether or not the group has it. */
  roughUpperOfGroup(group: CellGroup): number {
    const { category } = group;
    const base =
      this.category[category]! + this.largestPrice[this.values.priceFitSlot[category]!]! + this.largestOther;
    return rankKey(base + this.bound.most(group.maxStatic, group.largest), group.maxStatic);
  }

  /** The same, and closer: the best of each dimension in the group, whether or not one cell has them all. */
  upperOfGroup(group: CellGroup): number {
    const base =
      this.category[group.category]! +
      largestOf(this.audience, group.audiences) +
      largestOf(this.priceOf(group.category), group.priceBands) +
      largestOf(this.delivery, group.shippings) +
      largestOf(this.capacity, group.stockTiers);
    return rankKey(base + this.bound.most(group.maxStatic, group.largest), group.maxStatic);
  }

  private add(
    category: number,
    audience: number,
    priceBand: number,
    shipping: number,
    stockTier: number,
  ): number {
    return (
      this.category[category]! +
      this.audience[audience]! +
      this.priceOf(category)[priceBand]! +
      this.delivery[shipping]! +
      this.capacity[stockTier]!
    );
  }

  private priceOf(category: number): Int32Array {
    return this.price[this.values.priceFitSlot[category]!]!;
  }
}
