import { RELATED_LIMITS } from '../config/limits';
import type { RequestContext } from '../graphql/context';
import { HeadwaterError } from '../graphql/errors';
import type { Sku } from './sku.entity';

/**
 * Other listed SKUs of the same supplier: those of the same category first, then the newest first.
 * @throws INVALID_PAGE; QUERY_TOO_LARGE where the request's lists ask for too many rows together
 */
export async function relatedSkus(
  { loaders, pages }: RequestContext,
  sku: Sku,
  first: number | null | undefined,
): Promise<Sku[]> {
  const size = first ?? RELATED_LIMITS.defaultSize;
  if (size < 0 || size > RELATED_LIMITS.maxSize) {
    throw new HeadwaterError('INVALID_PAGE', { max: RELATED_LIMITS.maxSize });
  }
  pages.reserve(size);
  // One more, since the SKU may be among its own neighbours.
  const { supplierId, categoryNumber } = sku;
  const neighbours = await loaders.related.load({ supplierId, categoryNumber, wanted: size + 1 });
  const rows = await loaders.sku.loadMany(neighbours.filter((id) => id !== sku.uuid).slice(0, size));
  return rows.flatMap((row) => {
    if (row instanceof Error) throw row;
    // A row deleted between the two statements is simply not there any more.
    return row ? [row] : [];
  });
}
