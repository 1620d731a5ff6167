import type { CellGroup } from './cell-group';
import type { CellDirectory } from './directory';
import { contribution, MatchFactor, type Weights } from './factors';
import { rankKey } from './rank-key';
import type { StaticBound } from './static-bound';
import type { StreamerValues } from './values';

const times = (weight: number, values: Int32Array): Int32Array =>
  values.map((value) => contribution(weight, value));

const largest = (values: Int32Array, numbers: readonly number[]): number =>
  numbers.reduce((max, number) => Math.max(max, values[number]!), 0);

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
  }

  /** What the streamer-dependent factors add to the score of every SKU of the cell. */
  baseOf(index: number): number {
    const { category, audience, priceBand, shipping, stockTier } = this.directory;
    const number = category[index]!;
    return (
      this.category[number]! +
      this.audience[audience[index]!]! +
      this.priceOf(number)[priceBand[index]!]! +
      this.delivery[shipping[index]!]! +
      this.capacity[stockTier[index]!]!
    );
  }

  /** No SKU of the cell has a larger rank key. */
  upperOf(index: number, base: number): number {
    const maxStatic = this.directory.maxStatic[index]!;
    return rankKey(base + this.bound.most(maxStatic, this.directory.largestOf(index)), maxStatic);
  }

  /** No SKU of the group has a larger rank key: the best of each dimension, whether or not one cell has them all. */
  upperOfGroup(group: CellGroup): number {
    const base =
      this.category[group.category]! +
      largest(this.audience, group.audiences) +
      largest(this.priceOf(group.category), group.priceBands) +
      largest(this.delivery, group.shippings) +
      largest(this.capacity, group.stockTiers);
    const most = this.bound.most(group.maxStatic, [
      group.maxQuality,
      group.maxAdvantage,
      group.maxCommission,
      group.maxMomentum,
    ]);
    return rankKey(base + most, group.maxStatic);
  }

  private priceOf(category: number): Int32Array {
    return this.price[this.values.priceFitSlot[category]!]!;
  }
}
