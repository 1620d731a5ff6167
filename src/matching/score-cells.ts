import type { CellDirectory } from './directory';
import { contribution, MatchFactor, type Weights } from './factors';
import type { CellFilter } from './filter';
import { rankKey } from './rank-key';
import type { StaticBound, StaticFactors } from './static-bound';
import type { StreamerValues } from './values';

/** The cells that a filter lets through, scored for one streamer. */
export type ScoredCells = {
  count: number;
  /** Index in the directory. */
  index: Int32Array;
  /** A: what the streamer-dependent factors add to the score of every SKU of the cell. */
  base: Int32Array;
  /** No SKU of the cell has a larger rank key. */
  upper: Float64Array;
  skus: number;
};

const times = (weight: number, values: Int32Array): Int32Array =>
  values.map((value) => contribution(weight, value));

export const largestOf = (directory: CellDirectory, i: number): StaticFactors => [
  directory.maxQuality[i]!,
  directory.maxAdvantage[i]!,
  directory.maxCommission[i]!,
  directory.maxMomentum[i]!,
];

/** One pass over the directory; every value was multiplied by its weight before, so a cell costs five additions. */
export function scoreCells(
  directory: CellDirectory,
  values: StreamerValues,
  weights: Weights,
  bound: StaticBound,
  filter: CellFilter,
): ScoredCells {
  const category = times(weights[MatchFactor.CATEGORY_AFFINITY], values.categoryAffinity);
  const audience = times(weights[MatchFactor.AUDIENCE_FIT], values.audienceFit);
  const price = values.priceFit.map((slot) => times(weights[MatchFactor.PRICE_FIT], slot));
  const delivery = times(weights[MatchFactor.DELIVERY_FIT], values.deliveryFit);
  const capacity = times(weights[MatchFactor.CAPACITY_FIT], values.capacityFit);

  const size = directory.size;
  const scored: ScoredCells = {
    count: 0,
    index: new Int32Array(size),
    base: new Int32Array(size),
    upper: new Float64Array(size),
    skus: 0,
  };
  for (let i = 0; i < size; i++) {
    if (directory.skuCount[i] === 0 || !filter.allows(directory, i)) continue;
    const categoryNumber = directory.category[i]!;
    const base =
      category[categoryNumber]! +
      audience[directory.audience[i]!]! +
      price[values.priceFitSlot[categoryNumber]!]![directory.priceBand[i]!]! +
      delivery[directory.shipping[i]!]! +
      capacity[directory.stockTier[i]!]!;
    const largestStatic = directory.maxStatic[i]!;
    const most = bound.isIdentity ? largestStatic : bound.most(largestStatic, largestOf(directory, i));
    const at = scored.count++;
    scored.index[at] = i;
    scored.base[at] = base;
    scored.upper[at] = rankKey(base + most, largestStatic);
    scored.skus += directory.skuCount[i]!;
  }
  return scored;
}
