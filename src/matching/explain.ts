import type { Language } from '../graphql/language';
import type { SkuStatics } from '../graphql/row-readers';
import { formatFen } from '../pricing/fen';
import type { Reference } from '../reference/reference';
import type { Sku } from '../skus/sku.entity';
import { type CellDimensions, stockTierOf } from './cell';
import { contribution, FACTORS, MatchFactor, MILLION, type Weights } from './factors';
import type { ScoreComponent } from './match.types';
import type { StaticFactors } from './static-bound';
import type { StreamerValues } from './values';

/** The values of all nine factors for one SKU, in millionths, from the tables that ranked it. */
export function factorValues(
  values: StreamerValues,
  { category, priceBand, audience, shipping, stockTier }: CellDimensions,
  factors: StaticFactors,
): Record<MatchFactor, number> {
  const [quality, advantage, commission, momentum] = factors;
  return {
    SUPPLIER_QUALITY: quality,
    PRICE_ADVANTAGE: advantage,
    COMMISSION: commission,
    MOMENTUM: momentum,
    // A category newer than this process's reference data has no values yet.
    CATEGORY_AFFINITY: values.categoryAffinity[category] ?? 0,
    AUDIENCE_FIT: values.audienceFit[audience]!,
    PRICE_FIT: values.priceFit[values.priceFitSlot[category] ?? 0]![priceBand]!,
    DELIVERY_FIT: values.deliveryFit[shipping]!,
    CAPACITY_FIT: values.capacityFit[stockTier]!,
  };
}

/** What a cell would say of the SKU; the SKU need not be in one. */
export const dimensionsOf = (sku: Sku): CellDimensions => ({
  belt: sku.beltNumber,
  category: sku.categoryNumber,
  priceBand: sku.priceBandNumber,
  audience: sku.audienceNumber,
  shipping: sku.shippingNumber,
  stockTier: stockTierOf(sku.stock),
});

export const staticFactorsOf = (
  { supplierQuality }: Pick<Sku, 'supplierQuality'>,
  { priceAdvantage, commissionValue, momentum }: Omit<SkuStatics, 'uuid'>,
): StaticFactors => [supplierQuality, priceAdvantage, commissionValue, momentum];

/** In millionths; ranking adds up the same contributions. */
export const scoreUnder = (weights: Weights, values: Record<MatchFactor, number>): number =>
  FACTORS.reduce((sum, factor) => sum + contribution(weights[factor], values[factor]), 0);

export const componentsOf = (values: Record<MatchFactor, number>, weights: Weights): ScoreComponent[] =>
  FACTORS.map((factor) => ({
    factor,
    value: values[factor] / MILLION,
    weight: weights[factor] / MILLION,
    contribution: contribution(weights[factor], values[factor]) / MILLION,
  }));

type Facts = { percent: string; category: string; price: string; commission: string };
type Sentence = { from: number; text: Record<Language, (facts: Facts) => string> };

/** What is said of a factor from which value on; the first that applies is taken. */
export type Sentences = Partial<Record<MatchFactor, readonly Sentence[]>>;

/** Said to the streamer. */
const SENTENCES: Sentences = {
  CATEGORY_AFFINITY: [
    {
      from: 0.5,
      text: {
        'zh-CN': ({ category }) => `粉丝常买「${category}」`,
        en: ({ category }) => `Your fans often buy ${category}`,
      },
    },
    {
      from: 0.1,
      text: {
        'zh-CN': ({ category }) => `「${category}」与粉丝常买的品类相近`,
        en: ({ category }) => `${category} is close to what your fans buy`,
      },
    },
  ],
  AUDIENCE_FIT: [
    {
      from: 0.8,
      text: {
        'zh-CN': ({ percent }) => `目标人群与粉丝重合度 ${percent}`,
        en: ({ percent }) => `Its buyers and your fans overlap by ${percent}`,
      },
    },
  ],
  PRICE_FIT: [
    {
      from: 0.5,
      text: {
        'zh-CN': ({ price }) => `¥${price} 在粉丝常买的价格带`,
        en: ({ price }) => `¥${price} is a price your fans often pay`,
      },
    },
  ],
  SUPPLIER_QUALITY: [
    {
      from: 0.7,
      text: {
        'zh-CN': ({ percent }) => `供应商质量分 ${percent}`,
        en: ({ percent }) => `Supplier quality score of ${percent}`,
      },
    },
  ],
  PRICE_ADVANTAGE: [
    {
      from: 0.1,
      text: {
        'zh-CN': ({ percent }) => `比市场价低 ${percent}`,
        en: ({ percent }) => `${percent} below the market price`,
      },
    },
  ],
  DELIVERY_FIT: [
    {
      from: 0.8,
      text: {
        'zh-CN': ({ percent }) => `${percent} 的粉丝所在省份包邮且 48 小时内发货`,
        en: ({ percent }) => `Ships free within 48 h to the provinces of ${percent} of your fans`,
      },
    },
  ],
  CAPACITY_FIT: [
    {
      from: 1,
      text: { 'zh-CN': () => '库存够卖一场', en: () => 'Enough in stock for a session' },
    },
  ],
  COMMISSION: [
    {
      from: 0.4,
      text: {
        'zh-CN': ({ commission }) => `佣金 ${commission}`,
        en: ({ commission }) => `Commission of ${commission}`,
      },
    },
  ],
  MOMENTUM: [
    {
      from: 0.6,
      text: { 'zh-CN': () => '近一周销量上升', en: () => 'Selling faster this week than last' },
    },
  ],
};

const MAX_REASONS = 4;

const percentOf = (share: number): string => `${Math.floor(share * 100 + 1e-9)} %`;

/** What reasons tell of a SKU. */
export const TOLD_BY_REASONS = ['categoryNumber', 'livePriceFen', 'commissionBasisPoints'] as const;

/** The sentences of the factors that add most, at most four; what is not true of the SKU is not said. */
export function reasonsOf(
  components: readonly ScoreComponent[],
  sku: Pick<Sku, (typeof TOLD_BY_REASONS)[number]>,
  reference: Reference,
  language: Language,
  sentences = SENTENCES,
): string[] {
  const category = reference.categories.get(sku.categoryNumber);
  const name = language === 'en' ? (category?.nameEn ?? category?.name) : category?.name;
  return components
    .toSorted((a, b) => b.contribution - a.contribution)
    .flatMap(({ factor, value, contribution: added }) => {
      const sentence = added > 0 ? sentences[factor]?.find(({ from }) => value >= from) : undefined;
      if (!sentence) return [];
      const facts: Facts = {
        percent: percentOf(value),
        category: name ?? '',
        price: formatFen(sku.livePriceFen),
        commission: percentOf(sku.commissionBasisPoints / 10_000),
      };
      return [sentence.text[language](facts)];
    })
    .slice(0, MAX_REASONS);
}
