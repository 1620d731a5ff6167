import type { Condition } from '../database/parameters';
import type { FoundTerm } from './found-terms';
import { containsPattern, isPlain, tsqueryOf } from './text';

/** Whether a condition shall be served by an index, or is asked of rows at hand, where LIKE alone says it. */
export type Use = 'index' | 'row';

const containsText =
  (term: string): Condition =>
  (add) =>
    `t.search_text LIKE ${add(containsPattern(term))}`;

const hasLexemes = (terms: readonly FoundTerm[]): Condition => {
  const query = tsqueryOf(
    terms.map(({ term }) => term),
    terms.flatMap(({ pairs }) => pairs),
  );
  return (add) => `t.search_vector @@ ${add(query)}::tsquery`;
};

/** SKUs whose title or code contains each term: the index finds nearly only those, LIKE makes it exact. */
export function textContains(terms: readonly FoundTerm[], use: Use): Condition[] {
  if (terms.length === 0) return [];
  return [...(use === 'index' ? [hasLexemes(terms)] : []), ...terms.map(({ term }) => containsText(term))];
}

/** SKUs of which each term is found in the title, the code, the supplier's name or the belt's. */
export function containsTerms(terms: readonly FoundTerm[], use: Use = 'index'): Condition[] {
  const isNamed = ({ belts, suppliers }: FoundTerm): boolean => belts.length > 0 || suppliers.length > 0;
  const texts = terms.filter((term) => !isNamed(term));
  return [...textContains(texts, use), ...terms.filter(isNamed).map((term) => textOrName(term, use))];
}

/**
 * What holds of all SKUs that have each term, but not all in the title: some term is in the code, and if that is no plain
 * term, the code is none either; or in a name. Nothing is said where a plain term may be in any code, or too many are
 * named.
 */
export function besideTitle(terms: readonly FoundTerm[]): Condition[] {
  if (terms.some(({ term, suppliers }) => isPlain(term) || suppliers === 'many')) return [];
  const suppliers = terms.flatMap((term) => term.suppliers);
  const belts = terms.flatMap((term) => term.belts);
  return [
    (add) => {
      // As the partial index has it.
      const ways = ['octet_length(t.code) <> length(t.code)'];
      if (suppliers.length > 0) ways.push(`t.supplier_id = ANY (${add(suppliers)}::uuid[])`);
      if (belts.length > 0) ways.push(`t.belt_number = ANY (${add(belts)}::smallint[])`);
      return `(${ways.join(' OR ')})`;
    },
  ];
}

const textOrName =
  (found: FoundTerm, use: Use): Condition =>
  (add) => {
    const { term, belts, suppliers } = found;
    const own = textContains([found], use).map((condition) => condition(add));
    const ways = [`(${own.join(' AND ')})`];
    if (belts.length > 0) ways.push(`t.belt_number = ANY (${add(belts)}::smallint[])`);
    if (suppliers === 'many') {
      const isNamed = `s.search_text LIKE ${add(containsPattern(term))}`;
      ways.push(
        use === 'row'
          ? `EXISTS (SELECT FROM supplier s WHERE s.id = t.supplier_id AND ${isNamed})`
          : `t.supplier_id = ANY (ARRAY (SELECT s.id FROM supplier s
               WHERE s.search_vector @@ ${add(tsqueryOf([term]))}::tsquery AND ${isNamed}))`,
      );
    } else if (suppliers.length > 0) ways.push(`t.supplier_id = ANY (${add(suppliers)}::uuid[])`);
    return `(${ways.join(' OR ')})`;
  };
