import { NEWCOMER_LIMITS } from '../config/limits';

/** A supplier with eligible goods, which only an active one has. */
export type MarketSupplier = {
  id: string;
  /** Millionths. */
  quality: number;
  eligibleSkus: number;
  /** How often its goods were shown. */
  shown: number;
};

/**
 * Who of a market is a newcomer: whose goods were shown less than a quarter as often as those of the average supplier,
 * without an alarm about its quality. The rule is relative to the market; while nothing was shown, nobody is one.
 */
export function newcomersOf(market: readonly MarketSupplier[]): MarketSupplier[] {
  const { minQuality, belowMean } = NEWCOMER_LIMITS;
  const total = market.reduce((sum, { shown }) => sum + shown, 0);
  return market.filter(
    ({ quality, shown }) => quality >= minQuality && shown * market.length * belowMean < total,
  );
}
