import type { PriceBandData } from './reference-data';
import { sharesOf } from './shares';
import type { PriceSpread } from './streamer-data';

/** Millionths of purchases in each price band, in the order of the ladder. */
export function bandShares(
  { medianYuan, spreadLog }: PriceSpread,
  ladder: readonly PriceBandData[],
): number[] {
  const below = (fen: number): number => normalCdf((Math.log(fen / 100) - Math.log(medianYuan)) / spreadLog);
  return sharesOf(
    ladder.map(
      ({ minFen, maxFen }) => (maxFen === null ? 1 : below(maxFen)) - (minFen === 0 ? 0 : below(minFen)),
    ),
  );
}

/** Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.17; off by less than 1e-7. */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const polynomial =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
  return x < 0 ? tail : 1 - tail;
}
