import DataLoader from 'dataloader';
import type { EntityManager } from 'typeorm';
import { RELATED_LIMITS } from '../config/limits';
import { HeadwaterError } from '../graphql/errors';
import { LISTED } from './listed';
import type { Sku } from './sku.entity';

/** Goods of one category of a supplier have the same neighbours, so they share what is read. */
type Neighbourhood = { supplierId: string; categoryNumber: number; wanted: number };

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

/** Finds related SKUs within one request: one statement for all that a level of the query asks about. */
export class RelatedSkus {
  private readonly loader: DataLoader<Neighbourhood, string[], string>;
  private asked = 0;

  constructor(private readonly db: EntityManager) {
    this.loader = new DataLoader((keys) => this.read(keys), {
      cacheKeyFn: ({ supplierId, categoryNumber, wanted }) => `${supplierId} ${categoryNumber} ${wanted}`,
    });
  }

  /**
   * The ids of the supplier's other listed SKUs, those of the same category first, then the newest first.
   * @throws QUERY_TOO_LARGE where one request asks this of too many goods
   */
  async idsOf({ uuid, supplierId, categoryNumber }: Sku, size: number): Promise<string[]> {
    const max = RELATED_LIMITS.maxSkusPerRequest;
    if (++this.asked > max) {
      throw new HeadwaterError('QUERY_TOO_LARGE', {
        what: { en: 'relatedSkus', 'zh-CN': ' relatedSkus ' },
        max,
      });
    }
    // One more, since the SKU may be among its own neighbours.
    const neighbours = await this.loader.load({ supplierId, categoryNumber, wanted: size + 1 });
    return neighbours.filter((id) => id !== uuid).slice(0, size);
  }

  private async read(keys: readonly Neighbourhood[]): Promise<string[][]> {
    const rows: { slot: string; id: string }[] = await this.db.query(NEIGHBOURS, [
      keys.map(({ supplierId }) => supplierId),
      keys.map(({ categoryNumber }) => categoryNumber),
      Math.max(...keys.map(({ wanted }) => wanted)),
    ]);
    const ids: string[][] = keys.map(() => []);
    for (const { slot, id } of rows) ids[Number(slot) - 1]!.push(id);
    return ids.map((found, i) => found.slice(0, keys[i]!.wanted));
  }
}
