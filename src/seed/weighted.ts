import type { Random } from './random';

/** A choice in which some values come up more often than others. */
export class Weighted<T> {
  private readonly upTo: number[] = [];
  private readonly total: number;

  constructor(private readonly entries: readonly (readonly [value: T, weight: number])[]) {
    let total = 0;
    for (const [, weight] of entries) this.upTo.push((total += weight));
    if (!(total > 0)) throw new Error('A weighted choice needs a positive weight');
    this.total = total;
  }

  pick(random: Random): T {
    return this.at(random.unit());
  }

  /** The same choice for the same 0 <= unit < 1. */
  at(unit: number): T {
    const wanted = unit * this.total;
    let low = 0;
    let high = this.upTo.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.upTo[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return this.entries[low]![0];
  }
}
