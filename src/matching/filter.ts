import type { CategoryTree } from '../categories/category-tree';
import { containsTerms } from '../search/conditions';
import type { FoundTerm } from '../search/found-terms';
import type { Condition, Parameters } from '../database/parameters';
import type { PriceBand } from '../pricing/price-band.entity';
import { guaranteeBits } from '../skus/guarantee-bits';
import type { Guarantee } from '../skus/sku.enums';
import { STOCK_TIER_FLOORS } from './cell';
import type { GroupKind } from './cell-group';
import type { CellDirectory } from './directory';
import { NOT_WITHHELD } from './eligibility';
import { LARGEST_VALUES } from './static-bound';

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
  /** Whether the supplier has the label. */
  reliable?: boolean;
  /** Whether the SKU is in the shared library. */
  inAlliance?: boolean;
  text?: string;
};

/** What can be decided by the cell alone. */
export type CellFilter = {
  allows(directory: CellDirectory, index: number): boolean;
  /** False only where none of the cells of such a group can be allowed. */
  allowsGroup(group: GroupKind): boolean;
  /** SKUs in the cells that are allowed. */
  countSkus(directory: CellDirectory): number;
};

/** Conditions on the SKU aliased t. */
export class RowFilter {
  constructor(private readonly conditions: readonly Condition[]) {}

  get isEmpty(): boolean {
    return this.conditions.length === 0;
  }

  /** These and one more. */
  and(condition: Condition): RowFilter {
    return new RowFilter([...this.conditions, condition]);
  }

  /** All of them as one, or undefined where there is none. */
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

export type FilterPlan = {
  cells: CellFilter;
  /** What must be asked of each row; the cells that pass may hold rows that do not. */
  residual: RowFilter;
  /** The whole filter, and eligibility, for a statement that knows nothing of cells. */
  whole: RowFilter;
};

/**
 * Splits a filter into the part that leaves out whole cells and the part that is asked of each row; the terms are those
 * of its text.
 */
export function planFilter(
  criteria: MatchCriteria,
  reference: { priceBands: readonly PriceBand[]; categories: CategoryTree },
  terms: readonly FoundTerm[],
): FilterPlan {
  const { minPrice = 0, maxPrice = Infinity, minStock = 0, minQuality = 0, guarantees = [] } = criteria;
  const belts = allowing(1024, criteria.belts);
  const categories = allowing(reference.categories.maxNumber + 1, criteria.categories);
  const overlapping = reference.priceBands.filter(
    ({ minFen, maxFen }) => minFen <= maxPrice && (maxFen ?? Infinity) > minPrice,
  );
  const isPriced = minPrice > 0 || maxPrice < Infinity;
  const bands = allowing(32, isPriced ? overlapping.map((b) => b.number) : undefined);
  const lowestTier = STOCK_TIER_FLOORS.findLastIndex((floor) => floor <= Math.max(1, minStock));
  const allowsAll = !belts && !categories && !bands && lowestTier <= 1 && minQuality <= 0;
  const cells: CellFilter = {
    allows: ({ columns }, index) =>
      allowsAll ||
      ((!belts || belts[columns.belt[index]!] === 1) &&
        (!categories || categories[columns.category[index]!] === 1) &&
        (!bands || bands[columns.priceBand[index]!] === 1) &&
        columns.stockTier[index]! >= lowestTier &&
        columns.largest[index * LARGEST_VALUES]! >= minQuality),
    // A category newer than this process's reference data has no values yet: its goods wait until it is known.
    allowsGroup: ({ category }) =>
      reference.categories.get(category) !== undefined && (!categories || categories[category] === 1),
    countSkus: (directory) => {
      if (allowsAll) return directory.skuCount;
      let skus = 0;
      for (const group of directory.groups.values()) {
        if (!cells.allowsGroup(group)) continue;
        for (const index of group.cells)
          if (cells.allows(directory, index)) skus += directory.columns.skus[index]!;
      }
      return skus;
    },
  };

  const anyOf = (column: string, numbers: readonly number[] | undefined): Condition[] =>
    numbers ? [(add) => `t.${column} = ANY (${add(numbers)}::smallint[])`] : [];
  const atLeast =
    (column: string, value: number): Condition =>
    (add) =>
      `t.${column} >= ${add(value)}`;
  const atMost =
    (column: string, value: number): Condition =>
    (add) =>
      `t.${column} <= ${add(value)}`;
  const given = (isGiven: boolean, condition: Condition): Condition[] => (isGiven ? [condition] : []);
  const ofRows: Condition[] = [
    ...given(minQuality > 0, atLeast('supplier_quality', minQuality)),
    ...given(
      guarantees.length > 0,
      (add) =>
        `(t.guarantee_bits & ${add(guaranteeBits(guarantees))}::smallint) = ${add(guaranteeBits(guarantees))}::smallint`,
    ),
    // As the partial indexes have it.
    ...given(criteria.reliable === true, () => 't.supplier_reliable'),
    ...given(criteria.reliable === false, () => 'NOT t.supplier_reliable'),
    ...given(criteria.inAlliance === true, () => 't.in_alliance'),
    ...given(criteria.inAlliance === false, () => 'NOT t.in_alliance'),
  ];
  const cutsBelow = overlapping.some(({ minFen }) => minFen < minPrice);
  const cutsAbove = overlapping.some(({ maxFen }) => (maxFen ?? Infinity) - 1 > maxPrice);
  return {
    cells,
    residual: new RowFilter([
      ...given(cutsBelow, atLeast('live_price', minPrice)),
      ...given(cutsAbove, atMost('live_price', maxPrice)),
      ...given(minStock > STOCK_TIER_FLOORS[lowestTier]!, atLeast('stock', minStock)),
      ...ofRows,
      ...containsTerms(terms, 'row'),
    ]),
    whole: new RowFilter([
      // The second half follows from the first; with it, the indexes of the catalogue can serve.
      () => `t.cell IS NOT NULL AND t.status = 'LISTED' AND t.supplier_status <> 'FROZEN'`,
      () => NOT_WITHHELD,
      ...anyOf('belt_number', criteria.belts),
      ...anyOf('category_number', criteria.categories),
      ...given(minPrice > 0, atLeast('live_price', minPrice)),
      ...given(maxPrice < Infinity, atMost('live_price', maxPrice)),
      ...given(minStock > 0, atLeast('stock', minStock)),
      ...ofRows,
      ...containsTerms(terms),
    ]),
  };
}
