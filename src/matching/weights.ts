import { Field, Float, InputType } from 'type-graphql';
import { HeadwaterError } from '../graphql/errors';
import { DEFAULT_WEIGHTS, FACTORS, MatchFactor, MILLION, type Weights } from './factors';

const weight = { nullable: true, description: 'Relative weight, 0 or more; left out, the default.' };

@InputType({
  description:
    'Weights are relative: they are divided by their sum. A factor left out keeps its default weight (categoryAffinity ' +
    '0.24, audienceFit 0.14, priceFit 0.16, supplierQuality 0.16, priceAdvantage 0.08, deliveryFit 0.07, capacityFit ' +
    '0.05, commission 0.05, momentum 0.05). Error INVALID_WEIGHTS: a weight below 0 or not finite, or all are 0.',
})
export class MatchWeightsInput {
  @Field(() => Float, weight) categoryAffinity?: number;
  @Field(() => Float, weight) audienceFit?: number;
  @Field(() => Float, weight) priceFit?: number;
  @Field(() => Float, weight) supplierQuality?: number;
  @Field(() => Float, weight) priceAdvantage?: number;
  @Field(() => Float, weight) deliveryFit?: number;
  @Field(() => Float, weight) capacityFit?: number;
  @Field(() => Float, weight) commission?: number;
  @Field(() => Float, weight) momentum?: number;
}

export const INPUT_NAME: Record<MatchFactor, keyof MatchWeightsInput> = {
  CATEGORY_AFFINITY: 'categoryAffinity',
  AUDIENCE_FIT: 'audienceFit',
  PRICE_FIT: 'priceFit',
  SUPPLIER_QUALITY: 'supplierQuality',
  PRICE_ADVANTAGE: 'priceAdvantage',
  DELIVERY_FIT: 'deliveryFit',
  CAPACITY_FIT: 'capacityFit',
  COMMISSION: 'commission',
  MOMENTUM: 'momentum',
};

/**
 * Divides by the sum and rounds to millionths that sum to exactly 1,000,000: each is rounded down, and what is
 * missing goes to the largest remainders (Hamilton's method), ties in the order of the factors.
 * @throws INVALID_WEIGHTS
 */
export function resolveWeights(input: MatchWeightsInput | null | undefined): Weights {
  if (!input) return DEFAULT_WEIGHTS;
  const given = FACTORS.map((factor) => {
    const value = input[INPUT_NAME[factor]] ?? DEFAULT_WEIGHTS[factor] / MILLION;
    if (!Number.isFinite(value) || value < 0) {
      throw new HeadwaterError('INVALID_WEIGHTS', { weight: INPUT_NAME[factor] });
    }
    return { factor, value };
  });
  // Divided by the largest first: a sum of huge finite numbers would not be finite.
  const largest = Math.max(...given.map(({ value }) => value));
  if (largest === 0) throw new HeadwaterError('INVALID_WEIGHTS', { weight: 'all' });
  const scaled = given.map(({ factor, value }) => ({ factor, value: value / largest }));
  const sum = scaled.reduce((total, { value }) => total + value, 0);
  // Whole millionths of a millionth: remainders that are equal must not be told apart by the noise of a division.
  const exact = scaled.map(({ factor, value }) => ({
    factor,
    share: Math.round((value / sum) * MILLION * MILLION),
  }));
  const weights = Object.fromEntries(
    exact.map(({ factor, share }) => [factor, Math.floor(share / MILLION)]),
  ) as Record<MatchFactor, number>;
  const missing = MILLION - FACTORS.reduce((total, factor) => total + weights[factor], 0);
  const byRemainder = exact.toSorted((a, b) => (b.share % MILLION) - (a.share % MILLION));
  for (const { factor } of byRemainder.slice(0, missing)) weights[factor] += 1;
  return weights;
}
