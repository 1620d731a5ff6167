import { unpackCell } from './cell';

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

/**
 * The cell directory: per cell its dimensions, SKU count and upper bounds, as columns of typed arrays, so that
 * scoring all cells for a streamer is one tight loop. A cell keeps its index for life; an emptied one counts 0 SKUs.
 */
export class CellDirectory {
  size = 0;
  cell = new Float64Array(INITIAL_CAPACITY);
  belt = new Uint16Array(INITIAL_CAPACITY);
  category = new Uint16Array(INITIAL_CAPACITY);
  priceBand = new Uint8Array(INITIAL_CAPACITY);
  audience = new Uint8Array(INITIAL_CAPACITY);
  shipping = new Uint16Array(INITIAL_CAPACITY);
  stockTier = new Uint8Array(INITIAL_CAPACITY);
  skuCount = new Int32Array(INITIAL_CAPACITY);
  maxStatic = new Int32Array(INITIAL_CAPACITY);
  maxQuality = new Int32Array(INITIAL_CAPACITY);
  maxAdvantage = new Int32Array(INITIAL_CAPACITY);
  maxCommission = new Int32Array(INITIAL_CAPACITY);
  maxMomentum = new Int32Array(INITIAL_CAPACITY);
  private readonly indexOf = new Map<number, number>();

  /** Inserts or replaces. */
  put(row: CellRow): void {
    let index = this.indexOf.get(row.cell);
    if (index === undefined) {
      if (this.size === this.cell.length) this.grow();
      index = this.size++;
      this.indexOf.set(row.cell, index);
      const dimensions = unpackCell(row.cell);
      this.cell[index] = row.cell;
      this.belt[index] = dimensions.belt;
      this.category[index] = dimensions.category;
      this.priceBand[index] = dimensions.priceBand;
      this.audience[index] = dimensions.audience;
      this.shipping[index] = dimensions.shipping;
      this.stockTier[index] = dimensions.stockTier;
    }
    this.skuCount[index] = row.skuCount;
    this.maxStatic[index] = row.maxStatic;
    this.maxQuality[index] = row.maxQuality;
    this.maxAdvantage[index] = row.maxAdvantage;
    this.maxCommission[index] = row.maxCommission;
    this.maxMomentum[index] = row.maxMomentum;
  }

  /** Bytes held by the columns. */
  get bytes(): number {
    return this.columns().reduce((sum, column) => sum + column.byteLength, 0);
  }

  private columns(): (Float64Array | Uint16Array | Uint8Array | Int32Array)[] {
    return Object.values(this).filter((value) => ArrayBuffer.isView(value)) as Int32Array[];
  }

  private grow(): void {
    const capacity = this.cell.length * 2;
    const grown = <T extends Float64Array | Uint16Array | Uint8Array | Int32Array>(column: T): T => {
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
    this.skuCount = grown(this.skuCount);
    this.maxStatic = grown(this.maxStatic);
    this.maxQuality = grown(this.maxQuality);
    this.maxAdvantage = grown(this.maxAdvantage);
    this.maxCommission = grown(this.maxCommission);
    this.maxMomentum = grown(this.maxMomentum);
  }
}
