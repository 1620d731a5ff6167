import type { PriceBand } from '../pricing/price-band.entity';
import type { SkuCriteria } from '../skus/sku-criteria';

/**
 * Where the steps of live prices begin, in fen, that goods are counted by; the SQL function price_step numbers them from
 * 1 in this order. Every band begins with one, and so does what people put into a price filter: round amounts. A filter
 * that begins or ends elsewhere cuts a step, whose goods are counted price by price (step-goods.ts).
 */
export const STEP_STARTS: readonly number[] = [
  0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000, 1_100, 1_200, 1_300, 1_400, 1_500, 1_600, 1_800,
  2_000, 2_200, 2_500, 2_800, 3_000, 3_500, 4_000, 4_500, 5_000, 5_500, 6_000, 6_500, 7_000, 7_500, 8_000,
  8_500, 9_000, 9_500, 10_000, 11_000, 12_000, 13_000, 14_000, 15_000, 16_000, 17_000, 18_000, 19_000, 20_000,
  22_000, 24_000, 25_000, 26_000, 28_000, 30_000, 35_000, 40_000, 45_000, 50_000, 55_000, 60_000, 65_000,
  70_000, 75_000, 80_000, 90_000, 100_000, 120_000, 150_000, 180_000, 200_000, 250_000, 300_000, 400_000,
  500_000, 600_000, 800_000, 1_000_000, 1_200_000, 1_500_000, 2_000_000, 3_000_000, 5_000_000, 10_000_000,
];

/** What an integer column can hold. */
const HIGHEST = 2_147_483_647;

/** A step within which a filter begins or ends: of its goods those at these prices count, in fen and inclusive. */
export type CutStep = { step: number; min: number; max: number };

/** What a price filter lets through: 1 at the numbers of whole steps, 0 at others; and of those that it cuts a part. */
export type PriceCut = { isLetThrough: Uint8Array; cutSteps: readonly CutStep[] };

/** The prices of a step, in fen and inclusive. */
export const stepRange = (step: number): { first: number; last: number } => ({
  first: STEP_STARTS[step - 1]!,
  last: (STEP_STARTS[step] ?? HIGHEST + 1) - 1,
});

/** The band that each step lies in, by the step's number. */
export function bandsOfSteps(bands: readonly PriceBand[]): number[] {
  const bandOf = STEP_STARTS.map(
    (start) => bands.findLast(({ minFen }) => minFen <= start)?.number ?? bands[0]!.number,
  );
  return [0, ...bandOf];
}

export function cutPrices(
  bands: readonly PriceBand[],
  { priceBands, price: { min = 0, max = HIGHEST } }: Pick<SkuCriteria, 'priceBands' | 'price'>,
): PriceCut {
  const bandOf = bandsOfSteps(bands);
  const isLetThrough = new Uint8Array(STEP_STARTS.length + 1);
  const cutSteps: CutStep[] = [];
  for (let step = 1; step <= STEP_STARTS.length; step++) {
    const { first, last } = stepRange(step);
    const [from, to] = [Math.max(first, min), Math.min(last, max)];
    const isAsked = from <= to && (!priceBands || priceBands.includes(bandOf[step]!));
    const isWhole = from === first && to === last;
    if (isAsked && isWhole) isLetThrough[step] = 1;
    else if (isAsked) cutSteps.push({ step, min: from, max: to });
  }
  return { isLetThrough, cutSteps };
}
