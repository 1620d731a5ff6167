import { uuidOfBytes } from './stable-uuid';

/**
 * Repeatable random numbers: sfc32, Chris Doty-Humphrey's "small fast chaotic" generator of PractRand (128 bits of
 * state, a counter among them, so no seed is a bad one).
 *
 * A generator is made per thing (seed, stream, index), so that what is drawn for one supplier does not depend on how
 * many others there are.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;
  private readonly bytes = Buffer.alloc(16);

  constructor(seed: number, stream: number, index: number) {
    this.a = seed | 0;
    this.b = stream | 0;
    this.c = index | 0;
    // PractRand's own seeding: 15 rounds until every bit of the state depends on every bit of the seed.
    for (let i = 0; i < 15; i++) this.uint32();
  }

  /** 0 <= n < 2^32. */
  uint32(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** 0 <= x < 1. */
  unit(): number {
    return this.uint32() / 4_294_967_296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** 0 <= n < limit. */
  below(limit: number): number {
    return Math.floor(this.unit() * limit);
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('Nothing to pick from');
    return value;
  }

  /** Mean 0, deviation 1 (Box–Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit());
  }

  logNormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal());
  }

  /** Knuth's product of uniforms; beyond 30, where that grows slow, the normal approximation. */
  poisson(mean: number): number {
    if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.unit(); product > limit; product *= this.unit()) count++;
    return count;
  }

  /** Gamma of scale 1 (Marsaglia and Tsang, 2000); for shapes below 1 by their power trick. */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * (1 - this.unit()) ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = this.normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - this.unit()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  /** Version 8 of RFC 9562: it looks random, and is repeatable. */
  uuid(): string {
    for (let i = 0; i < 16; i += 4) this.bytes.writeUInt32BE(this.uint32(), i);
    return uuidOfBytes(this.bytes);
  }
}
