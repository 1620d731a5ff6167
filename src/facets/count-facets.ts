import { QueryFailedError } from 'typeorm';
import type { App } from '../app';
import { FACET_LIMITS } from '../config/limits';
import { onOwnConnection } from '../database/own-connection';
import { type Condition, Parameters } from '../database/parameters';
import { HeadwaterError } from '../graphql/errors';
import type { PriceBand } from '../pricing/price-band.entity';
import { containsTerms } from '../search/conditions';
import { LISTED } from '../skus/listed';
import { ofBelts, ofCategories, ofPrice, type SkuCriteria } from '../skus/sku-criteria';
import { ladderCut } from './ladder-cut';

export const FACETS = ['belts', 'categories', 'priceBands'] as const;
export type Facet = (typeof FACETS)[number];

const COLUMNS: Record<Facet, string> = {
  belts: 'belt_number',
  categories: 'category_number',
  priceBands: 'price_band',
};

/** The column that holds the key of the object that a list lies in. */
export type Parent = { column: string; type: 'smallint' | 'uuid' };

export type FacetRow = { facet: Facet; slot: number; number: number; count: number };

/**
 * Counts the facets asked for in one statement, hence of one moment, for each parent; a facet's own condition does not
 * count for it. Rows are looked at only where catalogue_count cannot tell.
 * @throws COUNT_TOO_SLOW
 */
export async function countFacets(
  { dataSource, reference }: App,
  criteria: SkuCriteria,
  facets: readonly Facet[],
  parent: (Parent & { keys: readonly unknown[] }) | undefined,
): Promise<FacetRow[]> {
  const parameters = new Parameters();
  const { add } = parameters;
  const isCounted =
    criteria.others.length === 0 && criteria.terms.length === 0 && parent?.column !== 'supplier_id';
  const goods = isCounted ? fromCounts(criteria, reference.priceBands, add) : fromRows(criteria, facets, add);
  const parentList = parent
    ? `unnest(${add(parent.keys)}::${parent.type}[]) WITH ORDINALITY AS p (key, slot)`
    : '(VALUES (1)) AS p (slot)';
  const counts = facets.map((facet) => {
    const others = [
      ...(facet === 'belts' ? [] : ofBelts(criteria)),
      ...(facet === 'categories' ? [] : ofCategories(criteria)),
    ];
    const column = COLUMNS[facet];
    return `SELECT '${facet}' AS facet, t.slot, t.${column} AS number,
                   sum(t.${facet === 'priceBands' ? 'skus' : 'priced'})::integer AS count
              FROM goods t WHERE ${allOf(others, add)} GROUP BY t.slot, t.${column}`;
  });
  const sql = `
    WITH goods AS MATERIALIZED (
      SELECT p.slot::integer AS slot, t.belt_number, t.category_number, t.price_band, sum(t.skus) AS skus,
             sum(t.priced) AS priced
        FROM ${parentList} JOIN (${goods}) t ON ${parent ? `t.${parent.column} = p.key` : 'true'}
       GROUP BY p.slot, t.belt_number, t.category_number, t.price_band)
    SELECT * FROM (${counts.join(' UNION ALL ')}) counted WHERE count > 0`;
  try {
    return await onOwnConnection(
      dataSource,
      FACET_LIMITS.statementTimeoutMs,
      (runner) => runner.query(sql, parameters.values) as Promise<FacetRow[]>,
    );
  } catch (error) {
    if (error instanceof QueryFailedError && error.driverError.code === '57014')
      throw new HeadwaterError('COUNT_TOO_SLOW', { what: { en: 'the facets', 'zh-CN': '分面' } });
    throw error;
  }
}

type Add = Parameters['add'];

const allOf = (conditions: readonly Condition[], add: Add): string =>
  [...conditions.map((condition) => condition(add)), 'true'].join(' AND ');

/*
 * Tables of belt_number, category_number, price_band and two numbers: the SKUs, and those of them that the filter's
 * price lets through.
 */

/** From the counts, and from rows where the price cuts through a band. */
function fromCounts(criteria: SkuCriteria, bands: readonly PriceBand[], add: Add): string {
  const { whole, ranges } = ladderCut(bands, criteria);
  const counts = `
    SELECT c.belt_number, c.category_number, c.price_band, c.sku_count AS skus,
           CASE WHEN c.price_band = ANY (${add(whole)}::smallint[]) THEN c.sku_count ELSE 0 END AS priced
      FROM (SELECT * FROM catalogue_count UNION ALL SELECT * FROM catalogue_count_change) c`;
  const rest = ranges.map(
    ({ band, min, max }) => `
    SELECT t.belt_number, t.category_number, ${add(band)}::smallint, 0, count(*)
      FROM sku t
     WHERE ${LISTED} AND t.live_price BETWEEN ${add(min)} AND ${add(max)}
     GROUP BY t.belt_number, t.category_number`,
  );
  return [counts, ...rest].join(' UNION ALL ');
}

/** From rows, of which those are left out that count for no facet. */
function fromRows(criteria: SkuCriteria, facets: readonly Facet[], add: Add): string {
  const own: Record<Facet, Condition[]> = {
    belts: ofBelts(criteria),
    categories: ofCategories(criteria),
    priceBands: ofPrice(criteria),
  };
  const counts = facets.map((facet) =>
    allOf(
      FACETS.filter((other) => other !== facet).flatMap((other) => own[other]),
      add,
    ),
  );
  return `
    SELECT t.supplier_id, t.belt_number, t.category_number, t.price_band, 1 AS skus,
           CASE WHEN ${allOf(own.priceBands, add)} THEN 1 ELSE 0 END AS priced
      FROM sku t
     WHERE ${allOf([() => LISTED, ...criteria.others, ...containsTerms(criteria.terms)], add)}
       AND (${counts.join(' OR ')})`;
}
