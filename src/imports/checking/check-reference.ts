import type { Reference } from '../../reference/reference';
import { readData } from '../../seed/reference-data';
import { CategoryFinder } from './categories';
import { Choices } from './choices';
import { ClaimFinder } from './claims';
import { RegionFinder } from './regions';

/** What rows are checked against: the reference data, laid out for looking up what people write. */
export type CheckReference = {
  categories: CategoryFinder;
  regions: RegionFinder;
  claims: ClaimFinder;
  audiences: Choices<number>;
  shippingClasses: Choices<number>;
  /** The shipping class of goods of which nobody says that freight is free. */
  freightCharged: number;
};

/** Who buys goods of a category that says nothing about it, nor any category above it. */
const EVERYONE = 'everyone';
/** The one shipping class that promises nothing. */
const FREIGHT_CHARGED = 'none';

const known = new WeakMap<Reference, CheckReference>();

/** Laid out once for each snapshot of the reference data: that takes tens of milliseconds, a row takes microseconds. */
export function checkReferenceOf(reference: Reference): CheckReference {
  const found = known.get(reference) ?? laidOut(reference);
  known.set(reference, found);
  return found;
}

function laidOut(reference: Reference): CheckReference {
  return {
    categories: new CategoryFinder(reference.categories, numberOf(reference.audiences, EVERYONE)),
    regions: new RegionFinder(reference.regions),
    claims: new ClaimFinder(readData('reference/advertising-claims.json')),
    audiences: namedChoices(reference.audiences),
    shippingClasses: namedChoices(reference.shippingClasses),
    freightCharged: numberOf(reference.shippingClasses, FREIGHT_CHARGED),
  };
}

function numberOf(rows: ReadonlyMap<number, { number: number; slug: string }>, wanted: string): number {
  const row = [...rows.values()].find(({ slug }) => slug === wanted);
  if (!row) throw new Error(`The reference data has nothing called "${wanted}".`);
  return row.number;
}

const namedChoices = (
  rows: ReadonlyMap<number, { number: number; slug: string; name: string; nameEn: string }>,
): Choices<number> =>
  new Choices(
    [...rows.values()].map(({ number, slug, name, nameEn }) => ({
      value: number,
      names: [slug, name, nameEn],
    })),
  );
