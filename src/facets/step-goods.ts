/** A belt and a category, both smallints, as one number. */
export const placeOf = (belt: number, category: number): number => belt * 65_536 + category;
export const beltOf = (place: number): number => Math.floor(place / 65_536);
export const categoryOf = (place: number): number => place % 65_536;

/** Places to be read: those, or all that there are. */
export type Places = ReadonlySet<number> | 'all';

const FIELDS = 3;

/**
 * The goods of one step of the price at each exact price, by belt and category, so that a filter may begin and end
 * anywhere within the step. They are read from rows when a filter first cuts the step; then again only where something
 * changed.
 */
export class StepGoods {
  /** Price, kind and number of SKUs, one after the other. */
  private readonly byPlace = new Map<number, Int32Array>();
  private changed: Set<number> | 'all' = 'all';

  /** What holds no longer, at the moment. */
  get stale(): Places {
    return this.changed === 'all' ? 'all' : new Set(this.changed);
  }

  /** Something of a place was added up into the counts since. */
  markChanged(place: number): void {
    if (this.changed !== 'all') this.changed.add(place);
  }

  /**
   * Takes what was read of places as of the version of the counts.
   * @param pending places of which something was noted and not yet added up: with the next version they are others,
   *   hence read again until then
   */
  put(places: Places, goods: ReadonlyMap<number, Int32Array>, pending: ReadonlySet<number>): void {
    if (places === 'all') this.byPlace.clear();
    else for (const place of places) this.byPlace.delete(place);
    for (const [place, priced] of goods) this.byPlace.set(place, priced);
    if (places === 'all') this.changed = new Set(pending);
    if (places === 'all' || this.changed === 'all') return;
    for (const place of places) {
      if (pending.has(place)) this.changed.add(place);
      else this.changed.delete(place);
    }
  }

  /** Tells of each place how many goods of these kinds cost from `min` to `max`, in fen and inclusive. */
  count(min: number, max: number, isKind: Uint8Array, tell: (place: number, skus: number) => void): void {
    for (const [place, priced] of this.byPlace) {
      let skus = 0;
      for (let i = 0; i < priced.length; i += FIELDS) {
        const price = priced[i]!;
        if (price >= min && price <= max) skus += isKind[priced[i + 1]!]! * priced[i + 2]!;
      }
      if (skus > 0) tell(place, skus);
    }
  }
}

/** Whether all of these places are among those. */
export const covers = (places: Places, needed: Places): boolean =>
  places === 'all' || (needed !== 'all' && [...needed].every((place) => places.has(place)));

export const union = (a: Places, b: Places): Places =>
  a === 'all' || b === 'all' ? 'all' : new Set([...a, ...b]);
