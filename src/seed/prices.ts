import type { Random } from './random';

/** A price as shops write it, near the given yuan: 3.9, 19.9, 168, 1280, 23800. In fen. */
export function retailPrice(yuan: number, random: Random): number {
  if (yuan < 10) return Math.floor(yuan) * 100 + random.pick([90, 90, 80, 50]);
  if (yuan < 100) return endingOf(Math.floor(yuan), random);
  if (yuan < 1_000) return (Math.floor(yuan / 10) * 10 + random.pick([0, 5, 8, 9, 9])) * 100;
  const step = 10 ** (Math.floor(Math.log10(yuan)) - 1);
  return Math.round((Math.floor(yuan / step) + random.pick([0, 0.6, 0.8, 0.8])) * step) * 100;
}

function endingOf(yuan: number, random: Random): number {
  const ninety = Math.floor(yuan / 10) * 1_000 + 990;
  return random.pick([ninety, ninety, yuan * 100 + 90, yuan * 100 + 80, yuan * 100]);
}

export type Prices = { live: number; supply: number; market: number | null };

/**
 * Prices of one good: live near the given yuan, supply 45 to 85 % of it in whole jiao, and for four goods in five
 * what they cost elsewhere: 5 to 60 % more, now and then the same.
 */
export function pricesAround(yuan: number, random: Random): Prices {
  const live = retailPrice(yuan, random);
  const supply = Math.max(10, Math.round((live * random.between(0.45, 0.85)) / 10) * 10);
  return { live, supply: Math.min(supply, live), market: marketPrice(live, random) };
}

function marketPrice(live: number, random: Random): number | null {
  if (random.chance(0.2)) return null;
  if (random.chance(0.06)) return live;
  return Math.max(live, retailPrice((live / 100) * random.between(1.05, 1.6), random));
}
