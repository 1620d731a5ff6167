import type { MarketSupplier } from './newcomers';

/** How evenly a market's goods are shown. */
export type Distribution = {
  suppliers: number;
  /** Goods shown, counted each time. */
  shown: number;
  gini: number;
  /** Share of the suppliers of whom something was shown. */
  coverage: number;
  /** Share of what was shown that was of the smaller half of the suppliers, by eligible SKUs. */
  smallShare: number;
};

/**
 * The Gini coefficient: 0 where all have the same, close to 1 where one has all. With the values in rising order,
 * G = 2 · Σ i·xᵢ / (n · Σ xᵢ) − (n + 1) / n (C. Gini, 1912; in this form A. Sen, On Economic Inequality, 1973).
 * 0 where nobody has anything.
 */
export function gini(values: readonly number[]): number {
  const n = values.length;
  const total = sum(values);
  if (total === 0) return 0;
  const ranked = sum(values.toSorted((a, b) => a - b).map((value, i) => (i + 1) * value));
  return (2 * ranked) / (n * total) - (n + 1) / n;
}

export function distributionOf(market: readonly MarketSupplier[]): Distribution {
  const counts = market.map(({ shown }) => shown);
  const shown = sum(counts);
  const bySize = market.toSorted((a, b) => a.eligibleSkus - b.eligibleSkus || (a.id < b.id ? -1 : 1));
  const small = sum(bySize.slice(0, Math.floor(market.length / 2)).map((supplier) => supplier.shown));
  return {
    suppliers: market.length,
    shown,
    gini: gini(counts),
    coverage: shareOf(counts.filter((count) => count > 0).length, market.length),
    smallShare: shareOf(small, shown),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
