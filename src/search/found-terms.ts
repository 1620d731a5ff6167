import type { DataSource } from 'typeorm';
import { SEARCH_LIMITS } from '../config/limits';
import type { Reference } from '../reference/reference';
import { containsPattern, fold, termsOf, tsqueryOf } from './text';

/** A term, and whose names contain it; "many" where there are too many suppliers to name them. */
export type FoundTerm = { term: string; belts: number[]; suppliers: string[] | 'many' };

/** The terms of a text with the belts and suppliers whose names contain them: one statement, and none without a text. */
export async function findTerms(
  { dataSource, reference }: { dataSource: DataSource; reference: Reference },
  text: string | undefined,
): Promise<FoundTerm[]> {
  const terms = termsOf(text ?? '');
  if (terms.length === 0) return [];
  const max = SEARCH_LIMITS.maxNamedSuppliers;
  const rows: { slot: number; id: string }[] = await dataSource.query(
    `SELECT q.slot::integer AS slot, found.id
       FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS q (lexemes, pattern, slot)
      CROSS JOIN LATERAL (
        SELECT s.id FROM supplier s
         WHERE s.search_vector @@ q.lexemes::tsquery AND s.search_text LIKE q.pattern
         LIMIT $3) found`,
    [terms.map((term) => tsqueryOf([term])), terms.map(containsPattern), max + 1],
  );
  return terms.map((term, i) => {
    const suppliers = rows.filter(({ slot }) => slot === i + 1).map(({ id }) => id);
    return {
      term,
      belts: beltsNamed(reference, term),
      suppliers: suppliers.length > max ? 'many' : suppliers.toSorted(),
    };
  });
}

const beltsNamed = ({ belts }: Reference, term: string): number[] =>
  [...belts.values()].filter(({ name }) => fold(name).includes(term)).map(({ number }) => number);
