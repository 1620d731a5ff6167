import type { Condition, Parameters } from '../database/parameters';
import { LISTED } from '../skus/listed';
import type { FoundTerm } from './found-terms';
import { containsPattern, isPlain, tsqueryOf } from './text';

/**
 * Whether a condition shall be served by an index; or is asked of thousands of rows that another has found; or of each row
 * of a list until a page is full, which may be soon. Of rows LIKE alone says it.
 */
export type Use = 'index' | 'found' | 'row';

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
  const named = terms.filter(isNamed);
  if (use !== 'index' || named.length === 0)
    return [...textContains(texts, use), ...named.map((term) => textOrName(term, use))];
  return [...textContains(texts, 'found'), ...named.map((term) => foundByTextOrName(term, texts))];
}

/** Listed SKUs whose code is not plain, as the partial index has them: Postgres guesses that they are many, and is spared to. */
const IS_WIDE = `t.id = ANY (ARRAY (
    SELECT t.id FROM sku t WHERE ${LISTED} AND octet_length(t.code) <> length(t.code)))`;

/**
 * What holds of all listed SKUs that have each term, but not all in the title: some term is in the code, and if that is no
 * plain term, the code is none either; or in a name. Undefined where a plain term may be in any code.
 */
export function besideTitle(terms: readonly FoundTerm[]): Condition | undefined {
  if (terms.some(({ term }) => isPlain(term))) return undefined;
  return (add) => `(${[IS_WIDE, ...terms.flatMap((term) => waysByName(term, 'index', add))].join(' OR ')})`;
}

/** Where a term's name is found: in belts' names and suppliers'. */
function waysByName({ term, belts, suppliers }: FoundTerm, use: Use, add: Parameters['add']): string[] {
  const ways: string[] = [];
  if (belts.length > 0) ways.push(`t.belt_number = ANY (${add(belts)}::smallint[])`);
  if (suppliers === 'many') ways.push(WHERE_MANY[use](term, add));
  else if (suppliers.length > 0) ways.push(`t.supplier_id = ANY (${add(suppliers)}::uuid[])`);
  return ways;
}

/** As an index takes it; as Postgres reads the names once and keeps them; as it looks up the one name. */
const WHERE_MANY: Record<Use, (term: string, add: Parameters['add']) => string> = {
  index: (term, add) => `t.supplier_id = ANY (ARRAY (${suppliersNamed(term, add)}))`,
  found: (term, add) => `t.supplier_id IN (${suppliersNamed(term, add)})`,
  row: (term, add) =>
    `EXISTS (SELECT FROM supplier s
        WHERE s.id = t.supplier_id AND s.search_text LIKE ${add(containsPattern(term))})`,
};

const suppliersNamed = (term: string, add: Parameters['add']): string =>
  `SELECT s.id FROM supplier s
    WHERE s.search_vector @@ ${add(tsqueryOf([term]))}::tsquery AND s.search_text LIKE ${add(containsPattern(term))}`;

const textOrName =
  (found: FoundTerm, use: Use): Condition =>
  (add) =>
    `(${[containsText(found.term)(add), ...waysByName(found, use, add)].join(' OR ')})`;

/**
 * The same for an index, of goods whose texts have these terms, too. Each way says so by itself: Postgres then reads no more
 * of a way's goods than have them, where it would else take the index for the ways or for the texts.
 */
const foundByTextOrName =
  (found: FoundTerm, texts: readonly FoundTerm[]): Condition =>
  (add) => {
    const own = [hasLexemes([...texts, found]), containsText(found.term)].map((condition) => condition(add));
    const others = texts.length > 0 ? ` AND ${hasLexemes(texts)(add)}` : '';
    return `(${[own.join(' AND '), ...waysByName(found, 'index', add).map((way) => way + others)].join(' OR ')})`;
  };
