import type { Oracle, OracleFilter } from './oracle';
import type { OracleSku } from './oracle-data';
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

/** A piece of the SKU's title or code, or of its supplier's or belt's name, as people might type it. */
function termOf(sku: OracleSku, random: Random): string {
  const whole = random.chance(0.6) ? sku.title : random.pick([sku.code, ...sku.names]);
  const characters = [...whole.replaceAll(/\s+/gu, '')];
  const start = random.int(0, characters.length - 1);
  const term = characters.slice(start, start + random.int(1, 3)).join('');
  return random.pick([(text: string) => text, (text: string) => text.toUpperCase(), fullWidth])(term);
}

/** The slug of the category or of one above it. */
function slugAbove(oracle: Oracle, number: number, random: Random): string {
  const category = oracle.data.categories.find((known) => known.number === number)!;
  if (category.parent === null || random.chance(0.4)) return category.slug;
  return slugAbove(oracle, category.parent, random);
}

/**
 * Some conditions that one SKU fulfils, so that few rankings are empty; what they compare with is often exactly
 * that SKU's own price, stock or quality.
 */
export function randomFilter(oracle: Oracle, random: Random): OracleFilter | undefined {
  if (random.chance(0.2)) return undefined;
  const { skus, categories } = oracle.data;
  const like = random.pick(skus);
  const filter: OracleFilter = {};
  if (random.chance(0.3)) filter.belts = [like.belt, ...random.some(skus, 2).map(({ belt }) => belt)];
  if (random.chance(0.4)) {
    const others = random.chance(0.5) ? random.some(categories, 3).map(({ slug }) => slug) : [];
    filter.categories = [slugAbove(oracle, like.category, random), ...others];
  }
  if (random.chance(0.3)) {
    const yuan = (factor: number): string => (Math.floor(like.live_price * factor) / 100).toFixed(2);
    const [min, max] = [yuan(random.pick([0.3, 0.9, 1])), yuan(random.pick([1, 1.1, 4]))];
    filter.price = random.pick([{ min }, { max }, { min, max }]);
  }
  if (random.chance(0.2)) filter.guarantees = like.guarantees.filter(() => random.chance(0.6));
  if (random.chance(0.3)) {
    const steps = [0, 1, 10, 29, 30, 31, 100, 299, 1_000, 29_999, like.stock];
    filter.minStock = random.pick(steps.filter((step) => step <= like.stock));
  }
  if (random.chance(0.3)) {
    const shares = [0, 0.29, 0.57, 0.7, 0.8125, like.quality / 1_000_000];
    filter.minQuality = random.pick(shares.filter((share) => share * 1_000_000 <= like.quality));
  }
  if (random.chance(0.25)) filter.alliance = random.chance(0.1) ? !like.in_alliance : like.in_alliance;
  if (random.chance(0.25)) filter.reliable = random.chance(0.1) ? !like.reliable : like.reliable;
  if (random.chance(0.25)) {
    const terms = Array.from({ length: random.int(1, 2) }, () => termOf(like, random));
    filter.text = terms.join(random.pick([' ', '  ', '　']));
  }
  if (random.chance(0.5)) filter.maxPerSupplier = random.pick([1, 2, 3, 10, 1_000]);
  return filter;
}
