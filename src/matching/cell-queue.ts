import type { CellGroup } from './cell-group';
import type { CellScorer } from './cell-scorer';
import type { CellDirectory } from './directory';
import type { CellFilter } from './filter';

export type QueuedCell = {
  /** Index in the directory. */
  index: number;
  /** What the streamer-dependent factors add to the score of every SKU of the cell. */
  base: number;
  /** No SKU of the cell has a larger rank key. */
  upper: number;
};

/**
 * The cells that a filter lets through, by falling upper bound. Groups of cells are looked into only when their own
 * bound comes to the top: usually some dozen of hundreds. Within those, a binary heap gives the best cell next.
 */
export class CellQueue {
  private readonly groups: { group: CellGroup; upper: number }[];
  private nextGroup = 0;
  private readonly heap: QueuedCell[] = [];

  constructor(
    private readonly directory: CellDirectory,
    private readonly scorer: CellScorer,
    private readonly filter: CellFilter,
  ) {
    this.groups = [...directory.groups.values()]
      .filter((group) => group.skuCount > 0 && filter.allowsGroup(group))
      .map((group) => ({ group, upper: scorer.upperOfGroup(group) }))
      .toSorted((a, b) => b.upper - a.upper);
  }

  /** No SKU in a cell not taken yet has a larger rank key; -1 when all are taken. */
  get head(): number {
    this.settle();
    return this.heap[0]?.upper ?? -1;
  }

  take(): QueuedCell | undefined {
    this.settle();
    const top = this.heap[0];
    const last = this.heap.pop();
    if (last && last !== top) {
      this.heap[0] = last;
      this.sink(0);
    }
    return top;
  }

  /** Looks into groups until none of those left can hold a better cell than the heap's best. */
  private settle(): void {
    for (let next = this.groups[this.nextGroup]; next; next = this.groups[this.nextGroup]) {
      if (this.heap[0] && this.heap[0].upper > next.upper) return;
      this.nextGroup++;
      for (const index of next.group.cells) {
        if (this.directory.skus[index] === 0 || !this.filter.allows(this.directory, index)) continue;
        const base = this.scorer.baseOf(index);
        this.heap.push({ index, base, upper: this.scorer.upperOf(index, base) });
        this.rise(this.heap.length - 1);
      }
    }
  }

  private rise(at: number): void {
    const { heap } = this;
    const cell = heap[at]!;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]!.upper >= cell.upper) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = cell;
  }

  private sink(at: number): void {
    const { heap } = this;
    const cell = heap[at]!;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.upper > heap[child]!.upper) child++;
      if (heap[child]!.upper <= cell.upper) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = cell;
  }
}
