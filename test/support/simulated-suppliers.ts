import { Random } from '../../src/seed/random';

/** Suppliers whose true values are known, and what is observed of them: draws of the textbook, by no code under test. */
export type Simulated = { belt: number; truth: number; observed: number; size: number };

/** Gamma with scale 1 (Marsaglia and Tsang, A simple method for generating gamma variables, 2000). */
function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random.unit()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.unit()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

function beta(mean: number, strength: number, random: Random): number {
  const hits = gamma(mean * strength, random);
  return hits / (hits + gamma((1 - mean) * strength, random));
}

/** From 1 to some thousands, most of them few. */
const sizeOf = (random: Random): number => Math.floor(Math.exp(random.between(0, Math.log(3_000))));

/** Rates: each belt's around the mean, each supplier's around its belt's with the given strength. */
export function simulatedRates(
  count: number,
  { mean, strength, belts, seed }: { mean: number; strength: number; belts: number; seed: number },
): Simulated[] {
  const random = new Random(seed, 1, 1);
  const means = Array.from({ length: belts }, () => beta(mean, strength * 10, random));
  return Array.from({ length: count }, (_, i) => {
    const truth = beta(means[i % belts]!, strength, random);
    const size = sizeOf(random);
    let hits = 0;
    for (let n = 0; n < size; n++) if (random.unit() < truth) hits++;
    return { belt: i % belts, truth, observed: hits / size, size };
  });
}

/** Ratings: 1 to 5 stars each, whose deviation is the given one by and large. */
export function simulatedRatings(
  count: number,
  { mean, spread, belts, seed }: { mean: number; spread: number; belts: number; seed: number },
): Simulated[] {
  const random = new Random(seed, 1, 1);
  const means = Array.from({ length: belts }, () => mean + 0.3 * spread * random.normal());
  return Array.from({ length: count }, (_, i) => {
    const truth = Math.min(4.95, means[i % belts]! + spread * random.normal());
    const size = sizeOf(random);
    let sum = 0;
    // Four or five stars, and one star in fifty times.
    const five = truth - 4 + 3 * 0.02;
    for (let n = 0; n < size; n++) {
      const u = random.unit();
      sum += u < 0.02 ? 1 : u < 0.02 + five ? 5 : 4;
    }
    return { belt: i % belts, truth: 0.02 + 5 * five + 4 * (0.98 - five), observed: sum / size, size };
  });
}
