import type { QueryRunner } from 'typeorm';
import { type Condition, Parameters } from '../database/parameters';
import { containsTerms } from '../search/conditions';
import { LISTED } from '../skus/listed';
import { ofBelts, ofCategories, ofGoods, ofPrice, type SkuCriteria } from '../skus/sku-criteria';
import { type Facet, FACETS } from './facet';

/** The column that holds the key of the object that a list lies in. */
export type Parent = { column: string; type: 'smallint' | 'uuid' };

/** @param slot the parent's place among the keys, from 1; 1 where there is none */
export type FacetRow = { facet: Facet; slot: number; number: number; count: number };

const COLUMNS: Record<Facet, string> = {
  belts: 'belt_number',
  categories: 'category_number',
  priceBands: 'price_band',
};

/**
 * Counts goods row by row, where no table of counts can tell: under a text, a stock, or inside a supplier. One
 * statement, hence of one moment, for each parent.
 */
export function countRows(
  db: Pick<QueryRunner, 'query'>,
  criteria: SkuCriteria,
  facets: readonly Facet[],
  parent: (Parent & { keys: readonly unknown[] }) | undefined,
): Promise<FacetRow[]> {
  const { values, add } = new Parameters();
  const own: Record<Facet, Condition[]> = {
    belts: ofBelts(criteria),
    categories: ofCategories(criteria),
    priceBands: ofPrice(criteria),
  };
  const allOf = (conditions: readonly Condition[]): string =>
    [...conditions.map((condition) => condition(add)), 'true'].join(' AND ');
  const allBut = (facet: Facet): Condition[] =>
    FACETS.filter((other) => other !== facet).flatMap((other) => own[other]);

  // Rows that count for no facet are left out.
  const counted = facets.map((facet) => allOf(allBut(facet)));
  const goods = `
    SELECT t.supplier_id, t.belt_number, t.category_number, t.price_band,
           CASE WHEN ${allOf(own.priceBands)} THEN 1 ELSE 0 END AS priced
      FROM sku t
     WHERE ${allOf([() => LISTED, ...ofGoods(criteria), ...containsTerms(criteria.terms)])}
       AND (${counted.join(' OR ')})`;
  const parents = parent
    ? `unnest(${add(parent.keys)}::${parent.type}[]) WITH ORDINALITY AS p (key, slot)`
    : '(VALUES (1)) AS p (slot)';
  const counts = facets.map((facet) => {
    const others = [
      ...(facet === 'belts' ? [] : own.belts),
      ...(facet === 'categories' ? [] : own.categories),
    ];
    const column = COLUMNS[facet];
    return `SELECT '${facet}' AS facet, t.slot, t.${column} AS number,
                   sum(t.${facet === 'priceBands' ? 'skus' : 'priced'})::integer AS count
              FROM goods t WHERE ${allOf(others)} GROUP BY t.slot, t.${column}`;
  });
  return db.query(
    `WITH goods AS MATERIALIZED (
       SELECT p.slot::integer AS slot, t.belt_number, t.category_number, t.price_band, count(*) AS skus,
              sum(t.priced) AS priced
         FROM ${parents} JOIN (${goods}) t ON ${parent ? `t.${parent.column} = p.key` : 'true'}
        GROUP BY p.slot, t.belt_number, t.category_number, t.price_band)
     SELECT * FROM (${counts.join(' UNION ALL ')}) counted WHERE count > 0`,
    values,
  ) as Promise<FacetRow[]>;
}
