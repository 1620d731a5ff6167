import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../graphql/context';
import { createEntry } from './credit.service';
import { CreditEntryCreateInput, CreditEntryPayload, FOLLOWING } from './credit.types';

@Resolver()
export class CreditResolver {
  @Mutation(() => CreditEntryPayload, {
    description:
      'Adds an entry to a supplier’s credit ledger. Its status follows in the same moment (' +
      `${FOLLOWING}), and so does its quality score; rankings know when this is answered. For ADMIN and SERVICE, and within bounds for ` +
      'the operators of its belt. User errors: INVALID, NOT_FOUND, FORBIDDEN, TOO_LARGE, WRONG_STATE, ' +
      'IDEMPOTENCY_CONFLICT. Error FORBIDDEN for a supplier of a belt that is not one’s own.',
  })
  creditEntryCreate(
    @Ctx() context: RequestContext,
    @Arg('input', () => CreditEntryCreateInput, { description: 'The entry.' }) input: CreditEntryCreateInput,
  ): Promise<CreditEntryPayload> {
    return createEntry(context, input);
  }
}
