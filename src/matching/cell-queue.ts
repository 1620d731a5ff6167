import { scoreOf } from './rank-key';
import type { ScoredCells } from './score-cells';

/** Scores 0..1,000,000 in steps of 64: fine enough that a bucket is small, coarse enough to be cleared at once. */
const BUCKET_SHIFT = 6;
const BUCKETS = (1_000_000 >> BUCKET_SHIFT) + 2;

/**
 * Cells by falling upper bound, sorted only as far as they are asked for: a counting sort by score, then a sort of
 * each bucket when its turn comes. Usually some dozen of 50,000 cells are taken.
 */
export class CellQueue {
  private readonly order: Int32Array;
  private readonly bucketEnd: Int32Array;
  private bucket = BUCKETS - 1;
  private sortedTo = 0;
  private taken = 0;

  constructor(private readonly cells: ScoredCells) {
    const bucketOf = (at: number): number => scoreOf(cells.upper[at]!) >> BUCKET_SHIFT;
    // bucketEnd[b]: how many cells lie in bucket b or above it, that is, where b ends in falling order.
    this.bucketEnd = new Int32Array(BUCKETS);
    for (let at = 0; at < cells.count; at++) this.bucketEnd[bucketOf(at)]!++;
    for (let b = BUCKETS - 2; b >= 0; b--) this.bucketEnd[b]! += this.bucketEnd[b + 1]!;
    const free = this.bucketEnd.slice();
    this.order = new Int32Array(cells.count);
    for (let at = 0; at < cells.count; at++) this.order[--free[bucketOf(at)]!] = at;
  }

  /** The upper bound of all that was not taken yet; -1 when there is nothing left. */
  get head(): number {
    const next = this.peek();
    return next === undefined ? -1 : this.cells.upper[next]!;
  }

  take(): number | undefined {
    const next = this.peek();
    if (next !== undefined) this.taken++;
    return next;
  }

  private peek(): number | undefined {
    while (this.taken >= this.sortedTo && this.bucket >= 0) {
      const end = this.bucketEnd[this.bucket--]!;
      this.order.subarray(this.sortedTo, end).sort((a, b) => this.cells.upper[b]! - this.cells.upper[a]!);
      this.sortedTo = end;
    }
    return this.order[this.taken];
  }
}
