import type { CellGroup } from './cell-group';
import type { CellScorer } from './cell-scorer';
import type { CellDirectory } from './directory';
import type { CellFilter } from './filter';

/** Entries of the heap: a cell is its index; a group is below 0, and odd once it stands by its close bound. */
const roughly = (group: number): number => -2 * group - 2;
const closely = (group: number): number => -2 * group - 1;
const groupOf = (entry: number): number => (-1 - entry) >> 1;
const isClose = (entry: number): boolean => (entry & 1) !== 0;

/**
 * The cells that a filter lets through, by falling upper bound: a binary heap of cells and of groups not looked into
 * yet. A group stands in it by a rough bound at first; when that comes to the top, by a close one; and when that does,
 * for its cells: usually some dozen of hundreds. The heap is kept in two plain arrays of numbers: under odd weights
 * there are a hundred thousand cells in it.
 */
export class CellQueue {
  private readonly groups: CellGroup[];
  private readonly uppers: number[] = [];
  private readonly entries: number[] = [];

  constructor(
    private readonly directory: CellDirectory,
    private readonly scorer: CellScorer,
    private readonly filter: CellFilter,
  ) {
    this.groups = [...directory.groups.values()].filter(
      (group) => group.skuCount > 0 && filter.allowsGroup(group),
    );
    this.groups.forEach((group, i) => this.rise(scorer.roughUpperOfGroup(group), roughly(i)));
  }

  /** No SKU in a cell not taken yet has a larger rank key; -1 when all are taken. */
  get head(): number {
    this.settle();
    return this.uppers[0] ?? -1;
  }

  /** The index of the best cell, which leaves the queue; its bound was the head. Only where there is one. */
  take(): number {
    this.settle();
    return this.pop();
  }

  /** Looks into groups until a cell is at the top. */
  private settle(): void {
    const { columns } = this.directory;
    for (let best = this.entries[0]; best !== undefined && best < 0; best = this.entries[0]) {
      this.pop();
      const group = this.groups[groupOf(best)]!;
      if (!isClose(best)) {
        this.rise(this.scorer.upperOfGroup(group), closely(groupOf(best)));
        continue;
      }
      for (const index of group.cells) {
        if (columns.skus[index] === 0 || !this.filter.allows(this.directory, index)) continue;
        this.rise(this.scorer.upperOf(index), index);
      }
    }
  }

  private pop(): number {
    const best = this.entries[0]!;
    const [upper, last] = [this.uppers.pop()!, this.entries.pop()!];
    if (this.entries.length > 0) this.sink(upper, last);
    return best;
  }

  /** Adds an entry at the end and lets it rise to its place. */
  private rise(upper: number, entry: number): void {
    const { uppers, entries } = this;
    let at = uppers.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (uppers[parent]! >= upper) break;
      uppers[at] = uppers[parent]!;
      entries[at] = entries[parent]!;
      at = parent;
    }
    uppers[at] = upper;
    entries[at] = entry;
  }

  /** Puts an entry at the top and lets it sink to its place. */
  private sink(upper: number, entry: number): void {
    const { uppers, entries } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= uppers.length) break;
      if (child + 1 < uppers.length && uppers[child + 1]! > uppers[child]!) child++;
      if (uppers[child]! <= upper) break;
      uppers[at] = uppers[child]!;
      entries[at] = entries[child]!;
      at = child;
    }
    uppers[at] = upper;
    entries[at] = entry;
  }
}
