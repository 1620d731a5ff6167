import { SEARCH_LIMITS } from '../config/limits';
import type { Sought } from '../database/keyset';
import type { Condition } from '../database/parameters';
import { containsTerms } from './conditions';
import type { FoundTerm } from './found-terms';
import type { TextStatistics } from './text-statistics';

/** What a list of SKUs is searched for; undefined where there is no text. */
export function soughtFor(terms: readonly FoundTerm[], statistics: TextStatistics): Sought | undefined {
  if (terms.length === 0) return undefined;
  const scan = scanFor(statistics.share(terms), statistics);
  const named = terms.find((term) => isPlace(term, terms, statistics));
  return {
    byIndex: byIndex(
      terms.map((term) => (term === named ? { ...term, belts: [] } : term)),
      statistics,
    ),
    ofRow: containsTerms(terms, 'row'),
    scan,
    ...(named && { each: { column: 'belt_number', type: 'smallint', values: named.belts } }),
  };
}

/** Whether so many of the goods of the belts that a term names have all the other terms that a page is soon full. */
const isPlace = (term: FoundTerm, terms: readonly FoundTerm[], statistics: TextStatistics): boolean =>
  term.belts.length > 0 && scanFor(statistics.share(terms.filter((other) => other !== term)), statistics) > 0;

/** A term that many suppliers are named by finds next to everything: it is asked of the rows that the others find. */
function byIndex(terms: readonly FoundTerm[], statistics: TextStatistics): Condition[] {
  const isCommon = ({ suppliers }: FoundTerm): boolean => suppliers === 'many';
  const share = ({ term }: FoundTerm): number => statistics.textShare([term]);
  const rarest = terms.toSorted((a, b) => share(a) - share(b)).slice(0, 1);
  const sought = terms.every(isCommon) ? rarest : terms.filter((term) => !isCommon(term));
  return [
    ...containsTerms(sought),
    ...containsTerms(
      terms.filter((term) => !sought.includes(term)),
      'row',
    ),
  ];
}

/** How many rows of a list to look at for what this share of them has; 0 where all that have it are soon found. */
export const scanFor = (share: number, { skus }: TextStatistics): number =>
  share * skus <= SEARCH_LIMITS.maxCollected ? 0 : SEARCH_LIMITS.maxScanned;
