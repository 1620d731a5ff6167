import { Random } from '../../src/seed/random';
import { sumOf } from '../../src/seed/shares';
import { stableUuid } from '../../src/seed/stable-uuid';
import { Weighted } from '../../src/seed/weighted';

const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const mean = (values: number[]): number => sumOf(values) / values.length;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('random numbers', () => {
  it('repeat for the same seed, stream and index, and for no other', () => {
    const drawn = (seed: number, stream: number, index: number) => {
      const random = new Random(seed, stream, index);
      return times(50, () => random.uint32()).join();
    };
    const all = [drawn(1, 1, 0), drawn(2, 1, 0), drawn(1, 2, 0), drawn(1, 1, 1), drawn(0, 0, 0)];
    expect(drawn(1, 1, 0)).toBe(all[0]);
    expect(new Set(all).size).toBe(all.length);
  });

  it('have the moments of their distributions', () => {
    const random = new Random(7, 0, 0);
    const units = times(20_000, () => random.unit());
    expect(Math.min(...units.slice(0, 10_000))).toBeGreaterThanOrEqual(0);
    expect(mean(units)).toBeCloseTo(0.5, 2);
    const normals = times(20_000, () => random.normal());
    expect(mean(normals)).toBeCloseTo(0, 1);
    expect(mean(normals.map((x) => x * x))).toBeCloseTo(1, 1);
    for (const rate of [0.2, 3, 29, 31, 400]) {
      const counts = times(4_000, () => random.poisson(rate));
      expect(Math.abs(mean(counts) - rate) / rate).toBeLessThan(0.05);
      expect(counts.every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
    }
    for (const shape of [0.3, 1, 5]) {
      expect(mean(times(20_000, () => random.gamma(shape))) / shape).toBeCloseTo(1, 1);
    }
  });

  it('make UUIDs', () => {
    const random = new Random(1, 1, 1);
    const ids = times(1_000, () => random.uuid());
    expect(ids.every((id) => UUID.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(1_000);
    expect(stableUuid('belt', 'yiwu')).toMatch(UUID);
    expect(stableUuid('belt', 'yiwu')).toBe('bbead8f1-873d-8345-b345-83335a3d559a');
  });

  it('choose by weight', () => {
    const random = new Random(3, 0, 0);
    const weighted = new Weighted([
      ['never', 0],
      ['rare', 1],
      ['often', 9],
    ]);
    const picked = times(20_000, () => weighted.pick(random));
    expect(picked).not.toContain('never');
    expect(picked.filter((value) => value === 'rare').length / 20_000).toBeCloseTo(0.1, 1);
    expect(weighted.at(0)).toBe('rare');
    expect(weighted.at(0.999_999)).toBe('often');
    expect(() => new Weighted([['nothing', 0]])).toThrow('positive');
  });
});
