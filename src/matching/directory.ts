import { isNewcomersCell, unpackCell } from './cell';
import { CellGroup, include } from './cell-group';
import { LARGEST_VALUES, type StaticFactors } from './static-bound';

/** A row of matching_cell. Static scores and factors are millionths. */
export type CellRow = {
  cell: number;
  skuCount: number;
  maxStatic: number;
  /** The largest value of each static factor, then the largest sum of each of PAIRS. */
  largest: readonly number[];
  /** The largest static score among the SKUs that have the largest value of each static factor. */
  staticAtLargest: StaticFactors;
};

const INITIAL_CAPACITY = 1_024;

type Column = Float64Array | Uint16Array | Uint8Array | Int32Array;

/** Arrays of a directory's columns, longer than it has cells; a longer one takes the place of one that is full. */
const columnsOf = (capacity: number) => ({
  cell: new Float64Array(capacity),
  belt: new Uint16Array(capacity),
  category: new Uint16Array(capacity),
  priceBand: new Uint8Array(capacity),
  audience: new Uint8Array(capacity),
  shipping: new Uint16Array(capacity),
  stockTier: new Uint8Array(capacity),
  skus: new Int32Array(capacity),
  maxStatic: new Int32Array(capacity),
  /** LARGEST_VALUES a cell. */
  largest: new Int32Array(capacity * LARGEST_VALUES),
  /** Four a cell, in the order of STATIC_FACTORS. */
  staticAtLargest: new Int32Array(capacity * 4),
});

/** A number of each category, and another of its newcomers' goods. */
const groupKey = (cell: number, category: number): number =>
  isNewcomersCell(cell) ? -1 - category : category;

/**
 * The cell directory: per cell its dimensions, SKU count and upper bounds, as columns of typed arrays, so that
 * scoring cells for a streamer is one tight loop. A cell keeps its index for life; an emptied one counts 0 SKUs.
 */
export class CellDirectory {
  size = 0;
  /** SKUs in all cells: the whole eligible catalogue. */
  skuCount = 0;
  /** Those of newcomers among them. */
  newcomerSkuCount = 0;
  /** By groupKey. */
  readonly groups = new Map<number, CellGroup>();
  columns = columnsOf(INITIAL_CAPACITY);
  private readonly indexOf = new Map<number, number>();

  /** Inserts or replaces. */
  put(row: CellRow): void {
    const index = this.indexOf.get(row.cell) ?? this.add(row.cell);
    const { skus, maxStatic, largest, staticAtLargest, category } = this.columns;
    const group = this.groups.get(groupKey(row.cell, category[index]!))!;
    const growth = row.skuCount - skus[index]!;
    this.skuCount += growth;
    if (group.isNewcomers) this.newcomerSkuCount += growth;
    group.skuCount += growth;
    skus[index] = row.skuCount;
    maxStatic[index] = row.maxStatic;
    largest.set(row.largest, index * LARGEST_VALUES);
    staticAtLargest.set(row.staticAtLargest, index * 4);
    group.maxStatic = Math.max(group.maxStatic, row.maxStatic);
    row.largest.forEach((value, f) => {
      group.largest[f] = Math.max(group.largest[f]!, value);
    });
  }

  /** The index of a cell, if it is known. */
  find(cell: number): number | undefined {
    return this.indexOf.get(cell);
  }

  /** Bytes held by the columns. */
  get bytes(): number {
    return Object.values<Column>(this.columns).reduce((sum, column) => sum + column.byteLength, 0);
  }

  private add(cell: number): number {
    if (this.size === this.columns.cell.length) this.grow();
    const { columns } = this;
    const index = this.size++;
    const { belt, category, priceBand, audience, shipping, stockTier } = unpackCell(cell);
    this.indexOf.set(cell, index);
    columns.cell[index] = cell;
    columns.belt[index] = belt;
    columns.category[index] = category;
    columns.priceBand[index] = priceBand;
    columns.audience[index] = audience;
    columns.shipping[index] = shipping;
    columns.stockTier[index] = stockTier;
    const key = groupKey(cell, category);
    let group = this.groups.get(key);
    if (!group) this.groups.set(key, (group = new CellGroup(category, isNewcomersCell(cell))));
    group.cells.push(index);
    include(group.priceBands, priceBand);
    include(group.audiences, audience);
    include(group.shippings, shipping);
    include(group.stockTiers, stockTier);
    return index;
  }

  private grow(): void {
    const larger = columnsOf(this.columns.cell.length * 2);
    for (const name of Object.keys(larger) as (keyof typeof larger)[]) {
      (larger[name] as Column).set(this.columns[name]);
    }
    this.columns = larger;
  }
}
