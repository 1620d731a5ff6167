import type { RequestContext } from '../graphql/context';
import type { Supplier } from '../suppliers/supplier.entity';
import type { QualityComponent, SupplierQuality } from './quality.types';
import { componentsOf, PLATFORM_PRIOR, qualityOf } from './score';

const MILLION = 1_000_000;

/** The score stands with the supplier; what it is made of is fetched only where it is asked for. */
export const qualityOfSupplier = (supplier: Supplier): SupplierQuality => ({
  score: supplier.quality / MILLION,
  supplier,
});

export async function qualityComponents(
  { loaders }: RequestContext,
  { supplier }: SupplierQuality,
): Promise<QualityComponent[]> {
  const metrics = await loaders.metrics.load(supplier.uuid);
  // A supplier of whom nothing was ever recorded stands at the average.
  const components = metrics.length > 0 ? componentsOf(metrics) : qualityOf([], PLATFORM_PRIOR).components;
  return components.map(({ metric, observed, sampleSize, estimate, weight, contribution }) => ({
    metric,
    observed,
    sampleSize,
    estimate,
    weight: weight / MILLION,
    contribution: contribution / MILLION,
  }));
}
