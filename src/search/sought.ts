import { SEARCH_LIMITS } from '../config/limits';
import type { Sought } from '../database/keyset';
import type { Condition } from '../database/parameters';
import { besideTitle, containsTerms } from './conditions';
import type { FoundTerm } from './found-terms';
import type { TextStatistics } from './text-statistics';

/**
 * What a list of SKUs is searched for; undefined where there is no text.
 * @param isByBelt whether an index has each belt's goods in the list's order
 */
export function soughtFor(
  terms: readonly FoundTerm[],
  statistics: TextStatistics,
  isByBelt: boolean,
): Sought | undefined {
  if (terms.length === 0) return undefined;
  const share = statistics.share(terms);
  const found = foundShare(terms, statistics);
  const named = terms.find((term) => isPlace(term, terms, statistics));
  const isWalked = named !== undefined && isByBelt;
  return {
    byIndex: foundBy(terms, statistics),
    ofRow: containsTerms(terms, 'row'),
    scan: scanFor(share, statistics, isWalked ? 0 : found),
    ...(named && {
      each: {
        column: 'belt_number',
        type: 'smallint',
        values: named.belts,
        others: foundBy(
          terms.map((term) => (term === named ? { ...term, belts: [] } : term)),
          statistics,
        ),
        scan: isByBelt ? scanFor(1, statistics, found) : 0,
      },
    }),
  };
}

/** Whether so many of the goods of the belts that a term names have all the other terms that a page is soon full. */
const isPlace = (term: FoundTerm, terms: readonly FoundTerm[], statistics: TextStatistics): boolean =>
  term.belts.length > 0 && scanFor(statistics.share(terms.filter((other) => other !== term)), statistics) > 0;

/** An entry of an index takes so small a part of the time that a row takes. */
const ENTRIES_PER_ROW = 20;

/**
 * Those of the terms by which an index soon finds the goods that have all: the rarest, and others while they leave out rows
 * that take longer to read than they do. A term that many suppliers are named by finds next to everything.
 */
function askedOfIndex(terms: readonly FoundTerm[], statistics: TextStatistics): FoundTerm[] {
  const shares = new Map(terms.map((term) => [term, statistics.share([term])]));
  const asked: FoundTerm[] = [];
  let left = ENTRIES_PER_ROW;
  for (const term of terms.toSorted((a, b) => shares.get(a)! - shares.get(b)!)) {
    const share = shares.get(term)!;
    if (asked.length > 0 && (term.suppliers === 'many' || left < share)) continue;
    asked.push(term);
    left *= share;
  }
  return asked;
}

const foundShare = (terms: readonly FoundTerm[], statistics: TextStatistics): number =>
  statistics.foundShare(askedOfIndex(terms, statistics));

/** All terms, for rows to be found by index. */
export function foundBy(terms: readonly FoundTerm[], statistics: TextStatistics): Condition[] {
  const asked = new Set(askedOfIndex(terms, statistics));
  return [
    ...containsTerms(terms.filter((term) => asked.has(term))),
    ...containsTerms(
      terms.filter((term) => !asked.has(term)),
      'found',
    ),
  ];
}

/** The same of goods that do not have all in the title: by the index of names, where names are rarer than the terms. */
export function foundBesideTitle(terms: readonly FoundTerm[], statistics: TextStatistics): Condition[] {
  const named = besideTitle(terms);
  return named && statistics.wideOrNamedShare(terms) < foundShare(terms, statistics)
    ? [named, ...containsTerms(terms, 'found')]
    : foundBy(terms, statistics);
}

/** In order, rows stand anywhere on the disk, and each takes so many times as long as one that an index finds. */
const ROWS_PER_SCANNED = 8;

/**
 * How many rows of a list to look at for what this share of them has; 0 where all that have it are soon found. At least
 * what takes a moment, and else a part of the rows that would be read to find all.
 */
export function scanFor(share: number, { skus }: TextStatistics, found = 0): number {
  const { maxCollected, minScanned, maxScanned } = SEARCH_LIMITS;
  if (share * skus <= maxCollected) return 0;
  return Math.min(maxScanned, Math.max(minScanned, Math.round((found * skus) / ROWS_PER_SCANNED)));
}
