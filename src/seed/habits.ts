/**
 * What sellers of a kind of goods usually do, by top category: made up, but in the proportions that such goods sell
 * in. Where a second-level category differs, it has an entry of its own.
 */
export type Habits = {
  /** Basis points, low and high. */
  commission: readonly [low: number, high: number];
  /** How many in a hundred ship so. */
  shipping: readonly (readonly [ShippingHabit, number])[];
  /** Probabilities of the guarantees. */
  refundWithoutReturn: number;
  freightCovered: number;
  tenfoldIfFake: number;
};

/** A shipping class by its slug, or, by where the belt lies, the free delivery or cold chain of its own region. */
export type ShippingHabit =
  | 'nationwide'
  | 'nationwide-fast'
  | 'except-remote'
  | 'except-xinjiang-tibet'
  | 'greater-china'
  | 'none'
  | 'regional'
  | 'cold-chain';

const PARCELS: Habits['shipping'] = [
  ['nationwide', 45],
  ['nationwide-fast', 25],
  ['except-xinjiang-tibet', 30],
];
const HEAVY: Habits['shipping'] = [
  ['except-remote', 40],
  ['regional', 35],
  ['except-xinjiang-tibet', 15],
  ['none', 10],
];
const JEWELS: Habits['shipping'] = [
  ['nationwide', 55],
  ['nationwide-fast', 25],
  ['greater-china', 20],
];
const FRESH: Habits['shipping'] = [
  ['cold-chain', 90],
  ['regional', 10],
];

const COMMON: Habits = {
  commission: [1_000, 3_000],
  shipping: PARCELS,
  refundWithoutReturn: 0.25,
  freightCovered: 0.6,
  tenfoldIfFake: 0.08,
};

const FRESH_GOODS: Habits = {
  ...COMMON,
  commission: [500, 2_000],
  shipping: FRESH,
  refundWithoutReturn: 0.7,
  freightCovered: 0.05,
};

const HABITS: Record<string, Habits> = {
  apparel: { ...COMMON, commission: [1_500, 3_000], refundWithoutReturn: 0.15, freightCovered: 0.88 },
  'shoes-bags': { ...COMMON, commission: [1_500, 2_800], refundWithoutReturn: 0.15, freightCovered: 0.85 },
  'jade-jewellery': { ...COMMON, commission: [1_000, 3_500], shipping: JEWELS, tenfoldIfFake: 0.55 },
  'small-commodities': { ...COMMON, commission: [1_500, 4_000], refundWithoutReturn: 0.45 },
  toys: { ...COMMON, commission: [1_500, 3_500] },
  'home-living': { ...COMMON, commission: [1_500, 3_500], refundWithoutReturn: 0.4 },
  'home-furnishing': { ...COMMON, commission: [500, 2_000], shipping: HEAVY, refundWithoutReturn: 0.08 },
  appliances: { ...COMMON, commission: [500, 1_800], refundWithoutReturn: 0.1, tenfoldIfFake: 0.2 },
  automotive: { ...COMMON, commission: [1_500, 3_500] },
  produce: FRESH_GOODS,
  'nuts-dried': { ...FRESH_GOODS, shipping: PARCELS },
  food: { ...COMMON, refundWithoutReturn: 0.5, freightCovered: 0.15 },
  tea: { ...COMMON, commission: [2_000, 4_000], tenfoldIfFake: 0.35 },
  books: { ...COMMON, commission: [1_000, 4_000], tenfoldIfFake: 0.5 },
  'beauty-care': { ...COMMON, commission: [2_500, 4_000], tenfoldIfFake: 0.5 },
  'mother-baby': { ...COMMON, commission: [1_000, 2_500], tenfoldIfFake: 0.3 },
  other: { ...COMMON, commission: [0, 2_000], refundWithoutReturn: 0.1, freightCovered: 0.1 },
};

/** Of the given categories, the closest first, the first that has habits of its own; else what is common. */
export const habitsOf = (...slugs: string[]): Habits =>
  slugs.map((slug) => HABITS[slug]).find((habits) => habits !== undefined) ?? COMMON;
