import { habitsOf, type Habits } from './habits';
import {
  AGE_BANDS,
  GENDERS,
  type AudienceData,
  type CategoryData,
  type ReferenceData,
} from './reference-data';
import { sumOf } from './shares';
import type { TitleData } from './title-data';
import { wordsOf, type Words } from './titles';

/** A leaf category with all that is needed to make up goods of it. */
export type Leaf = {
  number: number;
  top: string;
  /** Yuan, and the spread of its logarithm. */
  price: { low: number; typical: number; high: number; sigma: number };
  audience: number;
  /** Other audiences that such goods are plausibly for, the closest first. */
  otherAudiences: number[];
  habits: Habits;
  words: Words;
};

/** How many other audiences come into question. */
const OTHER_AUDIENCES = 2;

/** The leaves at and below each category, by the category's slug. */
export function leavesByCategory(data: ReferenceData, titles: TitleData): Map<string, Leaf[]> {
  const bySlug = new Map(data.categories.map((category) => [category.slug, category]));
  const parents = new Set(data.categories.map(({ parent }) => parent));
  const found = new Map<string, Leaf[]>(data.categories.map(({ slug }) => [slug, []]));
  for (const category of data.categories) {
    if (parents.has(category.slug)) continue;
    const path = [category];
    for (let at = category; at.parent !== null; path.push(at)) at = bySlug.get(at.parent)!;
    const leaf = leafOf(path, data.audiences, titles);
    for (const { slug } of path) found.get(slug)!.push(leaf);
  }
  return found;
}

/** @param path The leaf, its parent, the top. */
function leafOf(path: CategoryData[], audiences: AudienceData[], titles: TitleData): Leaf {
  const [category, middle, top] = path;
  const own = audiences.find(({ slug }) => slug === category?.audience);
  if (!category?.price || !middle || !top || !own) {
    throw new Error(`data/reference/categories.json: the leaf "${category?.slug}" is incomplete`);
  }
  const { low, high } = category.price;
  return {
    number: category.number,
    top: top.slug,
    // Low to high spans about the middle 95 % of goods: four deviations.
    price: { ...category.price, sigma: Math.log(high / low) / 4 },
    audience: own.number,
    otherAudiences: audiences
      .filter((audience) => audience !== own)
      .toSorted((left, right) => overlap(own, right) - overlap(own, left))
      .slice(0, OTHER_AUDIENCES)
      .map(({ number }) => number),
    habits: habitsOf(category.slug, middle.slug, top.slug),
    words: wordsOf(titles, category, middle.slug, top.slug),
  };
}

/** How alike two audiences are: the Bhattacharyya coefficients of genders and ages, multiplied. */
function overlap(left: AudienceData, right: AudienceData): number {
  const genders = sumOf(GENDERS.map((gender) => Math.sqrt(left.genders[gender] * right.genders[gender])));
  const ages = sumOf(AGE_BANDS.map((age) => Math.sqrt(left.ages[age] * right.ages[age])));
  return genders * ages;
}
