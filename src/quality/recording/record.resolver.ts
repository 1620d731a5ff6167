import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { QUALITY_LIMITS } from '../../config/limits';
import type { RequestContext } from '../../graphql/context';
import { recordMetrics } from './record.service';
import { SupplierMetricsRecordInput, SupplierMetricsRecordPayload } from './record.types';

@Resolver()
export class SupplierMetricsResolver {
  @Mutation(() => SupplierMetricsRecordPayload, {
    description:
      `Records how suppliers did on up to ${QUALITY_LIMITS.recordItems} days, each known by supplier, day and source: the ` +
      'same again changes nothing, other figures replace what is there. Their quality follows at once where it changes by a ' +
      'thousandth or more, and rankings know it when this is answered. Items that can be recorded are, though others are ' +
      'rejected; several of the same day are all rejected. User errors: INVALID without items, TOO_LARGE.',
  })
  supplierMetricsRecord(
    @Ctx() context: RequestContext,
    @Arg('input', () => SupplierMetricsRecordInput, { description: 'The days.' })
    input: SupplierMetricsRecordInput,
  ): Promise<SupplierMetricsRecordPayload> {
    return recordMetrics(context, input);
  }
}
