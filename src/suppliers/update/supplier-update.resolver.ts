import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../graphql/context';
import { updateSupplier } from './supplier-update.service';
import { SupplierUpdateInput, SupplierUpdatePayload } from './supplier-update.types';

@Resolver()
export class SupplierUpdateResolver {
  @Mutation(() => SupplierUpdatePayload, {
    description:
      'Changes a supplier; its status and its quality follow from what is known of it, and are not set. What is already ' +
      'so changes nothing, nor the version. User errors: INVALID; NOT_FOUND; CONFLICT where somebody else changed it ' +
      'first, with the supplier as it is now. Error FORBIDDEN for a supplier of a belt that is not one’s own.',
  })
  supplierUpdate(
    @Ctx() context: RequestContext,
    @Arg('input', () => SupplierUpdateInput, { description: 'The supplier, and what it becomes.' })
    input: SupplierUpdateInput,
  ): Promise<SupplierUpdatePayload> {
    return updateSupplier(context, input);
  }
}
