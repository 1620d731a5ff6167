import type { App } from '../app';
import type { SkuCriteria } from '../skus/sku-criteria';
import { countGoods } from './count-goods';
import { countRows, type Parent } from './count-rows';
import type { Facet } from './facet';
import { limited } from './limited';
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
  { catalogueCounts, reference: { priceBands } }: App,
  criteria: SkuCriteria,
  parent: { keys: readonly unknown[] } | undefined,
): Promise<FacetCount[]> {
  const cut = cutPrices(priceBands, criteria);
  const pending = await catalogueCounts.read(cut.cutSteps.map(({ step }) => step));
  const within = parent?.keys as readonly number[] | undefined;
  return countGoods(catalogueCounts, pending, criteria, cut, priceBands, within).map((totals) =>
    each((facet) => [...totals[facet]].filter(([, count]) => count > 0)),
  );
}

async function fromRows(
  app: App,
  criteria: SkuCriteria,
  facets: readonly Facet[],
  parent: (Parent & { keys: readonly unknown[] }) | undefined,
): Promise<FacetCount[]> {
  const rows = await limited(app.dataSource, (runner) => countRows(runner, criteria, facets, parent));
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
