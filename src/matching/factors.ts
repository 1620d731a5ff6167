import { registerEnumType } from 'type-graphql';

export enum MatchFactor {
  CATEGORY_AFFINITY = 'CATEGORY_AFFINITY',
  AUDIENCE_FIT = 'AUDIENCE_FIT',
  PRICE_FIT = 'PRICE_FIT',
  SUPPLIER_QUALITY = 'SUPPLIER_QUALITY',
  PRICE_ADVANTAGE = 'PRICE_ADVANTAGE',
  DELIVERY_FIT = 'DELIVERY_FIT',
  CAPACITY_FIT = 'CAPACITY_FIT',
  COMMISSION = 'COMMISSION',
  MOMENTUM = 'MOMENTUM',
}
registerEnumType(MatchFactor, {
  name: 'MatchFactor',
  description: 'What a match is scored by; each has a value in 0..1 and a weight.',
  valuesConfig: {
    CATEGORY_AFFINITY: {
      description:
        'The fans’ share of purchases in the SKU’s category, with 0.3 of what they buy beside it (same parent) and ' +
        '0.1 of what they buy further off (same top category), relative to the largest such sum.',
    },
    AUDIENCE_FIT: {
      description:
        'Overlap of the fans’ gender × age with the SKU’s audience: the Bhattacharyya coefficient Σ √(p·q) ' +
        '(A. Bhattacharyya, 1943).',
    },
    PRICE_FIT: {
      description:
        'The fans’ share of purchases in the SKU’s price band, with 0.5 and 0.25 of what they spend one and two ' +
        'bands above it and 0.25 of one band below it, relative to the largest such sum.',
    },
    SUPPLIER_QUALITY: { description: 'The supplier quality score.' },
    PRICE_ADVANTAGE: {
      description: '(marketPrice − livePrice) / marketPrice; 0 where unknown or not cheaper.',
    },
    DELIVERY_FIT: {
      description: 'Share of the fans in provinces that the SKU ships to free of charge within 48 hours.',
    },
    CAPACITY_FIT: {
      description:
        'Stock, rounded down on a 1-3-10 ladder, over what the streamer sells of one good in a session; at most 1.',
    },
    COMMISSION: { description: 'commissionRate over 0.5, the largest rate in use; at most 1.' },
    MOMENTUM: {
      description:
        'The newer week’s share of the last fortnight’s sales, with five pseudo-sales in either week: ½ is steady.',
    },
  },
});

export const FACTORS = Object.values(MatchFactor);

/** The factors that depend on the SKU alone, in the order of the probe's columns. */
export const STATIC_FACTORS = [
  MatchFactor.SUPPLIER_QUALITY,
  MatchFactor.PRICE_ADVANTAGE,
  MatchFactor.COMMISSION,
  MatchFactor.MOMENTUM,
] as const;

/** Values, weights and scores are integers in millionths: they compare, sum and page exactly. */
export const MILLION = 1_000_000;

/** In millionths, for all nine factors; they sum to 1,000,000. */
export type Weights = Readonly<Record<MatchFactor, number>>;

/** The four static ones stand in the SQL function static_score as well, which orders the index. */
export const DEFAULT_WEIGHTS: Weights = {
  CATEGORY_AFFINITY: 240_000,
  AUDIENCE_FIT: 140_000,
  PRICE_FIT: 160_000,
  SUPPLIER_QUALITY: 160_000,
  PRICE_ADVANTAGE: 80_000,
  DELIVERY_FIT: 70_000,
  CAPACITY_FIT: 50_000,
  COMMISSION: 50_000,
  MOMENTUM: 50_000,
};

/** What a factor adds to the score: weight × value, both in millionths, rounded half up. */
export const contribution = (weight: number, value: number): number =>
  Math.floor((weight * value + 500_000) / MILLION);
