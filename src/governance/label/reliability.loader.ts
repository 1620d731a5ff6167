import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { type Promises, readPromises } from './evidence';

/** What a supplier's listed goods promise, by its UUID. */
export const promisesLoader = (dataSource: DataSource): DataLoader<string, Promises> =>
  new DataLoader((supplierIds) => readPromises(dataSource, supplierIds));

const LAST_CHANGE = `
  SELECT c.supplier_id AS "supplierId", max(c.at) AS at FROM reliability_change c
   WHERE c.supplier_id = ANY ($1::uuid[]) GROUP BY c.supplier_id`;

/** When a supplier's label was granted or withdrawn last, by its UUID; null where it never was. */
export const labelledSinceLoader = (dataSource: DataSource): DataLoader<string, Date | null> =>
  new DataLoader(async (supplierIds) => {
    const rows: { supplierId: string; at: Date }[] = await dataSource.query(LAST_CHANGE, [supplierIds]);
    const bySupplier = new Map(rows.map(({ supplierId, at }) => [supplierId, at]));
    return supplierIds.map((id) => bySupplier.get(id) ?? null);
  });
