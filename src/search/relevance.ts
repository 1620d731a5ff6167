import {
  type KeysetQuery,
  type Place,
  type PlacedRow,
  readPlaces,
  type Sought,
  type Window,
} from '../database/keyset';
import type { Condition } from '../database/parameters';
import type { Statements } from '../database/statements';
import { containsTerms, textContains } from './conditions';
import type { FoundTerm } from './found-terms';
import { foundBesideTitle, scanFor } from './sought';
import { beforeLastLinePattern, containsPattern, fold, lastLinesPattern } from './text';
import type { TextStatistics } from './text-statistics';

/** How well goods fit a text: each tier is a list of its own, in the order of the suppliers' quality. */
export type Tier = { rank: number; sought: Sought };

/** Quality is at most 1,000,000: rank and quality together are one whole number, the key of the order. */
const RANK = 2 ** 20;

export const RELEVANCE_COLUMN = { column: 'supplier_quality', type: 'integer' } as const;

/** The code itself; all words in the title; words in the code, or in the supplier's or belt's name. */
export function tiersOf(text: string, terms: readonly FoundTerm[], statistics: TextStatistics): Tier[] {
  const words = terms.map(({ term }) => term);
  const code = fold(text).trim();
  const isCode: Condition = (add) => `search_fold(t.code) = ${add(code)}`;
  const without = (...conditions: Condition[]): Condition[] =>
    conditions.map((condition) => (add) => `NOT (${condition(add)})`);
  const found = statistics.foundShare(terms);
  const sought = (conditions: Pick<Sought, 'byIndex' | 'ofRow'>, share: number): Sought => ({
    ...conditions,
    scan: scanFor(share, statistics),
    // Not at once: all that have a word may have it in the code, and none in the title.
    further: scanFor(share, statistics, found),
  });
  const inTitle = [allInTitle(words), ...without(endsWithCode(code))];
  const beside = without(endsWithCode(code), allInTitle(words));
  return [
    { rank: 3, sought: { byIndex: [isCode], ofRow: [isCode], scan: 0 } },
    {
      rank: 2,
      sought: sought(
        { byIndex: [...textContains(terms, 'index'), ...inTitle], ofRow: inTitle },
        statistics.textShare(words),
      ),
    },
    {
      rank: 1,
      sought: sought(
        {
          byIndex: [...foundBesideTitle(terms, statistics), ...beside],
          ofRow: [...containsTerms(terms, 'row'), ...beside],
        },
        statistics.shareBesideTitle(terms),
      ),
    },
  ];
}

/** Of the search text, which is folded already: only of one with further lines can it not be told where the title ends. */
const allInTitle =
  (words: readonly string[]): Condition =>
  (add) =>
    words
      .map(
        (word) => `t.search_text LIKE ${add(beforeLastLinePattern(word))}
          AND (t.search_text NOT LIKE ${add(beforeLastLinePattern('\n'))}
            OR search_fold(t.title) LIKE ${add(containsPattern(word))})`,
      )
      .join(' AND ');

/** Whether the text is the code. Folding a code takes ten times as long as to see that it is not that one. */
const endsWithCode =
  (code: string): Condition =>
  (add) =>
    `t.search_text LIKE ${add(lastLinesPattern(code))} AND search_fold(t.code) = ${add(code)}`;

/** The places of a window as readPlaces has them, tier after tier until it is full. */
export async function readByRelevance(
  db: Statements,
  query: KeysetQuery,
  tiers: readonly Tier[],
  parents: readonly unknown[],
  window: Window,
): Promise<PlacedRow[][]> {
  const { direction } = query.order;
  const { limit, backward } = window;
  const fromBest = (direction === 'DESC') !== backward;
  let places: PlacedRow[][] = parents.map(() => []);
  for (const tier of tiers.toSorted((a, b) => (fromBest ? b.rank - a.rank : a.rank - b.rank))) {
    if (places.every((found) => found.length === limit)) break;
    const within = windowIn(tier, window, direction);
    if (!within) continue;
    const found = await readPlaces(db, { ...query, sought: tier.sought }, parents, within);
    const keyed = found.map((list) =>
      list.map((place) => ({ ...place, key: String(tier.rank * RANK + Number(place.key)) })),
    );
    places = places.map((list, i) =>
      backward ? [...keyed[i]!, ...list].slice(-limit) : [...list, ...keyed[i]!].slice(0, limit),
    );
  }
  return places;
}

/** The part of a window that lies in a tier; undefined where there is none. */
function windowIn({ rank }: Tier, window: Window, direction: 'ASC' | 'DESC'): Window | undefined {
  const rankOf = ({ key }: Place): number => Math.floor(Number(key) / RANK);
  const inTier = ({ id, key }: Place): Place => ({ id, key: String(Number(key) - rank * RANK) });
  const { limit, backward, after, before } = window;
  const isBefore = (a: number, b: number): boolean => (direction === 'DESC' ? a > b : a < b);
  if (after && isBefore(rank, rankOf(after))) return undefined;
  if (before && isBefore(rankOf(before), rank)) return undefined;
  return {
    limit,
    backward,
    ...(after && rankOf(after) === rank ? { after: inTier(after) } : {}),
    ...(before && rankOf(before) === rank ? { before: inTier(before) } : {}),
  };
}
