import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { LISTED } from '../skus/listed';

/** What is listed of a belt, in numbers; prices are fen, and null where nothing is listed. */
export type BeltTotals = {
  skuCount: number;
  supplierCount: number;
  minPrice: number | null;
  maxPrice: number | null;
};

/** SKUs are counted as facets count them; prices are the ends of an index. */
const TOTALS = `
  SELECT (SELECT coalesce(sum(c.sku_count), 0)::integer
            FROM (SELECT * FROM catalogue_count UNION ALL SELECT * FROM catalogue_count_change) c
           WHERE c.belt_number = p.number) AS "skuCount",
         (SELECT count(*)::integer FROM supplier t
           WHERE t.belt_number = p.number AND t.status <> 'FROZEN') AS "supplierCount",
         (SELECT min(t.live_price) FROM sku t WHERE t.belt_number = p.number AND ${LISTED}) AS "minPrice",
         (SELECT max(t.live_price) FROM sku t WHERE t.belt_number = p.number AND ${LISTED}) AS "maxPrice"
    FROM unnest($1::smallint[]) WITH ORDINALITY AS p (number, slot)
   ORDER BY p.slot`;

/** The totals of a belt, by its number. */
export const beltTotalsLoader = (dataSource: DataSource): DataLoader<number, BeltTotals> =>
  new DataLoader((numbers) => dataSource.query<BeltTotals[]>(TOTALS, [numbers]));
