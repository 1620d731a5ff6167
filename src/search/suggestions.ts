import { QueryFailedError } from 'typeorm';
import type { App } from '../app';
import { SEARCH_LIMITS } from '../config/limits';
import { onOwnConnection } from '../database/own-connection';
import { type Condition, Parameters } from '../database/parameters';
import { HeadwaterError } from '../graphql/errors';
import { containsTerms } from './conditions';
import { ANY, type Edit, editsOf } from './edits';
import { findTerms, type FoundTerm } from './found-terms';
import { containsPattern, tsqueryOf } from './text';

/** Suggestions of one request. */
export class Suggestions {
  private asked = 0;

  constructor(private readonly app: App) {}

  /**
   * The first edit of the terms that finds a SKU under these conditions; null where none does, or none was found in
   * time.
   * @throws QUERY_TOO_LARGE where a request asks too often
   */
  async find(terms: readonly FoundTerm[], conditions: readonly Condition[]): Promise<string | null> {
    const { maxSuggestions, maxEdits, maxEditedCharacters, suggestionTimeoutMs } = SEARCH_LIMITS;
    if (++this.asked > maxSuggestions) {
      throw new HeadwaterError('QUERY_TOO_LARGE', {
        what: { en: 'suggestions', 'zh-CN': '搜索建议' },
        max: maxSuggestions,
      });
    }
    const words = terms.map(({ term }) => term);
    const kinds = editsOf(words, maxEditedCharacters).map((kind) => kind.slice(0, maxEdits));
    const names = await this.namesOf(kinds.flat());
    try {
      return await onOwnConnection(this.app.dataSource, suggestionTimeoutMs, async (runner) => {
        for (const edits of kinds.filter((kind) => kind.length > 0)) {
          const parameters = new Parameters();
          const found: { slot: number; letter: string | null }[] = await runner.query(
            `SELECT * FROM (${edits
              .map((edit, slot) => this.probe(edit, slot, names, conditions, parameters.add))
              .join(' UNION ALL ')}) found ORDER BY slot LIMIT 1`,
            parameters.values,
          );
          const [first] = found;
          if (first) return edits[first.slot]!.terms.join(' ').replace(ANY, () => first.letter ?? '');
        }
        return null;
      });
    } catch (error) {
      if (error instanceof QueryFailedError && error.driverError.code === '57014') return null;
      throw error;
    }
  }

  /** Whose names contain the edited terms. */
  private async namesOf(edits: readonly Edit[]): Promise<ReadonlyMap<string, FoundTerm>> {
    const terms = edits.flatMap((edit) => edit.terms).filter((term) => !term.includes(ANY));
    const found = await findTerms(this.app, terms.join(' '));
    return new Map(found.map((term) => [term.term, term]));
  }

  /** A statement of one row where the edit finds something; with the character that goods most often have for ANY. */
  private probe(
    { terms }: Edit,
    slot: number,
    names: ReadonlyMap<string, FoundTerm>,
    conditions: readonly Condition[],
    add: Parameters['add'],
  ): string {
    const gap = terms.find((term) => term.includes(ANY));
    const whole = containsTerms(terms.filter((term) => term !== gap).map((term) => names.get(term)!));
    const where = [...conditions, ...whole].map((condition) => condition(add));
    if (gap === undefined) {
      return `(SELECT ${slot} AS slot, NULL AS letter FROM sku t WHERE ${where.join(' AND ')} LIMIT 1)`;
    }
    const [left, right] = gap.split(ANY) as [string, string];
    const query = [left, right].map((piece) => tsqueryOf([piece])).join(' & ');
    const regex = `${literal(left)}(\\S)${literal(right)}`;
    where.push(
      `t.search_vector @@ ${add(query)}::tsquery`,
      `t.search_text LIKE ${add(`${containsPattern(left).slice(0, -1)}_${containsPattern(right).slice(1)}`)}`,
    );
    return `(SELECT ${slot} AS slot, mode() WITHIN GROUP (ORDER BY letter COLLATE "C") AS letter
       FROM (SELECT substring(t.search_text FROM ${add(regex)}::text) AS letter
               FROM sku t WHERE ${where.join(' AND ')} LIMIT ${SEARCH_LIMITS.maxExamples}) example
     HAVING count(letter) > 0)`;
  }
}

/** For a regular expression of Postgres, which takes a backslash before what is no letter or digit for nothing else. */
const literal = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, String.raw`\$&`);
