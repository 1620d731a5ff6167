import { contribution, DEFAULT_WEIGHTS, MILLION, STATIC_FACTORS, type Weights } from './factors';

/** The four static factors of a SKU, in the order of STATIC_FACTORS. */
export type StaticFactors = readonly [number, number, number, number];

/** Any two of the static factors, as places in STATIC_FACTORS; the first two, the next and the last are all four of them. */
export const PAIRS = [
  [0, 1],
  [2, 3],
  [0, 2],
  [1, 3],
  [0, 3],
  [1, 2],
] as const;

/** What is known of a cell or a group: the largest value of each static factor, then the largest sum of each pair. */
export const LARGEST_VALUES = 4 + PAIRS.length;

/**
 * Rounding: a stored static score differs from the exact weighted sum by at most ½ for each of four factors, and so
 * does the score under other weights.
 */
const ROUNDING = 2;

/**
 * Rows are stored in the order of G, the static score under the default weights. For other weights w' the score
 * G' is bounded by what is known of G: the largest Σ w'·v with Σ w·v ≤ G and 0 ≤ v ≤ max is a fractional knapsack,
 * solved by taking the factors in the order of w'/w (G. B. Dantzig, 1957).
 *
 * Sums of two values bound it as well: w'_f·v_f + w'_g·v_g is the smaller weight times the sum, and what the other has
 * more times its value alone. There are three ways to make two pairs of the four factors; the smallest bound counts.
 *
 * Largest values are LARGEST_VALUES consecutive numbers of a list, from a given place on, so that a directory of cells can
 * keep them in one typed array.
 */
export class StaticBound {
  /** True where G' is G itself. */
  readonly isIdentity: boolean;
  /** The static factor that has all the weight, as its place in STATIC_FACTORS; -1 where none has. */
  readonly alone: number;
  private readonly weights: number[];
  private readonly stored: number[];
  private readonly wanted: number[];
  /** The factors that have any weight, by falling w'/w. */
  private readonly byRatio: number[];
  /** For each pair, the weight of the sum, the weight that one of the two has more, and which of them. */
  private readonly ofSum: number[];
  private readonly ofRest: number[];
  private readonly rest: number[];
  /** The first pair of each way to make two; only of those where both factors of a pair have weight. */
  private readonly ways: number[];

  constructor(weights: Weights) {
    this.weights = STATIC_FACTORS.map((factor) => weights[factor]);
    this.stored = STATIC_FACTORS.map((factor) => DEFAULT_WEIGHTS[factor] / MILLION);
    this.wanted = this.weights.map((weight) => weight / MILLION);
    this.isIdentity = STATIC_FACTORS.every((factor) => weights[factor] === DEFAULT_WEIGHTS[factor]);
    this.alone = this.weights.indexOf(MILLION);
    const { wanted, stored } = this;
    this.byRatio = [0, 1, 2, 3]
      .filter((f) => wanted[f]! > 0)
      .toSorted((a, b) => wanted[b]! / stored[b]! - wanted[a]! / stored[a]!);
    this.ofSum = PAIRS.map(([f, g]) => Math.min(wanted[f]!, wanted[g]!));
    this.ofRest = PAIRS.map(([f, g]) => Math.abs(wanted[f]! - wanted[g]!));
    this.rest = PAIRS.map(([f, g]) => (wanted[f]! > wanted[g]! ? f : g));
    this.ways = [0, 2, 4].filter((p) => this.ofSum[p]! > 0 || this.ofSum[p + 1]! > 0);
  }

  /** No row with values and sums up to these has a larger G', whatever its static score. */
  plain(largest: ArrayLike<number>, from = 0): number {
    let sum = 0;
    for (const f of this.byRatio) sum += contribution(this.weights[f]!, largest[from + f]!);
    let paired = Infinity;
    for (const p of this.ways) {
      paired = Math.min(paired, this.ofPair(p, largest, from) + this.ofPair(p + 1, largest, from));
    }
    return Math.min(sum, Math.floor(paired) + ROUNDING + 1);
  }

  private ofPair(p: number, largest: ArrayLike<number>, from: number): number {
    return this.ofSum[p]! * largest[from + 4 + p]! + this.ofRest[p]! * largest[from + this.rest[p]!]!;
  }

  /** No row of a cell with these largest values and a static score of at most `staticScore` has a larger G'. */
  most(staticScore: number, largest: ArrayLike<number>, from = 0): number {
    if (this.isIdentity) return staticScore;
    let budget = staticScore + ROUNDING;
    let gain = 0;
    for (const f of this.byRatio) {
      const cost = this.stored[f]! * largest[from + f]!;
      const share = cost === 0 || cost <= budget ? 1 : Math.max(0, budget) / cost;
      gain += share * this.wanted[f]! * largest[from + f]!;
      budget -= cost;
    }
    return Math.min(this.plain(largest, from), Math.floor(gain) + ROUNDING + 1);
  }

  /** No row with a smaller static score reaches a G' of `needed`; Infinity where none reaches it at all. */
  least(needed: number, largest: ArrayLike<number>, from = 0): number {
    if (this.isIdentity) return Math.max(0, needed);
    if (needed > this.plain(largest, from)) return Infinity;
    let missing = needed - ROUNDING - 1;
    let cost = 0;
    for (const f of this.byRatio) {
      if (missing <= 0) break;
      const gain = this.wanted[f]! * largest[from + f]!;
      if (gain <= 0) continue;
      const share = Math.min(1, missing / gain);
      cost += share * this.stored[f]! * largest[from + f]!;
      missing -= gain;
    }
    return missing > 0 ? Infinity : Math.max(0, Math.floor(cost) - ROUNDING);
  }
}

/** G' of a row: what the static factors add to its score. */
export const staticScoreUnder = (weights: Weights, values: StaticFactors): number =>
  STATIC_FACTORS.reduce((sum, factor, f) => sum + contribution(weights[factor], values[f]!), 0);
