import type { DataSource } from 'typeorm';
import { loadOracleData, type OracleData, type OracleSku } from './oracle-data';
import { commonUnits, exactly, roundedDown, roundedUp } from './oracle-decimal';
import { fansOf, type OracleFans } from './oracle-fans';
import { type Factor, FACTORS, type PerFactor, valuesFor } from './oracle-values';

/**
 * The ranking by brute force: every value of every SKU by plain arithmetic, everything sorted. Slow and obvious, and
 * written from the specification alone; it shares no code with what it judges.
 */

const MILLION = 1_000_000;
/** Jest's sandbox makes each look-up of a global slow. */
const { floor } = Math;

export const DEFAULT_WEIGHTS: Record<Factor, number> = {
  CATEGORY_AFFINITY: 0.24,
  AUDIENCE_FIT: 0.14,
  PRICE_FIT: 0.16,
  SUPPLIER_QUALITY: 0.16,
  PRICE_ADVANTAGE: 0.08,
  DELIVERY_FIT: 0.07,
  CAPACITY_FIT: 0.05,
  COMMISSION: 0.05,
  MOMENTUM: 0.05,
};
/** Places in FACTORS of quality, price advantage, commission and momentum. */
const STATIC = [3, 4, 7, 8];

export type OracleFilter = {
  belts?: string[];
  categories?: string[];
  price?: { min?: string; max?: string };
  guarantees?: string[];
  minStock?: number;
  minQuality?: number;
  reliable?: boolean;
  alliance?: boolean;
  maxPerSupplier?: number;
  text?: string;
};

export type OracleMatch = {
  id: string;
  sku: OracleSku;
  score: number;
  staticScore: number;
  values: PerFactor;
};
export type OracleRanking = { weights: PerFactor; eligible: number; matches: OracleMatch[] };

/** Divided by their sum, in millionths that sum to 1,000,000: rounded down, the rest to the largest remainders. */
export function normalisedWeights(given: Partial<Record<Factor, number>> = {}): PerFactor {
  const units = commonUnits(FACTORS.map((factor) => exactly(given[factor] ?? DEFAULT_WEIGHTS[factor])));
  const sum = units.reduce((total, unit) => total + unit, 0n);
  const whole = units.map((unit) => Number((unit * BigInt(MILLION)) / sum));
  const remainder = units.map((unit) => (unit * BigInt(MILLION)) % sum);
  const missing = MILLION - whole.reduce((total, weight) => total + weight, 0);
  const receivers = FACTORS.map((_, i) => i)
    .toSorted((a, b) => (remainder[a]! < remainder[b]! ? 1 : remainder[a]! > remainder[b]! ? -1 : a - b))
    .slice(0, missing);
  return whole.map((weight, i) => weight + (receivers.includes(i) ? 1 : 0));
}

export const contribution = (weight: number, value: number): number =>
  floor((weight * value + 500_000) / MILLION);

export function scoreOf(weights: PerFactor, values: PerFactor): number {
  let score = 0;
  for (let factor = 0; factor < FACTORS.length; factor++)
    score += contribution(weights[factor]!, values[factor]!);
  return score;
}

export const isEligible = ({ status, supplier_status, stock, flagged }: OracleSku): boolean =>
  status === 'LISTED' && supplier_status === 'ACTIVE' && stock > 0 && !flagged;

export const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

export class Oracle {
  private readonly judged = new Map<string, OracleMatch[]>();

  /** The four texts of each SKU that are searched. */
  private readonly texts: Map<OracleSku, string[]>;

  constructor(readonly data: OracleData) {
    this.texts = new Map(
      data.skus.map((sku) => [sku, [sku.title, sku.code, ...sku.names].map((text) => folded(text))]),
    );
  }

  static async load(db: DataSource): Promise<Oracle> {
    return new Oracle(await loadOracleData(db));
  }

  fans(handle: string): OracleFans {
    return fansOf(
      this.data,
      this.data.streamers.find((streamer) => streamer.handle === handle)!,
    );
  }

  /** Everything that this streamer's ranking ranges over, best first, no more than maxPerSupplier of one supplier. */
  rank(
    handle: string,
    filter: OracleFilter = {},
    givenWeights: Partial<Record<Factor, number>> = {},
  ): OracleRanking {
    const weights = normalisedWeights(givenWeights);
    const passes = this.condition(filter);
    const ordered = this.valued(handle)
      .filter(({ sku }) => passes(sku))
      .map((match) => ({ ...match, score: scoreOf(weights, match.values) }))
      .toSorted((a, b) => b.score - a.score || b.staticScore - a.staticScore || (a.id < b.id ? -1 : 1));
    const ofSupplier = new Map<string, number>();
    const matches = ordered.filter(({ sku: { supplier } }) => {
      const place = (ofSupplier.get(supplier) ?? 0) + 1;
      ofSupplier.set(supplier, place);
      return place <= (filter.maxPerSupplier ?? 3);
    });
    return { weights, eligible: ordered.length, matches };
  }

  /** Any SKU, also one that no ranking holds: what it scores or would score for this streamer. */
  judge(
    handle: string,
    sku: OracleSku,
    givenWeights: Partial<Record<Factor, number>> = {},
  ): Omit<OracleMatch, 'staticScore'> {
    const values = valuesFor(this.data, this.fans(handle))(sku);
    return { id: sku.id, sku, values, score: scoreOf(normalisedWeights(givenWeights), values) };
  }

  /** The eligible SKUs with their values for one streamer; worked out once, as weights do not change them. */
  private valued(handle: string): OracleMatch[] {
    let found = this.judged.get(handle);
    if (!found) {
      const values = valuesFor(this.data, this.fans(handle));
      const staticWeights = normalisedWeights().map((weight, factor) =>
        STATIC.includes(factor) ? weight : 0,
      );
      found = this.data.skus.filter(isEligible).map((sku) => {
        const own = values(sku);
        return {
          id: sku.id,
          sku,
          score: 0,
          staticScore: scoreOf(staticWeights, own),
          values: own,
        };
      });
      this.judged.set(handle, found);
    }
    return found;
  }

  private condition(filter: OracleFilter): (sku: OracleSku) => boolean {
    const { belts, guarantees = [], minStock = 0 } = filter;
    const categories = filter.categories && this.subtrees(filter.categories);
    const terms = folded(filter.text ?? '')
      .split(/\s+/u)
      .filter(Boolean);
    const least = roundedUp(filter.price?.min ?? 0, 2);
    const most = filter.price?.max === undefined ? Infinity : roundedDown(filter.price.max, 2);
    const minQuality = roundedUp(filter.minQuality ?? 0, 6);
    return (sku) =>
      (!belts || belts.includes(sku.belt)) &&
      (!categories || categories.has(sku.category)) &&
      sku.live_price >= least &&
      sku.live_price <= most &&
      guarantees.every((guarantee) => sku.guarantees.includes(guarantee)) &&
      sku.stock >= minStock &&
      sku.quality >= minQuality &&
      (filter.reliable === undefined || sku.reliable === filter.reliable) &&
      (filter.alliance === undefined || sku.in_alliance === filter.alliance) &&
      terms.every((term) => this.texts.get(sku)!.some((text) => text.includes(term)));
  }

  /** The numbers of these categories and of all below them. */
  subtrees(slugs: string[]): Set<number> {
    const found = new Set(
      this.data.categories.filter(({ slug }) => slugs.includes(slug)).map(({ number }) => number),
    );
    for (let before = -1; before < found.size;) {
      before = found.size;
      for (const { number, parent } of this.data.categories)
        if (parent !== null && found.has(parent)) found.add(number);
    }
    return found;
  }
}
