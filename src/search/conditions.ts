import type { Condition } from '../database/parameters';
import { containsPattern, tsqueryOf } from './text';

/** SKUs whose search text contains every term: the index finds nearly only those, LIKE makes it exact. */
export function containsTerms(terms: readonly string[]): Condition[] {
  if (terms.length === 0) return [];
  return [
    (add) => `t.search_vector @@ ${add(tsqueryOf(terms))}::tsquery`,
    ...terms.map<Condition>((term) => (add) => `t.search_text LIKE ${add(containsPattern(term))}`),
  ];
}
