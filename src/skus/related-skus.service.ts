import { RELATED_LIMITS } from '../config/limits';
import type { RequestContext } from '../graphql/context';
import { HeadwaterError } from '../graphql/errors';
import type { Sku } from './sku.entity';

/**
 * Other listed SKUs of the same supplier.
 * @throws INVALID_PAGE; QUERY_TOO_LARGE where one request asks this of too many goods
 */
export async function relatedTo(
  { loaders, relatedSkus }: RequestContext,
  sku: Sku,
  first: number | null | undefined,
): Promise<Sku[]> {
  const size = first ?? RELATED_LIMITS.defaultSize;
  if (size < 0 || size > RELATED_LIMITS.maxSize) {
    throw new HeadwaterError('INVALID_PAGE', { max: RELATED_LIMITS.maxSize });
  }
  const rows = await loaders.sku.loadMany(await relatedSkus.idsOf(sku, size));
  return rows.flatMap((row) => {
    if (row instanceof Error) throw row;
    // A row deleted between the two statements is simply not there any more.
    return row ? [row] : [];
  });
}
