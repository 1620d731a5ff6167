import { contribution, DEFAULT_WEIGHTS, MILLION, STATIC_FACTORS, type Weights } from './factors';

/** The four static factors of a SKU (values) or of a cell (largest values), in the order of STATIC_FACTORS. */
export type StaticFactors = readonly [number, number, number, number];

/**
 * Rounding: a stored static score differs from the exact weighted sum by at most ½ for each of four factors, and so
 * does the score under other weights.
 */
const ROUNDING = 2;

/**
 * Rows are stored in the order of G, the static score under the default weights. For other weights w' the score
 * G' is bounded by what is known of G: the largest Σ w'·v with Σ w·v ≤ G and 0 ≤ v ≤ max is a fractional knapsack,
 * solved by taking the factors in the order of w'/w (G. B. Dantzig, 1957).
 */
export class StaticBound {
  /** True where G' is G itself. */
  readonly isIdentity: boolean;
  private readonly stored: number[];
  private readonly wanted: number[];
  private readonly byRatio: number[];

  constructor(weights: Weights) {
    this.stored = STATIC_FACTORS.map((factor) => DEFAULT_WEIGHTS[factor] / MILLION);
    this.wanted = STATIC_FACTORS.map((factor) => weights[factor] / MILLION);
    this.isIdentity = STATIC_FACTORS.every((factor) => weights[factor] === DEFAULT_WEIGHTS[factor]);
    this.byRatio = [0, 1, 2, 3].toSorted(
      (a, b) => this.wanted[b]! / this.stored[b]! - this.wanted[a]! / this.stored[a]!,
    );
  }

  /** No row of a cell with these largest values and a static score of at most `staticScore` has a larger G'. */
  most(staticScore: number, largest: StaticFactors): number {
    if (this.isIdentity) return staticScore;
    let budget = staticScore + ROUNDING;
    let gain = 0;
    let plain = 0;
    for (const f of this.byRatio) {
      const cost = this.stored[f]! * largest[f]!;
      const share = cost === 0 || cost <= budget ? 1 : Math.max(0, budget) / cost;
      gain += share * this.wanted[f]! * largest[f]!;
      budget -= cost;
      plain += contribution(Math.round(this.wanted[f]! * MILLION), largest[f]!);
    }
    return Math.min(plain, Math.floor(gain) + ROUNDING + 1);
  }

  /** No row with a smaller static score reaches a G' of `needed`; Infinity where none reaches it at all. */
  least(needed: number, largest: StaticFactors): number {
    if (this.isIdentity) return Math.max(0, needed);
    let missing = needed - ROUNDING - 1;
    let cost = 0;
    for (const f of this.byRatio) {
      if (missing <= 0) break;
      const gain = this.wanted[f]! * largest[f]!;
      if (gain <= 0) continue;
      const share = Math.min(1, missing / gain);
      cost += share * this.stored[f]! * largest[f]!;
      missing -= gain;
    }
    return missing > 0 ? Infinity : Math.max(0, Math.floor(cost) - ROUNDING);
  }
}

/** G' of a row: what the static factors add to its score. */
export const staticScoreUnder = (weights: Weights, values: StaticFactors): number =>
  STATIC_FACTORS.reduce((sum, factor, f) => sum + contribution(weights[factor], values[f]!), 0);
