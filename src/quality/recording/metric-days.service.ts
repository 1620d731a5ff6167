import { QUALITY_LIMITS } from '../../config/limits';
import type { RequestContext } from '../../graphql/context';
import { HeadwaterError } from '../../graphql/errors';
import type { Supplier } from '../../suppliers/supplier.entity';
import type { SupplierMetricDay } from '../supplier-metric-day.entity';

/** @throws INVALID_INPUT; QUERY_TOO_LARGE where the request's lists ask for too many rows together */
export async function latestDays(
  { loaders }: RequestContext,
  { uuid: supplierId }: Supplier,
  first: number,
): Promise<SupplierMetricDay[]> {
  const max = QUALITY_LIMITS.shownDays;
  if (first < 0 || first > max) {
    const expected = { en: `0 to ${max}`, 'zh-CN': `0 到 ${max} 之间的整数` };
    throw new HeadwaterError('INVALID_INPUT', { field: 'first', expected });
  }
  return loaders.metricDays.load({ supplierId, first });
}
