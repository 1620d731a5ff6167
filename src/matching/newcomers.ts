import { isNewcomersCell } from './cell';
import { MILLION } from './factors';
import type { CellFilter } from './filter';
import type { Candidate } from './ranking';

type Good = { id: string; supplierId: string };

export type NewcomerRule = {
  /** Millionths of the places that are newcomers', at most a half. */
  share: number;
  maxPerSupplier: number;
  /** How many places are needed, from the best on. */
  wanted: number;
};

/** The rank of the n-th place that is newcomers'; with a share of a tenth, every tenth. */
const rankOfPlace = (n: number, share: number): number => Math.floor((n * MILLION) / share);

/** How many of so many ranks, from the first on, are newcomers' places. */
export const placesAmong = (ranks: number, share: number): number =>
  Math.max(0, Math.ceil(((ranks + 1) * share) / MILLION) - 1);

/**
 * The best of all are taken to have at least so many times as many newcomers as there are places: before they are found it
 * is a guess that saves a round, afterwards at most a few goods more than needed.
 */
const EXPECTED = 2;

/**
 * How many newcomers are enough to choose from for so many places: of those shown before a place, each is one of the best
 * of all or has one of the places before. It may grow while those best are searched for.
 */
export function enoughNewcomers(places: number, bestOfAll: readonly Pick<Candidate, 'cell'>[]): number {
  const amongAll = bestOfAll.filter(({ cell }) => isNewcomersCell(cell)).length;
  return places + Math.max(amongAll, EXPECTED * places);
}

/** The same filter for a search in newcomers' cells alone; how many SKUs the ranking considers stays what it is. */
export const newcomersAmong = (cells: CellFilter): CellFilter => ({
  ...cells,
  allowsGroup: (group) => group.isNewcomers && cells.allowsGroup(group),
});

/**
 * The ranking with newcomers' places: at those the best newcomer that was not shown yet, if there is one, at all others
 * the best of all that was not. Who stands at a rank depends on the ranks before it alone, hence never on the page.
 *
 * @param all the best of all, newcomers' goods among them, at most maxPerSupplier of one supplier
 * @param newcomers the same over newcomers alone, as many as are enough
 */
export function withNewcomers<T extends Good>(
  all: readonly T[],
  newcomers: readonly T[],
  { share, maxPerSupplier, wanted }: NewcomerRule,
): (T & { newcomer: boolean })[] {
  const shown = new Set<string>();
  const ofSupplier = new Map<string, number>();
  const countOf = (supplierId: string): number => ofSupplier.get(supplierId) ?? 0;
  const nextOf = (list: readonly T[]): (() => T | undefined) => {
    let at = 0;
    return () => {
      while (at < list.length && (shown.has(list[at]!.id) || countOf(list[at]!.supplierId) >= maxPerSupplier))
        at++;
      return list[at];
    };
  };
  const [nextOfAll, nextNewcomer] = [nextOf(all), nextOf(newcomers)];
  const ranked: (T & { newcomer: boolean })[] = [];
  let places = 0;
  while (ranked.length < wanted) {
    const isPlace = ranked.length + 1 === rankOfPlace(places + 1, share);
    if (isPlace) places++;
    const newcomer = isPlace ? nextNewcomer() : undefined;
    const next = newcomer ?? nextOfAll();
    if (!next) break;
    shown.add(next.id);
    ofSupplier.set(next.supplierId, countOf(next.supplierId) + 1);
    // The spread last: V8 gives an object that begins with one a hidden class of its own, and keeps it in old space.
    ranked.push({ newcomer: newcomer !== undefined, ...next });
  }
  return ranked;
}
