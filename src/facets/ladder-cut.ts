import type { PriceBand } from '../pricing/price-band.entity';
import type { SkuCriteria } from '../skus/sku-criteria';

/** What an integer column can hold. */
const HIGHEST = 2_147_483_647;

/** The price bands that a filter lets through whole, and what it lets through of others: ranges in fen, inclusive. */
export type LadderCut = { whole: number[]; ranges: { band: number; min: number; max: number }[] };

export function ladderCut(bands: readonly PriceBand[], { priceBands, price }: SkuCriteria): LadderCut {
  const { min = 0, max = HIGHEST } = price;
  const cut: LadderCut = { whole: [], ranges: [] };
  for (const { number, minFen, maxFen } of bands) {
    const last = (maxFen ?? HIGHEST) - 1;
    if (priceBands && !priceBands.includes(number)) continue;
    if (min <= minFen && last <= max) cut.whole.push(number);
    else if (min <= last && minFen <= max)
      cut.ranges.push({ band: number, min: Math.max(min, minFen), max: Math.min(max, last) });
  }
  return cut;
}
