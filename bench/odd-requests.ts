/** Requests that the order of the index does not suit. */

const WEIGHTS = [
  'categoryAffinity',
  'audienceFit',
  'priceFit',
  'supplierQuality',
  'priceAdvantage',
  'deliveryFit',
  'capacityFit',
  'commission',
  'momentum',
];

const weighed = (weight: (f: number) => number): Record<string, number> =>
  Object.fromEntries(WEIGHTS.map((name, f) => [name, weight(f)]));

/** Each factor alone. */
export const ODD_WEIGHTS = Object.fromEntries(
  WEIGHTS.map((name, alone) => [`${name} alone`, weighed((f) => (f === alone ? 1 : 0))]),
);

/** A fixed sequence that looks random: the same weights in every run. */
export const randomWeights = (i: number): Record<string, number> =>
  weighed((f) => Math.abs((Math.sin(i * 9 + f + 1) * 10_000) % 1));

const TEXTS = ['和田玉', '真丝', '螺蛳粉', '蓝莓', '旗袍', '手串', '羽绒', '收纳', '紫砂壶', '沙发'];
const yuan = (fen: number): string => (fen / 100).toFixed(2);

/** Filters that must be asked of rows; most let about 1 SKU in 1,000 through, a word about 1 in 100. */
export const FILTERS: Record<string, (i: number) => object> = {
  'a price to the yuan': (i) => ({ price: { min: yuan(5_000 + i * 100), max: yuan(5_000 + i * 100) } }),
  'a narrow range of high prices': (i) => ({
    price: { min: yuan(100_000 + i * 3_000), max: yuan(104_000 + i * 3_000) },
  }),
  'a high quality': () => ({ minQuality: 0.93 }),
  'a large stock': () => ({ minStock: 25_000 }),
  'all guarantees and a high quality': () => ({
    guarantees: ['REFUND_WITHOUT_RETURN', 'RETURN_FREIGHT_COVERED', 'TENFOLD_IF_FAKE'],
    minQuality: 0.88,
  }),
  'a word': (i) => ({ text: TEXTS[i % TEXTS.length]! }),
  'a word and three digits of a code': (i) => ({ text: `${TEXTS[i % TEXTS.length]!} ${100 + i * 7}` }),
  'four digits of a code': (i) => ({ text: String(1_000 + i * 131) }),
};
