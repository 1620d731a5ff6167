import DataLoader from 'dataloader';
import type { App } from '../app';
import { LISTED } from '../skus/listed';

/** What is listed of a belt, in numbers; prices are fen, and null where nothing is listed. */
export type BeltTotals = {
  skuCount: number;
  supplierCount: number;
  minPrice: number | null;
  maxPrice: number | null;
};

type Row = Omit<BeltTotals, 'skuCount'> & { ineligibleCount: number };

/** Each part is answered from an index alone: a dozen entries for prices, one for each SKU or supplier counted. */
const TOTALS = `
  SELECT (SELECT count(*)::integer FROM sku t
           WHERE t.belt_number = p.number AND ${LISTED} AND t.cell IS NULL) AS "ineligibleCount",
         (SELECT count(*)::integer FROM supplier t
           WHERE t.belt_number = p.number AND t.status <> 'FROZEN') AS "supplierCount",
         (SELECT min(t.live_price) FROM sku t WHERE t.belt_number = p.number AND ${LISTED}) AS "minPrice",
         (SELECT max(t.live_price) FROM sku t WHERE t.belt_number = p.number AND ${LISTED}) AS "maxPrice"
    FROM unnest($1::smallint[]) WITH ORDINALITY AS p (number, slot)
   ORDER BY p.slot`;

/**
 * The totals of a belt, by its number. Counting millions of listed SKUs takes a second, but the cell directory knows
 * how many of them are eligible; the few that are listed and not eligible are counted.
 */
export const beltTotalsLoader = ({ dataSource, matching }: App): DataLoader<number, BeltTotals> =>
  new DataLoader(async (numbers) => {
    const rows: Row[] = await dataSource.query(TOTALS, [numbers]);
    const eligible = matching.sync.directory.skuCountsByBelt();
    return rows.map(({ ineligibleCount, ...totals }, i) => ({
      ...totals,
      skuCount: ineligibleCount + (eligible.get(numbers[i]!) ?? 0),
    }));
  });
