import { isNewcomersCell, unpackCell } from './cell';
import { CellGroup, include } from './cell-group';
import type { StaticFactors } from './static-bound';

/** A row of matching_cell. Numbers of the static factors are millionths. */
export type CellRow = {
  cell: number;
  skuCount: number;
  maxStatic: number;
  maxQuality: number;
  maxAdvantage: number;
  maxCommission: number;
  maxMomentum: number;
};

const INITIAL_CAPACITY = 1_024;

type Column = Float64Array | Uint16Array | Uint8Array | Int32Array;

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
  readonly groups = new Map<number, CellGroup>();
  cell = new Float64Array(INITIAL_CAPACITY);
  belt = new Uint16Array(INITIAL_CAPACITY);
  category = new Uint16Array(INITIAL_CAPACITY);
  priceBand = new Uint8Array(INITIAL_CAPACITY);
  audience = new Uint8Array(INITIAL_CAPACITY);
  shipping = new Uint16Array(INITIAL_CAPACITY);
  stockTier = new Uint8Array(INITIAL_CAPACITY);
  skus = new Int32Array(INITIAL_CAPACITY);
  maxStatic = new Int32Array(INITIAL_CAPACITY);
  maxQuality = new Int32Array(INITIAL_CAPACITY);
  maxAdvantage = new Int32Array(INITIAL_CAPACITY);
  maxCommission = new Int32Array(INITIAL_CAPACITY);
  maxMomentum = new Int32Array(INITIAL_CAPACITY);
  private readonly indexOf = new Map<number, number>();

  /** Inserts or replaces. */
  put(row: CellRow): void {
    const index = this.indexOf.get(row.cell) ?? this.add(row.cell);
    const group = this.groups.get(this.category[index]!)!;
    const growth = row.skuCount - this.skus[index]!;
    this.skuCount += growth;
    if (isNewcomersCell(row.cell)) this.newcomerSkuCount += growth;
    group.skuCount += growth;
    this.skus[index] = row.skuCount;
    this.maxStatic[index] = row.maxStatic;
    this.maxQuality[index] = row.maxQuality;
    this.maxAdvantage[index] = row.maxAdvantage;
    this.maxCommission[index] = row.maxCommission;
    this.maxMomentum[index] = row.maxMomentum;
    group.maxStatic = Math.max(group.maxStatic, row.maxStatic);
    group.maxQuality = Math.max(group.maxQuality, row.maxQuality);
    group.maxAdvantage = Math.max(group.maxAdvantage, row.maxAdvantage);
    group.maxCommission = Math.max(group.maxCommission, row.maxCommission);
    group.maxMomentum = Math.max(group.maxMomentum, row.maxMomentum);
  }

  /** The largest values of the static factors in a cell. */
  largestOf(index: number): StaticFactors {
    return [
      this.maxQuality[index]!,
      this.maxAdvantage[index]!,
      this.maxCommission[index]!,
      this.maxMomentum[index]!,
    ];
  }

  /** Bytes held by the columns. */
  get bytes(): number {
    const columns = Object.values(this).filter((value): value is Column => ArrayBuffer.isView(value));
    return columns.reduce((sum, column) => sum + column.byteLength, 0);
  }

  private add(cell: number): number {
    if (this.size === this.cell.length) this.grow();
    const index = this.size++;
    const { belt, category, priceBand, audience, shipping, stockTier } = unpackCell(cell);
    this.indexOf.set(cell, index);
    this.cell[index] = cell;
    this.belt[index] = belt;
    this.category[index] = category;
    this.priceBand[index] = priceBand;
    this.audience[index] = audience;
    this.shipping[index] = shipping;
    this.stockTier[index] = stockTier;
    let group = this.groups.get(category);
    if (!group) this.groups.set(category, (group = new CellGroup(category)));
    group.cells.push(index);
    include(group.priceBands, priceBand);
    include(group.audiences, audience);
    include(group.shippings, shipping);
    include(group.stockTiers, stockTier);
    return index;
  }

  private grow(): void {
    const capacity = this.cell.length * 2;
    const grown = <T extends Column>(column: T): T => {
      const larger = new (column.constructor as new (length: number) => T)(capacity);
      larger.set(column);
      return larger;
    };
    this.cell = grown(this.cell);
    this.belt = grown(this.belt);
    this.category = grown(this.category);
    this.priceBand = grown(this.priceBand);
    this.audience = grown(this.audience);
    this.shipping = grown(this.shipping);
    this.stockTier = grown(this.stockTier);
    this.skus = grown(this.skus);
    this.maxStatic = grown(this.maxStatic);
    this.maxQuality = grown(this.maxQuality);
    this.maxAdvantage = grown(this.maxAdvantage);
    this.maxCommission = grown(this.maxCommission);
    this.maxMomentum = grown(this.maxMomentum);
  }
}
