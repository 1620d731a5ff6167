import type { CellGroup } from './cell-group';
import type { CellScorer } from './cell-scorer';
import type { CellDirectory } from './directory';
import type { CellFilter } from './filter';

/**
 * The cells that a filter lets through, by falling upper bound. Groups of cells are looked into only when their own
 * bound comes to the top: usually some dozen of hundreds. Within those, a binary heap gives the best cell next. It
 * is kept in two plain arrays of numbers: under odd weights there are a hundred thousand cells in it.
 */
export class CellQueue {
  private readonly groups: { group: CellGroup; upper: number }[];
  private nextGroup = 0;
  private readonly uppers: number[] = [];
  private readonly cells: number[] = [];

  constructor(
    private readonly directory: CellDirectory,
    private readonly scorer: CellScorer,
    private readonly filter: CellFilter,
  ) {
    this.groups = [...directory.groups.values()]
      .filter((group) => group.skuCount > 0 && filter.allowsCategory(group.category))
      .map((group) => ({ group, upper: scorer.upperOfGroup(group) }))
      .toSorted((a, b) => b.upper - a.upper);
  }

  /** No SKU in a cell not taken yet has a larger rank key; -1 when all are taken. */
  get head(): number {
    this.settle();
    return this.uppers[0] ?? -1;
  }

  /** The index of the best cell, which leaves the queue; its bound was the head. Only where there is one. */
  take(): number {
    this.settle();
    const best = this.cells[0]!;
    const [upper, cell] = [this.uppers.pop()!, this.cells.pop()!];
    if (this.cells.length > 0) this.sink(upper, cell);
    return best;
  }

  /** Looks into groups until none of those left can hold a better cell than the heap's best. */
  private settle(): void {
    const { columns } = this.directory;
    for (let next = this.groups[this.nextGroup]; next; next = this.groups[this.nextGroup]) {
      if (this.uppers.length > 0 && this.uppers[0]! > next.upper) return;
      this.nextGroup++;
      for (const index of next.group.cells) {
        if (columns.skus[index] === 0 || !this.filter.allows(this.directory, index)) continue;
        this.rise(this.scorer.upperOf(index), index);
      }
    }
  }

  /** Adds a cell at the end and lets it rise to its place. */
  private rise(upper: number, cell: number): void {
    const { uppers, cells } = this;
    let at = uppers.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (uppers[parent]! >= upper) break;
      uppers[at] = uppers[parent]!;
      cells[at] = cells[parent]!;
      at = parent;
    }
    uppers[at] = upper;
    cells[at] = cell;
  }

  /** Puts a cell at the top and lets it sink to its place. */
  private sink(upper: number, cell: number): void {
    const { uppers, cells } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= uppers.length) break;
      if (child + 1 < uppers.length && uppers[child + 1]! > uppers[child]!) child++;
      if (uppers[child]! <= upper) break;
      uppers[at] = uppers[child]!;
      cells[at] = cells[child]!;
      at = child;
    }
    uppers[at] = upper;
    cells[at] = cell;
  }
}
