import { Parameters } from '../database/parameters';
import { LISTED } from '../skus/listed';
import type { GroupCount } from './count-group';
import { beltOf, categoryOf, type Places } from './step-goods';
import { stepRange } from './price-steps';

/** So many listed SKUs of a belt, a category, a step of the price and a kind. */
export type Count = { belt: number; category: number } & GroupCount;

/**
 * HEAD has the version alone; FOLDED what was added up into the table since; PENDING what was noted and is not yet added
 * up; PRICED the goods of a belt, a category and a step: price, kind and number of SKUs, one after the other.
 */
export type CountRow = {
  what: 'HEAD' | 'FOLDED' | 'PENDING' | 'PRICED';
  version: string;
  priced: string;
} & Count;

/** One statement, hence of one snapshot. */
export function countsSince(
  version: number,
  steps: ReadonlyMap<number, Places>,
): { sql: string; values: unknown[] } {
  const { values, add } = new Parameters();
  const sql = [
    `SELECT 'HEAD' AS what, coalesce(max(version), 0) AS version, 0::smallint AS belt, 0::smallint AS category,
            0::smallint AS step, 0::smallint AS kind, 0 AS skus, '' AS priced
       FROM catalogue_count`,
    `SELECT 'FOLDED', version, belt_number, category_number, price_step, kind, sku_count, ''
       FROM catalogue_count WHERE version > ${add(version)}`,
    `SELECT 'PENDING', 0, belt_number, category_number, price_step, kind, sku_count, ''
       FROM catalogue_count_change`,
    ...[...steps].map(([step, places]) => pricedGoods(step, places, add)),
  ].join(' UNION ALL ');
  return { sql, values };
}

function pricedGoods(step: number, places: Places, add: Parameters['add']): string {
  const { first, last } = stepRange(step);
  const goods = (ofPlace: string): string => `
    SELECT t.belt_number, t.category_number, t.live_price,
           sku_kind(t.guarantee_bits, t.provenance, t.supplier_reliable, t.in_alliance)::integer AS kind,
           count(*)::integer AS skus
      FROM sku t
     WHERE ${LISTED} AND t.live_price BETWEEN ${add(first)} AND ${add(last)} ${ofPlace}
     GROUP BY 1, 2, 3, 4`;
  const source =
    places === 'all'
      ? `(${goods('')}) g`
      : `unnest(${add([...places].map(beltOf))}::smallint[], ${add([...places].map(categoryOf))}::smallint[])
           AS p (belt, category)
         CROSS JOIN LATERAL (
           ${goods('AND t.belt_number = p.belt AND t.category_number = p.category')}) g`;
  return `
    SELECT 'PRICED', 0, g.belt_number, g.category_number, ${add(step)}::smallint, 0, 0,
           array_to_string(array_agg(ARRAY[g.live_price, g.kind, g.skus]), ',')
      FROM ${source} GROUP BY g.belt_number, g.category_number`;
}
