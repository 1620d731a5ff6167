import DataLoader from 'dataloader';
import type { App } from '../app';
import { countFacets, type FacetCount } from '../facets/count-facets';
import { LISTED } from '../skus/listed';
import { EVERYTHING } from '../skus/sku-criteria';

/** What is listed of a belt, in numbers; prices are fen, and null where nothing is listed. */
export type BeltTotals = {
  skuCount: number;
  supplierCount: number;
  minPrice: number | null;
  maxPrice: number | null;
};

/** Prices are the ends of an index. */
const TOTALS = `
  SELECT (SELECT count(*)::integer FROM supplier t
           WHERE t.belt_number = p.number AND t.status <> 'FROZEN') AS "supplierCount",
         (SELECT min(t.live_price) FROM sku t WHERE t.belt_number = p.number AND ${LISTED}) AS "minPrice",
         (SELECT max(t.live_price) FROM sku t WHERE t.belt_number = p.number AND ${LISTED}) AS "maxPrice"
    FROM unnest($1::smallint[]) WITH ORDINALITY AS p (number, slot)
   ORDER BY p.slot`;

/** The totals of a belt, by its number; SKUs are counted as facets count them. */
export const beltTotalsLoader = (app: App): DataLoader<number, BeltTotals> =>
  new DataLoader(async (numbers) => {
    const [rows, [{ belts }]] = (await Promise.all([
      app.dataSource.query(TOTALS, [numbers]),
      countFacets(app, EVERYTHING, ['belts'], undefined),
    ])) as [Omit<BeltTotals, 'skuCount'>[], [FacetCount]];
    return rows.map((row, i) => ({ ...row, skuCount: belts.get(numbers[i]!) ?? 0 }));
  });
