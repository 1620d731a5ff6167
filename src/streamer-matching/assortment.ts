import type { CategoryTree } from '../categories/category-tree';
import { type CellDimensions, unpackCell } from '../matching/cell';
import type { Weights } from '../matching/factors';
import { Kinship } from '../matching/kinship';
import { type StaticFactors, staticScoreUnder } from '../matching/static-bound';

/** Of the SKUs in one cell, the one that every streamer would rank first, for only the static factors differ. */
export type BestOfCell = {
  cell: number;
  skuCount: number;
  skuId: string;
  staticScore: number;
  factors: StaticFactors;
};

export type AssortedCell = BestOfCell & {
  dimensions: CellDimensions;
  /** What the static factors add to the score under the weights asked for. */
  gain: number;
};

/** The cells of one category, and what occurs among them. */
export type AssortedCategory = {
  /** What a purchase counts for it, by the number of the purchase's category. */
  kinship: Uint8Array;
  /** The number of its top category. */
  top: number;
  /** 1 at the numbers of the category and those above it, any of which may have price bands of its own. */
  lineage: Uint8Array;
  /** By gain, the largest first. */
  cells: readonly AssortedCell[];
  audiences: readonly number[];
  priceBands: readonly number[];
  shippings: readonly number[];
  stockTiers: readonly number[];
  largestStockTier: number;
  largestGain: number;
};

/** The eligible goods that streamers are looked for: those of a supplier, or a single one. */
export type Assortment = { skuCount: number; categories: readonly AssortedCategory[] };

const largest = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b), 0);

/** Goods in a category that this process does not know yet wait until it is known. */
export function assort(bests: readonly BestOfCell[], weights: Weights, tree: CategoryTree): Assortment {
  const cells = bests
    .map((best) => ({
      ...best,
      dimensions: unpackCell(best.cell),
      gain: staticScoreUnder(weights, best.factors),
    }))
    .filter(({ dimensions }) => tree.get(dimensions.category) !== undefined)
    .toSorted((a, b) => b.gain - a.gain);
  const kinship = Kinship.of(tree);
  const byCategory = new Map<number, AssortedCell[]>();
  for (const cell of cells) {
    const found = byCategory.get(cell.dimensions.category);
    if (found) found.push(cell);
    else byCategory.set(cell.dimensions.category, [cell]);
  }
  return {
    skuCount: cells.reduce((sum, { skuCount }) => sum + skuCount, 0),
    categories: [...byCategory].map(([number, found]) => {
      const category = tree.get(number)!;
      const lineage = new Uint8Array(tree.maxNumber + 1);
      for (const above of [category, ...tree.ancestors(category)]) lineage[above.number] = 1;
      const occurring = (dimension: keyof CellDimensions): number[] => [
        ...new Set(found.map(({ dimensions }) => dimensions[dimension])),
      ];
      return {
        kinship: kinship.to(number),
        top: kinship.tops[number]!,
        lineage,
        cells: found,
        audiences: occurring('audience'),
        priceBands: occurring('priceBand'),
        shippings: occurring('shipping'),
        stockTiers: occurring('stockTier'),
        largestStockTier: largest(found.map(({ dimensions }) => dimensions.stockTier)),
        largestGain: found[0]!.gain,
      };
    }),
  };
}
