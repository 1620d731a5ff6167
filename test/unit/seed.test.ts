import { packageRoot } from '../../src/config/package-root';
import { bandShares } from '../../src/seed/price-spread';
import { pricesAround, retailPrice } from '../../src/seed/prices';
import { Random } from '../../src/seed/random';
import { readReferenceData } from '../../src/seed/reference-data';
import { apportion, shareMapOf, sharesOf, sumOf } from '../../src/seed/shares';
import { catalogueSizeOf } from '../../src/seed/catalogue-size';
import { tsvectorOf } from '../../src/seed/skus';
import { codePrefix, supplierName } from '../../src/seed/supplier-names';
import { observe, priorsOf } from '../../src/seed/supplier-quality';
import { composeTitle, type Words } from '../../src/seed/titles';

const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const RANGES: Partial<Record<string, [number, number]>> = { RATING: [1, 5], CREDIT: [0, 100] };

describe('shares', () => {
  it('sum exactly, whatever the weights', () => {
    const random = new Random(5, 0, 0);
    for (let i = 1; i < 60; i++) {
      const weights = times(i, () => random.unit() ** 4 + 1e-9);
      expect(sumOf(sharesOf(weights))).toBe(1_000_000);
      expect(sumOf(apportion(weights, 17))).toBe(17);
      expect(apportion(weights, i * 3).every((count) => count >= 0)).toBe(true);
    }
    expect(apportion([1, 1, 1], 10)).toEqual([4, 3, 3]);
    expect(shareMapOf({ a: 1, none: 0, b: 3 })).toEqual({ a: 250_000, b: 750_000 });
    expect(shareMapOf({})).toEqual({});
  });

  it('of price bands follow the log-normal', () => {
    const ladder = readReferenceData().priceBands;
    const shares = bandShares({ medianYuan: 50, spreadLog: 0.6 }, ladder);
    expect(shares).toHaveLength(18);
    expect(sumOf(shares)).toBe(1_000_000);
    // Six bands lie below 50 yuan, the median.
    expect(sumOf(shares.slice(0, 6)) / 1_000_000).toBeCloseTo(0.5, 5);
    // 50 * exp(0.6) = 91: P(70 <= x < 100) = Φ(1.155) - Φ(0.561)
    expect(shares[7]! / 1_000_000).toBeCloseTo(0.8759 - 0.7126, 3);
  });
});

describe('goods', () => {
  it('have prices as shops write them, near what was wanted', () => {
    const random = new Random(11, 0, 0);
    for (const yuan of [0.5, 1, 4, 9.9, 10, 39, 99.9, 100, 268, 999, 1_000, 4_321, 23_456, 999_999]) {
      const tolerance = yuan < 100 ? 990 : yuan * 10.1;
      const prices = times(50, () => retailPrice(yuan, random));
      expect(prices.filter((fen) => !(Number.isInteger(fen) && fen > 0))).toEqual([]);
      expect(prices.filter((fen) => Math.abs(fen - yuan * 100) > tolerance)).toEqual([]);
      const all = times(50, () => pricesAround(yuan, random));
      expect(all.filter(({ live, supply }) => supply <= 0 || supply > live)).toEqual([]);
      expect(all.filter(({ live, market }) => market !== null && market < live)).toEqual([]);
    }
  });

  it('have titles of their words, none said twice', () => {
    const words: Words = {
      templates: [['opener', 'material', 'noun', 'colour', 'closer']],
      opener: ['新款'],
      style: ['法式'],
      feature: ['显瘦'],
      material: ['冰丝'],
      noun: ['冰丝阔腿裤'],
      audience: ['女'],
      scene: ['夏季'],
      colour: [],
      size: [],
      closer: ['现货'],
    };
    const titles = times(50, (i) => composeTitle(words, new Random(1, 1, i)).text);
    expect(titles).toContain('新款冰丝阔腿裤现货');
    expect(titles.every((title) => /^新款冰丝阔腿裤现货([A-Z]\d{3}款)?$/.test(title))).toBe(true);
  });

  it('have a tsvector literal that survives quotes and backslashes', () => {
    expect(tsvectorOf('ab')).toBe("'ab' 'b'");
    expect(tsvectorOf("a'\\")).toBe("'a''' '''\\\\' '\\\\'");
  });
});

describe('suppliers', () => {
  it('have codes by the initials of their place', () => {
    const prefixes = ['yiwu', 'jingdezhen', 'xiuyan', 'dalian-grape', 'anxi-tea'].map(codePrefix);
    expect(prefixes).toEqual(['YW', 'JDZ', 'XY', 'DL', 'AX']);
  });

  it('have names without a placeholder left', () => {
    const data = { words: ['锦程'], surnames: ['王'], givenNames: ['建国'], belts: {} };
    const all = '{place}{base}{word}{surname}{given}{n}{letter}{stall}';
    const kinds = { JADE: { mix: {}, patterns: { FACTORY: [all] } } };
    const seat = { beltSlug: 'ruili', beltKind: 'JADE', place: '瑞丽', base: '姐告' };
    const name = supplierName({ ...data, kinds }, seat, 'FACTORY', new Random(1, 1, 1));
    expect(name).toMatch(/^瑞丽姐告锦程王建国[1-5][A-F]\d{4}$/);
    expect(() => supplierName({ ...data, kinds }, seat, 'BRAND', new Random(1, 1, 1))).toThrow('ruili');
  });

  it('are observed in valid ranges, better ones as better', () => {
    const observed = (goodness: number) => times(300, (i) => observe(goodness, new Random(2, 2, i))).flat();
    const [bad, good] = [observed(-1.5), observed(1.5)];
    const wrong = [...bad, ...good].filter(({ metric, observed: value, sampleSize }) => {
      const [low, high] = RANGES[metric] ?? [0, 1];
      return value === null ? sampleSize !== 0 : sampleSize === 0 || value < low || value > high;
    });
    expect(wrong).toEqual([]);
    const priors = priorsOf(new Map([bad, good].map((of, belt) => [belt, of])));
    const [worse, better] = [priors.get(0)!, priors.get(1)!];
    expect(better.RATING.mean).toBeGreaterThan(worse.RATING.mean);
    expect(better.ON_TIME_DISPATCH.mean).toBeGreaterThan(worse.ON_TIME_DISPATCH.mean);
    expect(better.QUALITY_RETURN_RATE.mean).toBeLessThan(worse.QUALITY_RETURN_RATE.mean);
  });
});

describe('the size of a catalogue', () => {
  it('has defaults', () => {
    expect(catalogueSizeOf({ skus: 20_000 })).toEqual({
      skus: 20_000,
      suppliers: 400,
      streamers: 40,
      seed: 1,
    });
    expect(catalogueSizeOf({ skus: 9_000_000 })).toMatchObject({ suppliers: 75_000 });
  });

  it.each([
    [{}, 'skus'],
    [{ skus: 0 }, 'skus'],
    [{ skus: 1.5 }, 'skus'],
    [{ skus: 10, suppliers: 11 }, 'suppliers'],
    [{ skus: 10, suppliers: 0 }, 'suppliers'],
    [{ skus: 10, streamers: -1 }, 'streamers'],
    [{ skus: 10, seed: 2 ** 32 }, 'seed'],
  ])('says what is wrong with %j', (given, key) => {
    expect(catalogueSizeOf(given)).toEqual({ problem: expect.stringMatching(`^${key}: `) });
  });
});

it('finds the package from anywhere below it', () => {
  expect(packageRoot()).toBe(process.cwd());
});
