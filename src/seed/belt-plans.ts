import type { Habits, ShippingHabit } from './habits';
import { leavesByCategory, type Leaf } from './leaves';
import type { BeltData, ReferenceData, ShippingClassData } from './reference-data';
import { sumOf } from './shares';
import { codePrefix } from './supplier-names';
import type { TitleData } from './title-data';
import { Weighted } from './weighted';

/** A belt with all that is needed to make up its suppliers and their goods. */
export type BeltPlan = {
  belt: BeltData;
  /** Its place as people call it: 义乌. */
  place: string;
  prefix: string;
  /** Its share of all suppliers, against the other belts'. */
  weight: number;
  leaves: Weighted<Leaf>;
  /** The shipping classes, by number, that sellers with such habits use here. */
  shipping: Map<Habits, Weighted<number>>;
};

/** Yiwu alone has 75,000 stalls; a growing region has a few hundred cooperatives. */
const SUPPLIER_WEIGHTS: Record<string, number> = {
  SMALL_COMMODITY: 30,
  APPAREL: 5,
  HOME: 6,
  JADE: 3,
  TEA: 3,
  FOOD: 4,
  PRODUCE: 2,
  OTHER: 5,
};

export function beltPlansOf(data: ReferenceData, titles: TitleData): BeltPlan[] {
  const leavesOf = leavesByCategory(data, titles);
  const placeOf = new Map(data.regions.map(({ code, shortName }) => [code, shortName]));
  return data.belts.map((belt) => {
    const leaves = belt.categories.flatMap(({ slug, weight }) => spread(leavesOf.get(slug) ?? [], weight));
    const habits = new Set(leaves.map(([leaf]) => leaf.habits));
    const province = belt.regionCode.slice(0, 2);
    return {
      belt,
      place: placeOf.get(belt.regionCode) ?? belt.name,
      prefix: codePrefix(belt.slug),
      weight: SUPPLIER_WEIGHTS[belt.kind] ?? 1,
      leaves: new Weighted(leaves),
      shipping: new Map([...habits].map((each) => [each, shippingOf(each, province, data.shippingClasses)])),
    };
  });
}

/** Of several leaves the first sell best: a category's main goods come first in the file. */
const spread = (leaves: Leaf[], weight: number): [Leaf, number][] => {
  const falling = leaves.map((_, i) => (i + 1) ** -0.5);
  const sum = sumOf(falling);
  return leaves.map((leaf, i) => [leaf, (weight * falling[i]!) / sum]);
};

const REGIONAL = ['jiangzhehu', 'north-china', 'south-west', 'south-china', 'east-china', 'central-china'];
const COLD_CHAINS = ['cold-chain-north', 'cold-chain-south'];

function shippingOf(habits: Habits, province: string, classes: ShippingClassData[]): Weighted<number> {
  const numberOf = (habit: ShippingHabit): number => {
    const slugs = habit === 'regional' ? REGIONAL : habit === 'cold-chain' ? COLD_CHAINS : [habit];
    const candidates = slugs.flatMap((slug) => classes.filter((each) => each.slug === slug));
    const near = candidates.find(({ freeProvinces }) => freeProvinces.includes(province));
    const chosen = near ?? candidates[0];
    if (!chosen) throw new Error(`data/reference/shipping-classes.json: nothing for "${habit}"`);
    return chosen.number;
  };
  return new Weighted(habits.shipping.map(([habit, share]) => [numberOf(habit), share]));
}
