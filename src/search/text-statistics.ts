import type { DataSource } from 'typeorm';
import { SEARCH_LIMITS } from '../config/limits';
import type { FoundTerm } from './found-terms';
import { LexemeShares } from './lexeme-shares';
import { isPlain } from './text';

/** What ANALYZE knows: how many rows there are, and which share of SKUs and suppliers has each of the commonest lexemes. */
const READ = `
  SELECT (SELECT reltuples FROM pg_class WHERE oid = 'sku'::regclass) AS skus,
         (SELECT reltuples FROM pg_class WHERE oid = 'supplier'::regclass) AS suppliers,
         (SELECT reltuples FROM pg_class WHERE oid = 'sku_wide_code_ix'::regclass) AS "wideCodes",
         (SELECT count(*) FROM belt)::integer AS belts,
         s.most_common_elems::text::text[] AS lexemes, s.most_common_elem_freqs AS shares,
         n.most_common_elems::text::text[] AS "nameLexemes", n.most_common_elem_freqs AS "nameShares"
    FROM (VALUES (1)) one
    LEFT JOIN pg_stats s
      ON s.schemaname = current_schema() AND s.tablename = 'sku' AND s.attname = 'search_vector'
    LEFT JOIN pg_stats n
      ON n.schemaname = current_schema() AND n.tablename = 'supplier' AND n.attname = 'search_vector'`;

/** A share that leaves a handful of millions, even though neighbouring pairs depend on each other. */
const ENOUGH = 1e-6;
/** What is known of a pair that is not among the commonest. */
const RAREST = 0.003;

type Raw = {
  skus: number;
  suppliers: number;
  /** SKUs whose code is not plain. */
  wideCodes: number;
  belts: number;
  lexemes: string[] | null;
  shares: number[] | null;
  nameLexemes: string[] | null;
  nameShares: number[] | null;
};

/**
 * How common terms are, from Postgres' own statistics. Only a guess, which decides how a page is found, never what is on
 * it; a term that is not among the commonest counts as rare.
 */
export class TextStatistics {
  private readonly texts: LexemeShares;
  private readonly names: LexemeShares;

  constructor(private readonly raw: Raw) {
    this.texts = new LexemeShares(raw.lexemes, raw.shares);
    this.names = new LexemeShares(raw.nameLexemes, raw.nameShares);
  }

  static async load(dataSource: DataSource): Promise<TextStatistics> {
    const [raw] = await dataSource.query<Raw[]>(READ);
    return new TextStatistics(raw!);
  }

  /** How many SKUs there are, about; 0 where nobody has counted yet. */
  get skus(): number {
    return Math.max(0, this.raw.skus);
  }

  /**
   * The pairs to ask an index for: all that are rare, and of the common ones, each of which takes long to read, so many
   * as leave next to nothing. In the order of how rare they are.
   */
  choose(pairs: readonly string[]): string[] {
    const known = [...new Set(pairs)]
      .map((pair) => ({ pair, share: this.texts.ofPair(pair) }))
      .toSorted((a, b) => a.share - b.share);
    let left = 1;
    return known.flatMap(({ pair, share }) => {
      if (left < ENOUGH) return [];
      left *= Math.max(share, RAREST);
      return [pair];
    });
  }

  /** The share of SKUs that have all terms in title and code, as if terms knew nothing of each other. */
  textShare(terms: readonly string[]): number {
    return terms.reduce((share, term) => share * this.texts.of(term), 1);
  }

  /** The same with the names of suppliers and belts. */
  share(terms: readonly FoundTerm[]): number {
    return terms.reduce(
      (share, term) => share * Math.min(1, this.texts.of(term.term) + this.nameShare(term)),
      1,
    );
  }

  /** The share of SKUs that are read where an index is asked for all of the terms; for one character only if there is no pair. */
  foundShare(terms: readonly FoundTerm[]): number {
    const paired = terms.filter(({ pairs }) => pairs.length > 0);
    return (paired.length > 0 ? paired : terms).reduce(
      (share, term) => share * Math.min(1, this.texts.ofAllPairs(term.term) + this.nameShare(term)),
      1,
    );
  }

  /** The share of SKUs whose code is not plain, or whose belt or supplier is named by any of the terms. */
  wideOrNamedShare(terms: readonly FoundTerm[]): number {
    const wide = Math.max(0, this.raw.wideCodes) / Math.max(1, this.raw.skus);
    return terms.reduce((sum, term) => sum + this.nameShare(term), wide);
  }

  /** The same where not all are in the title. Codes are mostly plain, hence have none but plain terms. */
  shareBesideTitle(terms: readonly FoundTerm[]): number {
    return terms.reduce((sum, term) => {
      const beside = (isPlain(term.term) ? this.texts.of(term.term) : 0) + this.nameShare(term);
      return sum + Math.min(1, beside) * this.share(terms.filter((other) => other !== term));
    }, 0);
  }

  /** As if all belts and suppliers had as many goods. */
  private nameShare({ term, belts, suppliers }: FoundTerm): number {
    const ofMany = SEARCH_LIMITS.maxNamedSuppliers / Math.max(1, this.raw.suppliers);
    return (
      belts.length / Math.max(1, this.raw.belts) +
      (suppliers === 'many'
        ? Math.max(ofMany, this.names.of(term))
        : suppliers.length / Math.max(1, this.raw.suppliers))
    );
  }
}
