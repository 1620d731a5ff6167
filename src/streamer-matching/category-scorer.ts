import { contribution, type Weights } from '../matching/factors';
import { rankKey } from '../matching/rank-key';
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
  readonly ceiling: number;
  /** Of each streamer, the largest affinity to any category near: one column for all categories under the same top. */
  readonly affinityNear: Column;
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

  /** What affinity adds less than it could, even to goods of the category near that the streamer's fans like best. */
  lackingNear(index: number): number {
    return lacking(this.weights.CATEGORY_AFFINITY, this.affinityNear.values[index]!);
  }

  /**
   * No SKU of the category scores higher for the streamer. It begins with all factors at their best, and takes off what
   * each one lacks, even with the best of what occurs in the category. Once below `least` it leaves the rest; so those
   * come first that tell much and cost little: most streamers are done with after what is lacking near.
   */
  bound(index: number, lackingNear: number, least: number): number {
    let bound = this.ceiling - lackingNear;
    if (bound < least) return bound;
    bound -= this.lackingInAudience(index) + this.lackingInCapacity(index);
    if (bound < least) return bound;
    bound -= this.lackingInAffinity(index) - lackingNear;
    if (bound < least) return bound;
    bound -= this.lackingInPrice(index);
    if (bound < least) return bound;
    return bound - this.lackingInDelivery(index);
  }

  /** The SKU that the streamer would rank first: by score, then static score, then id. */
  best(index: number): BestGoods {
    const { category, weights } = this;
    const affinity = contribution(weights.CATEGORY_AFFINITY, affinityOf(this.table, index, category));
    const most = affinity + this.lookUp(index);
    let best = category.cells[0]!;
    let bestKey = -1;
    let bestScore = -1;
    for (const cell of category.cells) {
      if (most + cell.gain < bestScore) break;
      const { audience, priceBand, shipping, stockTier } = cell.dimensions;
      const score =
        affinity +
        this.audience[audience]! +
        this.price[priceBand]! +
        this.delivery[shipping]! +
        this.capacity[stockTier]! +
        cell.gain;
      if (score < bestScore) continue;
      const key = rankKey(score, cell.staticScore);
      if (key > bestKey || (key === bestKey && cell.skuId < best.skuId)) {
        best = cell;
        bestKey = key;
        bestScore = score;
      }
    }
    return { score: bestScore, key: bestKey, category, cell: best };
  }

  /** Looks up what each dimension adds for the streamer; returns the most that they add together. */
  private lookUp(index: number): number {
    const { table, category, weights } = this;
    const own = ownPriceFitAt(table, index, category);
    return (
      fill(this.audience, category.audiences, weights.AUDIENCE_FIT, (at) => audienceFitOf(table, index, at)) +
      fill(this.price, category.priceBands, weights.PRICE_FIT, (at) => priceFitOf(table, index, own, at)) +
      fill(this.delivery, category.shippings, weights.DELIVERY_FIT, (at) => deliveryFitOf(table, index, at)) +
      fill(this.capacity, category.stockTiers, weights.CAPACITY_FIT, (at) => capacityFitOf(table, index, at))
    );
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

  private lackingInAffinity(index: number): number {
    const weight = this.weights.CATEGORY_AFFINITY;
    return weight === 0 ? 0 : lacking(weight, affinityOf(this.table, index, this.category));
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

/** Puts what each number of a dimension adds into `gains`; returns the most that one of them does. */
function fill(
  gains: Int32Array,
  numbers: readonly number[],
  weight: number,
  valueOf: (number: number) => number,
): number {
  let most = 0;
  for (const number of numbers) {
    const gain = contribution(weight, valueOf(number));
    gains[number] = gain;
    most = Math.max(most, gain);
  }
  return most;
}
