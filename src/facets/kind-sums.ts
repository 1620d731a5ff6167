import type { CountGroup, GroupCount } from './count-group';

/**
 * The goods of the kinds that a filter lets through, by belt, category and step of the price. Filters repeat: what one pass
 * over all counts has added up is kept current from then on.
 */
export class KindSums {
  private readonly byGroup = new Map<CountGroup, Int32Array>();

  /** @param isKind 1 at the kinds that count, 0 at others */
  constructor(
    private readonly isKind: Uint8Array,
    private readonly steps: number,
  ) {}

  /** At the number of each step of the price. */
  of(group: CountGroup): Int32Array {
    let bySteps = this.byGroup.get(group);
    if (!bySteps) {
      this.byGroup.set(group, (bySteps = new Int32Array(this.steps)));
      group.addTo(bySteps, this.isKind);
    }
    return bySteps;
  }

  /** So many more of a step and a kind, or fewer. */
  add(group: CountGroup, { step, kind, skus }: GroupCount): void {
    const bySteps = this.byGroup.get(group);
    if (bySteps) bySteps[step]! += this.isKind[kind]! * skus;
  }
}
