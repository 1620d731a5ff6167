import { type QueryRunner, QueryFailedError } from 'typeorm';
import type { App } from '../app';
import { FACET_LIMITS } from '../config/limits';
import { onOwnConnection } from '../database/own-connection';
import { HeadwaterError } from '../graphql/errors';
import type { SkuCriteria } from '../skus/sku-criteria';
import { countGoods } from './count-goods';
import { countRows, type Parent } from './count-rows';
import type { Facet } from './facet';
import { cutPrices } from './price-steps';

/** How many goods there are, by the number of a belt, a category or a price band; of one list. */
export type FacetCount = Record<Facet, ReadonlyMap<number, number>>;

/**
 * Counts facets, exactly and as of one moment, for each of the objects that a list lies in; a facet's own condition does
 * not count for it. Rows are looked at only where the counts in memory cannot tell.
 * @throws COUNT_TOO_SLOW
 */
export async function countFacets(
  app: App,
  criteria: SkuCriteria,
  facets: readonly Facet[],
  parent: (Parent & { keys: readonly unknown[] }) | undefined,
): Promise<FacetCount[]> {
  const isCounted =
    criteria.others.length === 0 && criteria.terms.length === 0 && parent?.column !== 'supplier_id';
  return isCounted ? fromCounts(app, criteria, parent) : fromRows(app, criteria, facets, parent);
}

async function fromCounts(
  app: App,
  criteria: SkuCriteria,
  parent: { keys: readonly unknown[] } | undefined,
): Promise<FacetCount[]> {
  const { catalogueCounts, reference, dataSource } = app;
  const cut = cutPrices(reference.priceBands, criteria);
  const read =
    cut.ranges.length === 0
      ? await catalogueCounts.read(dataSource)
      : await limited(app, (runner) => catalogueCounts.read(runner, criteria, cut.ranges));
  const within = parent?.keys as readonly number[] | undefined;
  return countGoods(catalogueCounts, read, criteria, cut, reference.priceBands, within).map((totals) =>
    each((facet) => [...totals[facet]].filter(([, count]) => count > 0)),
  );
}

async function fromRows(
  app: App,
  criteria: SkuCriteria,
  facets: readonly Facet[],
  parent: (Parent & { keys: readonly unknown[] }) | undefined,
): Promise<FacetCount[]> {
  const rows = await limited(app, (runner) => countRows(runner, criteria, facets, parent));
  return (parent?.keys ?? ['the whole']).map((_, i) =>
    each((facet) =>
      rows
        .filter((row) => row.facet === facet && row.slot === i + 1)
        .map(({ number, count }) => [number, count]),
    ),
  );
}

const each = (counts: (facet: Facet) => [number, number][]): FacetCount => ({
  belts: new Map(counts('belts')),
  categories: new Map(counts('categories')),
  priceBands: new Map(counts('priceBands')),
});

/** Rows may be many. @throws COUNT_TOO_SLOW */
async function limited<T>({ dataSource }: App, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  try {
    return await onOwnConnection(dataSource, FACET_LIMITS.statementTimeoutMs, work);
  } catch (error) {
    if (error instanceof QueryFailedError && error.driverError.code === '57014')
      throw new HeadwaterError('COUNT_TOO_SLOW', { what: { en: 'the facets', 'zh-CN': '分面' } });
    throw error;
  }
}
