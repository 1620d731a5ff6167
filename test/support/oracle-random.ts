import type { Oracle, OracleFilter } from './oracle';
import { type Factor, FACTORS } from './oracle-values';

/** A sequence of numbers in 0..1 that its seed alone decides (mulberry32), and choices made by it. */
export class Random {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from min to max, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.int(0, values.length - 1)]!;
  }

  some<T>(values: readonly T[], most: number): T[] {
    return [...new Set(Array.from({ length: this.int(1, most) }, () => this.pick(values)))];
  }
}

type Weights = Partial<Record<Factor, number>>;

const all = (weight: (factor: Factor) => number): Weights =>
  Object.fromEntries(FACTORS.map((factor) => [factor, weight(factor)]));

/** The ways in which callers weigh; each combination of a run takes the next one. */
export const WEIGHINGS: Record<string, (random: Random) => Weights | undefined> = {
  default: () => undefined,
  'one factor alone': (random) => {
    const chosen = random.pick(FACTORS);
    return all((factor) => (factor === chosen ? 1 : 0));
  },
  'all at random': (random) => all(() => random.int(0, 1_000) / 1_000 || 0.001),
  'small whole numbers': (random) => all(() => random.int(1, 9)),
  'some left out': (random) =>
    Object.fromEntries(random.some(FACTORS, 4).map((factor) => [factor, random.next() * 3])),
  'some zero': (random) => {
    const chosen = random.pick(FACTORS);
    return all((factor) => (factor === chosen ? 1 : random.chance(0.5) ? 0 : random.int(1, 9)));
  },
  'static factors alone': (random) =>
    all((factor) =>
      ['SUPPLIER_QUALITY', 'PRICE_ADVANTAGE', 'COMMISSION', 'MOMENTUM'].includes(factor)
        ? random.int(1, 20)
        : 0,
    ),
  'fans’ factors alone': (random) =>
    all((factor) =>
      ['SUPPLIER_QUALITY', 'PRICE_ADVANTAGE', 'COMMISSION', 'MOMENTUM'].includes(factor)
        ? 0
        : random.int(1, 20),
    ),
  'extreme ratios': (random) => all(() => Number(`1e${random.int(-12, 12)}`)),
};

const fullWidth = (text: string): string =>
  text.replaceAll(/[!-~]/g, (c) => String.fromCodePoint(c.codePointAt(0)! + 0xfee0));

/** A piece of some SKU's title or code, as people might type it. */
function randomTerm(oracle: Oracle, random: Random): string {
  const sku = random.pick(oracle.data.skus);
  const characters = [...(random.chance(0.8) ? sku.title : sku.code).replaceAll(/\s+/gu, '')];
  const start = random.int(0, characters.length - 1);
  const term = characters.slice(start, start + random.int(1, 3)).join('');
  return random.pick([(text: string) => text, (text: string) => text.toUpperCase(), fullWidth])(term);
}

/** A filter with about one condition in three; prices, stocks and qualities are often exactly some SKU's. */
export function randomFilter(oracle: Oracle, random: Random): OracleFilter | undefined {
  if (random.chance(0.25)) return undefined;
  const { skus, categories } = oracle.data;
  const filter: OracleFilter = {};
  const yuan = (): string => (random.pick(skus).live_price / 100).toFixed(2);
  if (random.chance(0.3)) filter.belts = random.some([...new Set(skus.map(({ belt }) => belt))], 3);
  if (random.chance(0.4)) filter.categories = random.some(categories, 4).map(({ slug }) => slug);
  if (random.chance(0.3)) {
    const [a, b] = [yuan(), yuan()].toSorted((left, right) => Number(left) - Number(right));
    filter.price = random.pick([{ min: a }, { max: b }, { min: a, max: b }]);
  }
  if (random.chance(0.15)) {
    filter.guarantees = random.some(
      ['REFUND_WITHOUT_RETURN', 'RETURN_FREIGHT_COVERED', 'TENFOLD_IF_FAKE'],
      2,
    );
  }
  if (random.chance(0.3)) {
    filter.minStock = random.pick([0, 1, 10, 29, 30, 31, 100, 299, 1_000, 29_999, random.pick(skus).stock]);
  }
  if (random.chance(0.3)) {
    filter.minQuality = random.pick([0, 0.29, 0.57, 0.7, 0.8125, 1, random.pick(skus).quality / 1_000_000]);
  }
  if (random.chance(0.25)) {
    filter.text = Array.from({ length: random.int(1, 2) }, () => randomTerm(oracle, random)).join(
      random.pick([' ', '  ', '　']),
    );
  }
  if (random.chance(0.5)) filter.maxPerSupplier = random.pick([1, 2, 3, 10, 1_000]);
  return filter;
}
