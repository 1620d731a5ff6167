import { SEARCH_LIMITS } from '../config/limits';
import type { Sought } from '../database/keyset';
import { containsTerms } from './conditions';
import type { FoundTerm } from './found-terms';
import type { TextStatistics } from './text-statistics';

/** What a list of SKUs is searched for; undefined where there is no text. */
export const soughtFor = (terms: readonly FoundTerm[], statistics: TextStatistics): Sought | undefined =>
  terms.length === 0
    ? undefined
    : {
        byIndex: containsTerms(terms),
        ofRow: containsTerms(terms, 'row'),
        scan: scanFor(statistics.share(terms), statistics),
      };

/** How many rows of a list to look at for what this share of them has; 0 where all that have it are soon found. */
export const scanFor = (share: number, { skus }: TextStatistics): number =>
  share * skus <= SEARCH_LIMITS.maxCollected ? 0 : SEARCH_LIMITS.maxScanned;
