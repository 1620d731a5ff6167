import { FAN_LIMITS } from '../../config/limits';

const MILLION = 1_000_000;

/** Whether shares sum to 1, but for how they were rounded. */
export const areWhole = (shares: readonly number[]): boolean =>
  shares.every((share) => share >= 0 && share <= 1) &&
  Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) <= FAN_LIMITS.sharesOff;

/**
 * Shares that sum to about 1 as millionths that sum to 1,000,000: each is rounded by itself, and what is left over or
 * missing goes to the largest, which it changes least.
 */
export function wholeShares(shares: readonly number[]): number[] {
  const rounded = shares.map((share) => Math.round(share * MILLION));
  const largest = rounded.indexOf(Math.max(...rounded));
  rounded[largest]! += MILLION - rounded.reduce((sum, share) => sum + share, 0);
  return rounded;
}
