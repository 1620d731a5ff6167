import { chinaDay } from '../calendar/china-day';
import { NEWCOMER_LIMITS } from '../config/limits';

/** The day whose newcomers are due: the one that it is, once what was shown before it must be recorded. */
export const newcomersDay = (at: number): string => chinaDay(at - NEWCOMER_LIMITS.graceMs);

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
