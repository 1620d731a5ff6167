/** So many listed SKUs of a step of the price and a kind. */
export type GroupCount = { step: number; kind: number; skus: number };

const FIRST_CAPACITY = 16;

/** The counts of one belt and category, in columns: passing over hundreds of thousands of them takes ten milliseconds. */
export class CountGroup {
  private steps = new Uint8Array(FIRST_CAPACITY);
  private kinds = new Uint8Array(FIRST_CAPACITY);
  private skus = new Int32Array(FIRST_CAPACITY);
  private length = 0;
  private readonly places = new Map<number, number>();

  constructor(
    readonly belt: number,
    readonly category: number,
  ) {}

  /** @returns by how much the count is larger than before */
  put({ step, kind, skus }: GroupCount): number {
    const key = step * 256 + kind;
    let place = this.places.get(key);
    if (place === undefined) {
      place = this.length++;
      if (place === this.skus.length) this.grow();
      this.places.set(key, place);
      this.steps[place] = step;
      this.kinds[place] = kind;
    }
    const difference = skus - this.skus[place]!;
    this.skus[place] = skus;
    return difference;
  }

  /** Adds up, at the number of each step of the price, the goods of these kinds. */
  addTo(bySteps: Int32Array, isKind: Uint8Array): void {
    const { steps, kinds, skus, length } = this;
    for (let i = 0; i < length; i++) bySteps[steps[i]!]! += isKind[kinds[i]!]! * skus[i]!;
  }

  private grow(): void {
    const grown = <T extends Uint8Array | Int32Array>(wider: T, column: T): T => {
      wider.set(column);
      return wider;
    };
    const capacity = 2 * this.skus.length;
    this.steps = grown(new Uint8Array(capacity), this.steps);
    this.kinds = grown(new Uint8Array(capacity), this.kinds);
    this.skus = grown(new Int32Array(capacity), this.skus);
  }
}
