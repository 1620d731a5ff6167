import type { RequestContext } from '../graphql/context';
import type { Supplier } from '../suppliers/supplier.entity';
import type { QualityComponent, SupplierQuality } from './quality.types';
import { componentsOf, qualityOf } from './score';

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
  const estimates = metrics.map(({ priorMean, priorStrength, priorDeviation, ...metric }) => ({
    ...metric,
    prior: { mean: priorMean, strength: priorStrength, deviation: priorDeviation },
  }));
  // A supplier of whom nothing was ever recorded stands at the platform's average.
  const components = estimates.length > 0 ? componentsOf(estimates) : qualityOf([]).components;
  return components.map(({ prior, weight, contribution, ...estimate }) => ({
    ...estimate,
    prior,
    priorMean: prior.mean,
    priorStrength: prior.strength,
    weight: weight / MILLION,
    contribution: contribution / MILLION,
  }));
}
