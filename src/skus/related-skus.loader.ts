import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { LISTED } from './listed';

/** Goods of one category of a supplier have the same neighbours, so they share what is read. */
export type Neighbourhood = { supplierId: string; categoryNumber: number; wanted: number };

export type RelatedLoader = DataLoader<Neighbourhood, string[], string>;

const NEIGHBOURS = `
  SELECT p.slot, found.id
    FROM unnest($1::uuid[], $2::smallint[]) WITH ORDINALITY AS p (supplier_id, category_number, slot)
   CROSS JOIN LATERAL (
     SELECT t.id, t.created_at, t.category_number <> p.category_number AS other
       FROM sku t
      WHERE t.supplier_id = p.supplier_id AND ${LISTED}
      ORDER BY other, t.created_at DESC, t.id DESC
      LIMIT $3
   ) found
   ORDER BY p.slot, found.other, found.created_at DESC, found.id DESC`;

/** The ids of a supplier's listed SKUs, those of the category first, then the newest first. */
export const relatedLoader = (dataSource: DataSource): RelatedLoader =>
  new DataLoader(
    async (keys) => {
      const rows: { slot: string; id: string }[] = await dataSource.query(NEIGHBOURS, [
        keys.map(({ supplierId }) => supplierId),
        keys.map(({ categoryNumber }) => categoryNumber),
        Math.max(...keys.map(({ wanted }) => wanted)),
      ]);
      const ids: string[][] = keys.map(() => []);
      for (const { slot, id } of rows) ids[Number(slot) - 1]!.push(id);
      return ids.map((found, i) => found.slice(0, keys[i]!.wanted));
    },
    { cacheKeyFn: (key) => Object.values(key).join(' ') },
  );
