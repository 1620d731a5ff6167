import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../config/package-root';

/** The files of data/reference as they stand. Shares are in millionths, prices of categories in yuan. */
export type RegionData = {
  code: string;
  name: string;
  shortName: string;
  level: 'PROVINCE' | 'CITY' | 'COUNTY';
  parent: string | null;
};

export type BaseData = { slug: string; name: string; nameEn: string; regionCode: string };

export type BeltData = {
  number: number;
  slug: string;
  name: string;
  nameEn: string;
  kind: string;
  regionCode: string;
  bases: BaseData[];
  /** What the belt makes: categories of any level. */
  categories: { slug: string; weight: number }[];
};

export type CategoryData = {
  number: number;
  slug: string;
  name: string;
  nameEn: string | null;
  /** A slug. */
  parent: string | null;
  aliases: string[];
  keywords: string[];
  /** A slug; leaves only, like price and units. */
  audience: string | null;
  price: { low: number; typical: number; high: number } | null;
  units: string[];
};

export type AudienceData = {
  number: number;
  slug: string;
  name: string;
  nameEn: string;
  genders: Record<Gender, number>;
  ages: Record<AgeBand, number>;
};

export type ShippingClassData = {
  number: number;
  slug: string;
  name: string;
  nameEn: string;
  freeProvinces: string[];
  dispatchHours: number;
};

export type PriceBandData = { number: number; code: string; minFen: number; maxFen: number | null };

/** The order of share arrays in the database. */
export const GENDERS = ['FEMALE', 'MALE'] as const;
export const AGE_BANDS = [
  'UNDER_18',
  'AGE_18_23',
  'AGE_24_30',
  'AGE_31_40',
  'AGE_41_49',
  'AGE_50_PLUS',
] as const;
export type Gender = (typeof GENDERS)[number];
export type AgeBand = (typeof AGE_BANDS)[number];

export type ReferenceData = {
  regions: RegionData[];
  belts: BeltData[];
  categories: CategoryData[];
  audiences: AudienceData[];
  shippingClasses: ShippingClassData[];
  priceBands: PriceBandData[];
};

/** A file under data/, parsed. */
export const readData = (path: string): any =>
  JSON.parse(readFileSync(join(packageRoot(), 'data', path), 'utf8'));

/** Read anew at each call: it is used once in a process's life, and 500 kB need not stay. */
export const readReferenceData = (): ReferenceData => ({
  regions: readData('reference/regions.json'),
  belts: readData('reference/belts.json'),
  categories: readData('reference/categories.json'),
  audiences: readData('reference/audiences.json'),
  shippingClasses: readData('reference/shipping-classes.json'),
  priceBands: readData('reference/price-bands.json'),
});

/** From slugs to numbers; a slug that a file uses and none defines is an error, not a missing value. */
export function numbersOf(rows: readonly { slug: string; number: number }[]): (slug: string) => number {
  const numbers = new Map(rows.map(({ slug, number }) => [slug, number]));
  return (slug) => {
    const number = numbers.get(slug);
    if (number === undefined) throw new Error(`data/reference: nothing has the slug "${slug}"`);
    return number;
  };
}
