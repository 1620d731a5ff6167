import type { Condition } from '../database/parameters';
import {
  atLeast,
  beltNumbers,
  categoryNumbers,
  priceBandNumbers,
  searchText,
  supplierUuids,
} from '../graphql/inputs';
import type { App } from '../app';
import type { PriceBand } from '../pricing/price-band.entity';
import { fenRange } from '../pricing/money.types';
import { findTerms, type FoundTerm } from '../search/found-terms';
import { guaranteeBits } from './guarantee-bits';
import { LISTED } from './listed';
import type { Guarantee, Provenance } from './sku.enums';
import type { SkuFilter } from './sku.types';

/** What is asked of goods that many have in common: they are counted by it (src/facets/kinds.ts). */
export type KindCriteria = {
  provenances?: readonly Provenance[];
  /** All of them. */
  guarantees?: readonly Guarantee[];
  /** Of a supplier that has the label of reliable goods. */
  isReliable?: boolean;
  isInAlliance?: boolean;
};

/** A filter whose slugs, ids and words are resolved: conditions by what they are about. Absent means "any". */
export type SkuCriteria = KindCriteria & {
  belts?: number[];
  /** Subtrees spelled out. */
  categories?: number[];
  priceBands?: number[];
  /** From the least to the largest price of any of the bands: what an index by price can begin and end with. */
  bandsSpan?: { min: number; max: number | null };
  /** Inclusive, in fen. */
  price: { min?: number; max?: number };
  /** Stock, suppliers. */
  others: Condition[];
  text: string;
  terms: FoundTerm[];
};

/** What no filter asks for. */
export const EVERYTHING: SkuCriteria = { price: {}, others: [], text: '', terms: [] };

/** @throws INVALID_INPUT, INVALID_ID, NOT_FOUND */
export async function readCriteria(app: App, filter: SkuFilter): Promise<SkuCriteria> {
  const { reference } = app;
  const others: Condition[] = [];
  const suppliers = supplierUuids(filter.suppliers);
  if (suppliers) others.push((add) => `t.supplier_id = ANY (${add(suppliers)}::uuid[])`);
  const minStock = atLeast(filter.minStock, 0, 'filter.minStock');
  if (minStock) others.push((add) => `t.stock >= ${add(minStock)}`);
  const text = searchText(filter.text) ?? '';
  const priceBands = priceBandNumbers(reference, filter.priceBands);
  return {
    belts: beltNumbers(reference, filter.belts),
    categories: categoryNumbers(reference, filter.categories),
    priceBands,
    bandsSpan: spanOf(reference.priceBands.filter(({ number }) => priceBands?.includes(number))),
    price: fenRange(filter.price, 'filter.price'),
    provenances: filter.provenances ?? undefined,
    guarantees: filter.guarantees ?? undefined,
    isReliable: filter.reliable ?? undefined,
    isInAlliance: filter.alliance ?? undefined,
    others,
    text,
    terms: await findTerms(app, text),
  };
}

const among = (column: string, numbers: number[] | undefined): Condition[] =>
  numbers ? [(add) => `t.${column} = ANY (${add(numbers)}::smallint[])`] : [];

export const ofBelts = ({ belts }: SkuCriteria): Condition[] => among('belt_number', belts);

export const ofCategories = ({ categories }: SkuCriteria): Condition[] =>
  among('category_number', categories);

function spanOf(bands: readonly PriceBand[]): SkuCriteria['bandsSpan'] {
  if (bands.length === 0) return undefined;
  const ends = bands.map(({ maxFen }) => maxFen);
  return {
    min: Math.min(...bands.map(({ minFen }) => minFen)),
    max: ends.includes(null) ? null : Math.max(...ends.map(Number)),
  };
}

export function ofPrice({ priceBands, bandsSpan, price: { min, max } }: SkuCriteria): Condition[] {
  const conditions = among('price_band', priceBands);
  if (bandsSpan) conditions.push((add) => `t.live_price >= ${add(bandsSpan.min)}`);
  if (bandsSpan && bandsSpan.max !== null) conditions.push((add) => `t.live_price < ${add(bandsSpan.max)}`);
  if (min !== undefined) conditions.push((add) => `t.live_price >= ${add(min)}`);
  if (max !== undefined) conditions.push((add) => `t.live_price <= ${add(max)}`);
  return conditions;
}

export function ofKind({ provenances, guarantees, isReliable, isInAlliance }: KindCriteria): Condition[] {
  const conditions: Condition[] = [];
  if (provenances) conditions.push((add) => `t.provenance = ANY (${add(provenances)}::provenance[])`);
  const bits = guaranteeBits(guarantees ?? []);
  if (bits > 0)
    conditions.push((add) => `(t.guarantee_bits & ${add(bits)}::smallint) = ${add(bits)}::smallint`);
  // Spelled out, no parameters: Postgres takes its partial indexes only then.
  if (isReliable !== undefined)
    conditions.push(() => (isReliable ? 't.supplier_reliable' : 'NOT t.supplier_reliable'));
  if (isInAlliance !== undefined)
    conditions.push(() => (isInAlliance ? 't.in_alliance' : 'NOT t.in_alliance'));
  return conditions;
}

/** What is asked of the goods themselves, beside where they are from and what they cost. */
export const ofGoods = (criteria: SkuCriteria): Condition[] => [...ofKind(criteria), ...criteria.others];

/** All conditions but the text. */
export const conditionsOf = (criteria: SkuCriteria): Condition[] => [
  () => LISTED,
  ...ofBelts(criteria),
  ...ofCategories(criteria),
  ...ofPrice(criteria),
  ...ofGoods(criteria),
];
