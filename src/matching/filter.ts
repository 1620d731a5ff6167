import type { CategoryTree } from '../categories/category-tree';
import { containsTerms } from '../search/conditions';
import { termsOf } from '../search/text';
import type { Condition, Parameters } from '../database/parameters';
import type { PriceBand } from '../pricing/price-band.entity';
import type { Guarantee } from '../skus/sku.enums';
import { STOCK_TIER_FLOORS } from './cell';
import type { CellGroup } from './cell-group';
import type { CellDirectory } from './directory';

/** A match filter whose slugs and texts are resolved; absent means "any". */
export type MatchCriteria = {
  belts?: readonly number[];
  /** Category numbers, subtrees spelled out. */
  categories?: readonly number[];
  /** Inclusive, in fen. */
  minPrice?: number;
  maxPrice?: number;
  guarantees?: readonly Guarantee[];
  minStock?: number;
  /** Millionths. */
  minQuality?: number;
  text?: string;
};

/** What can be decided by the cell alone. */
export type CellFilter = {
  allows(directory: CellDirectory, index: number): boolean;
  /** False only where none of the group's cells can be allowed. */
  allowsGroup(group: CellGroup): boolean;
  /** SKUs in the cells that are allowed. */
  countSkus(directory: CellDirectory): number;
};

/** What must be asked of each row; the cells that pass may hold rows that do not. */
export class ResidualFilter {
  constructor(private readonly conditions: readonly Condition[]) {}

  get isEmpty(): boolean {
    return this.conditions.length === 0;
  }

  /** A condition on the SKU aliased t, or undefined where every row of an allowed cell passes. */
  toSql(parameters: Parameters): string | undefined {
    if (this.isEmpty) return undefined;
    return this.conditions.map((condition) => condition(parameters.add)).join(' AND ');
  }
}

const allowing = (length: number, numbers: readonly number[] | undefined): Uint8Array | undefined => {
  if (!numbers) return undefined;
  const allowed = new Uint8Array(length);
  for (const number of numbers) allowed[number] = 1;
  return allowed;
};

/** Splits a filter into the part that leaves out whole cells and the part that is asked of each row. */
export function planFilter(
  criteria: MatchCriteria,
  reference: { priceBands: readonly PriceBand[]; categories: CategoryTree },
): { cells: CellFilter; residual: ResidualFilter } {
  const { minPrice = 0, maxPrice = Infinity, minStock = 0, minQuality = 0 } = criteria;
  const belts = allowing(1024, criteria.belts);
  const categories = allowing(reference.categories.maxNumber + 1, criteria.categories);
  const overlapping = reference.priceBands.filter(
    ({ minFen, maxFen }) => minFen <= maxPrice && (maxFen ?? Infinity) > minPrice,
  );
  const bands = allowing(
    32,
    minPrice > 0 || maxPrice < Infinity ? overlapping.map((b) => b.number) : undefined,
  );
  const lowestTier = STOCK_TIER_FLOORS.findLastIndex((floor) => floor <= Math.max(1, minStock));
  const allowsAll = !belts && !categories && !bands && lowestTier <= 1 && minQuality <= 0;
  const cells: CellFilter = {
    allows: (directory, index) =>
      allowsAll ||
      ((!belts || belts[directory.belt[index]!] === 1) &&
        (!categories || categories[directory.category[index]!] === 1) &&
        (!bands || bands[directory.priceBand[index]!] === 1) &&
        directory.stockTier[index]! >= lowestTier &&
        directory.maxQuality[index]! >= minQuality),
    // A category newer than this process's reference data has no values yet: its goods wait until it is known.
    allowsGroup: ({ category }) =>
      reference.categories.get(category) !== undefined && (!categories || categories[category] === 1),
    countSkus: (directory) => {
      if (allowsAll) return directory.skuCount;
      let skus = 0;
      for (const group of directory.groups.values()) {
        if (!cells.allowsGroup(group)) continue;
        for (const index of group.cells) if (cells.allows(directory, index)) skus += directory.skus[index]!;
      }
      return skus;
    },
  };

  const conditions: Condition[] = [];
  if (overlapping.some(({ minFen }) => minFen < minPrice)) {
    conditions.push((add) => `t.live_price >= ${add(minPrice)}`);
  }
  if (overlapping.some(({ maxFen }) => (maxFen ?? Infinity) - 1 > maxPrice)) {
    conditions.push((add) => `t.live_price <= ${add(maxPrice)}`);
  }
  if (minStock > STOCK_TIER_FLOORS[lowestTier]!) conditions.push((add) => `t.stock >= ${add(minStock)}`);
  if (minQuality > 0) conditions.push((add) => `t.supplier_quality >= ${add(minQuality)}`);
  const guarantees = criteria.guarantees ?? [];
  if (guarantees.length > 0) conditions.push((add) => `t.guarantees @> ${add(guarantees)}::guarantee[]`);
  conditions.push(...containsTerms(termsOf(criteria.text ?? '')));
  return { cells, residual: new ResidualFilter(conditions) };
}
