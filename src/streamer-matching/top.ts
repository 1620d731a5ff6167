/** A streamer, by the index in the table, and what is known of the score. */
export type Scored = { index: number; score: number };

/** The first so many of all that were offered: a binary heap with the last of them on top. */
export class Top {
  readonly items: Scored[] = [];
  /** Nothing below it is taken any more. */
  leastScore = -1;

  constructor(
    private readonly limit: number,
    private readonly isBefore: (a: Scored, b: Scored) => boolean,
  ) {}

  /** Whether it would be taken. */
  wants(index: number, score: number): boolean {
    if (this.items.length < this.limit || score > this.leastScore) return true;
    return score === this.leastScore && this.isBefore({ index, score }, this.items[0]!);
  }

  offer(index: number, score: number): void {
    if (!this.wants(index, score)) return;
    if (this.items.length < this.limit) this.rise({ index, score });
    else this.sink({ index, score });
    if (this.items.length === this.limit) this.leastScore = this.items[0]!.score;
  }

  private rise(item: Scored): void {
    const { items } = this;
    let at = items.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.isBefore(items[parent]!, item)) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = item;
  }

  private sink(item: Scored): void {
    const { items } = this;
    let at = 0;
    for (let child = 1; child < items.length; child = 2 * at + 1) {
      if (child + 1 < items.length && this.isBefore(items[child]!, items[child + 1]!)) child++;
      if (!this.isBefore(item, items[child]!)) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = item;
  }
}
