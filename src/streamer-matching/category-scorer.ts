import { contribution, type Weights } from '../matching/factors';
import { rankKey, scoreOf } from '../matching/rank-key';
import type { AssortedCategory, AssortedCell } from './assortment';
import type { Column } from './columns';
import {
  affinityOf,
  audienceFitOf,
  capacityFitOf,
  deliveryFitOf,
  ownPriceFitAt,
  priceFitOf,
} from './single-values';
import type { StreamerTable } from './streamer-table';

export type BestGoods = { score: number; key: number; category: AssortedCategory; cell: AssortedCell };

/** Scores the goods of one category for the streamers of the table, under given weights. */
export class CategoryScorer {
  /** No streamer's score is above it. */
  private readonly ceiling: number;
  /** No streamer's affinity is above it. */
  private readonly affinityNear: Column;
  /** What each dimension adds to a score, by its number. */
  private readonly audience = new Int32Array(2 ** 8);
  private readonly price = new Int32Array(2 ** 5);
  private readonly delivery = new Int32Array(2 ** 12);
  private readonly capacity = new Int32Array(2 ** 4);

  constructor(
    private readonly table: StreamerTable,
    private readonly category: AssortedCategory,
    private readonly weights: Weights,
  ) {
    this.affinityNear = table.largestUnderTop[category.top]!;
    this.ceiling =
      category.largestGain +
      weights.CATEGORY_AFFINITY +
      weights.AUDIENCE_FIT +
      weights.PRICE_FIT +
      weights.DELIVERY_FIT +
      weights.CAPACITY_FIT;
  }

  /**
   * No SKU of the category scores higher for the streamer. It begins with all factors at their best, and takes off what
   * each one lacks, even with the best of what occurs in the category. Once below `least` it leaves the rest; so those
   * come first that tell much and cost little: most streamers are done with after the first.
   */
  bound(index: number, least: number): number {
    const affinityNear = this.affinityNear.values[index]!;
    let bound = this.ceiling - lacking(this.weights.CATEGORY_AFFINITY, affinityNear);
    if (bound < least) return bound;
    bound -= this.lackingInPrice(index);
    if (bound < least) return bound;
    bound -= this.lackingInAffinity(index, affinityNear);
    if (bound < least) return bound;
    bound -= this.lackingInAudience(index);
    if (bound < least) return bound;
    return bound - this.lackingInDelivery(index) - this.lackingInCapacity(index);
  }

  /** The SKU that the streamer would rank first: by score, then static score, then id. */
  best(index: number): BestGoods {
    const { table, category, weights } = this;
    for (const number of category.audiences)
      this.audience[number] = contribution(weights.AUDIENCE_FIT, audienceFitOf(table, index, number));
    const own = ownPriceFitAt(table, index, category);
    for (const band of category.priceBands)
      this.price[band] = contribution(weights.PRICE_FIT, priceFitOf(table, index, own, band));
    for (const number of category.shippings)
      this.delivery[number] = contribution(weights.DELIVERY_FIT, deliveryFitOf(table, index, number));
    for (const tier of category.stockTiers)
      this.capacity[tier] = contribution(weights.CAPACITY_FIT, capacityFitOf(table, index, tier));
    const affinity = contribution(weights.CATEGORY_AFFINITY, affinityOf(table, index, category));
    let best = category.cells[0]!;
    let bestKey = -1;
    for (const cell of category.cells) {
      const { audience, priceBand, shipping, stockTier } = cell.dimensions;
      const score =
        affinity +
        this.audience[audience]! +
        this.price[priceBand]! +
        this.delivery[shipping]! +
        this.capacity[stockTier]! +
        cell.gain;
      const key = rankKey(score, cell.staticScore);
      if (key > bestKey || (key === bestKey && cell.skuId < best.skuId)) {
        best = cell;
        bestKey = key;
      }
    }
    return { score: scoreOf(bestKey), key: bestKey, category, cell: best };
  }

  private lackingInPrice(index: number): number {
    const weight = this.weights.PRICE_FIT;
    if (weight === 0) return 0;
    const own = ownPriceFitAt(this.table, index, this.category);
    let largest = 0;
    for (const band of this.category.priceBands) {
      largest = Math.max(largest, priceFitOf(this.table, index, own, band));
    }
    return lacking(weight, largest);
  }

  /** Besides what is lacking in all categories near. */
  private lackingInAffinity(index: number, affinityNear: number): number {
    const weight = this.weights.CATEGORY_AFFINITY;
    if (weight === 0) return 0;
    const affinity = affinityOf(this.table, index, this.category);
    return contribution(weight, affinityNear) - contribution(weight, affinity);
  }

  private lackingInAudience(index: number): number {
    const weight = this.weights.AUDIENCE_FIT;
    if (weight === 0) return 0;
    let largest = 0;
    for (const number of this.category.audiences) {
      largest = Math.max(largest, audienceFitOf(this.table, index, number));
    }
    return lacking(weight, largest);
  }

  private lackingInDelivery(index: number): number {
    const weight = this.weights.DELIVERY_FIT;
    if (weight === 0) return 0;
    let largest = 0;
    for (const number of this.category.shippings) {
      largest = Math.max(largest, deliveryFitOf(this.table, index, number));
    }
    return lacking(weight, largest);
  }

  private lackingInCapacity(index: number): number {
    const weight = this.weights.CAPACITY_FIT;
    if (weight === 0) return 0;
    return lacking(weight, capacityFitOf(this.table, index, this.category.largestStockTier));
  }
}

/** What a factor adds less than it could. */
const lacking = (weight: number, value: number): number => weight - contribution(weight, value);
