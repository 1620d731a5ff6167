import type { DataSource } from 'typeorm';
import { SEARCH_LIMITS } from '../config/limits';
import type { Reference } from '../reference/reference';
import { containsPattern, fold, pairsOf, termsOf, tsqueryOf } from './text';
import type { TextStatistics } from './text-statistics';

export type FoundTerm = {
  term: string;
  /** The pairs of its characters to ask an index of titles and codes for; none where it has but one character. */
  pairs: string[];
  /** Whose names contain it. */
  belts: number[];
  /** Those of other belts, for these have all their goods already; "many" where there are too many to name them. */
  suppliers: string[] | 'many';
};

/** What the process knows of the catalogue, and the catalogue. */
type Searched = { dataSource: DataSource; reference: Reference; textStatistics: TextStatistics };

/** The terms of a text with the belts and suppliers whose names contain them: one statement, and none without a text. */
export async function findTerms(
  { dataSource, reference, textStatistics }: Searched,
  text: string | undefined,
): Promise<FoundTerm[]> {
  const terms = termsOf(text ?? '');
  if (terms.length === 0) return [];
  const max = SEARCH_LIMITS.maxNamedSuppliers;
  const belts = terms.map((term) => beltsNamed(reference, term));
  const rows: { slot: number; id: string }[] = await dataSource.query(
    `SELECT q.slot::integer AS slot, found.id
       FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS q (lexemes, pattern, belts, slot)
      CROSS JOIN LATERAL (
        SELECT s.id FROM supplier s
         WHERE s.search_vector @@ q.lexemes::tsquery AND s.search_text LIKE q.pattern
           AND s.belt_number <> ALL (q.belts::smallint[])
         LIMIT $4) found`,
    [
      terms.map((term) => tsqueryOf([term])),
      terms.map(containsPattern),
      belts.map((numbers) => `{${numbers.join(',')}}`),
      max + 1,
    ],
  );
  return terms.map((term, i) => {
    const suppliers = rows.filter(({ slot }) => slot === i + 1).map(({ id }) => id);
    return {
      term,
      pairs: textStatistics.choose(pairsOf(term)),
      belts: belts[i]!,
      suppliers: suppliers.length > max ? 'many' : suppliers.toSorted(),
    };
  });
}

const beltsNamed = ({ belts }: Reference, term: string): number[] =>
  [...belts.values()].filter(({ name }) => fold(name).includes(term)).map(({ number }) => number);
