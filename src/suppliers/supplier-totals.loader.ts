import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { LISTED } from '../skus/listed';

/** What is listed of a supplier, in numbers; prices are fen, and null where nothing is listed. */
export type SupplierTotals = { skuCount: number; minPrice: number | null; maxPrice: number | null };

const TOTALS = `
  SELECT t.supplier_id AS "supplierId", count(*)::integer AS "skuCount",
         min(t.live_price) AS "minPrice", max(t.live_price) AS "maxPrice"
    FROM sku t
   WHERE t.supplier_id = ANY ($1::uuid[]) AND ${LISTED}
   GROUP BY t.supplier_id`;

const NOTHING: SupplierTotals = { skuCount: 0, minPrice: null, maxPrice: null };

/** The totals of a supplier, by its UUID. */
export const supplierTotalsLoader = (dataSource: DataSource): DataLoader<string, SupplierTotals> =>
  new DataLoader(async (ids) => {
    const rows: (SupplierTotals & { supplierId: string })[] = await dataSource.query(TOTALS, [ids]);
    const byId = new Map(rows.map((row) => [row.supplierId, row]));
    return ids.map((id) => byId.get(id) ?? NOTHING);
  });
