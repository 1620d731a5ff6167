import { pairsOf } from './text';

/** The share of rows that have each of the commonest lexemes, as ANALYZE counts them; all others count as rare. */
export class LexemeShares {
  private readonly shares = new Map<string, number>();
  /** The sum over all lexemes that begin with the character. */
  private readonly beginnings = new Map<string, number>();

  constructor(lexemes: readonly string[] | null, shares: readonly number[] | null) {
    lexemes?.forEach((lexeme, i) => {
      const [first] = lexeme;
      const share = shares?.[i] ?? 0;
      this.shares.set(lexeme, share);
      this.beginnings.set(first!, (this.beginnings.get(first!) ?? 0) + share);
    });
  }

  ofPair(pair: string): number {
    return this.shares.get(pair) ?? 0;
  }

  /** A term is as rare as its rarest pair, on which the others depend. */
  of(term: string): number {
    const pairs = pairsOf(term);
    if (pairs.length === 0) return Math.min(1, this.beginnings.get(term) ?? 0);
    return Math.min(...pairs.map((pair) => this.ofPair(pair)));
  }

  /** The same of those rows alone that have all pairs, as if those that have no character in common were independent. */
  ofAllPairs(term: string): number {
    const apart = pairsOf(term).filter((_pair, i) => i % 2 === 0);
    return Math.min(
      this.of(term),
      apart.reduce((share, pair) => share * this.ofPair(pair), 1),
    );
  }
}
