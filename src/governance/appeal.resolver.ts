import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { Supplier } from '../suppliers/supplier.entity';
import { Appeal } from './appeal.entity';
import { createAppeal, decideAppeal, listAppeals } from './appeal.service';
import {
  AppealConnection,
  AppealCreateInput,
  AppealDecideInput,
  AppealPayload,
  AppealsArgs,
} from './appeal.types';
import { CreditEntry } from './credit-entry.entity';

@Resolver(() => Appeal)
export class AppealResolver {
  @Query(() => AppealConnection, {
    nullable: true,
    description:
      'Appeals against entries of credit ledgers, newest first: all, those of an operator’s own belts, a supplier’s own. ' +
      'Errors: FORBIDDEN for others, INVALID_PAGE, INVALID_CURSOR, INVALID_INPUT, NOT_FOUND.',
  })
  appeals(
    @Ctx() context: RequestContext,
    @Args(() => AppealsArgs) args: AppealsArgs,
  ): Promise<Connection<Appeal>> {
    return listAppeals(context, args);
  }

  @Mutation(() => AppealPayload, {
    description:
      'Appeals against a deduction or a hold, once: by the supplier, or on its behalf by the operators of its belt. The ' +
      'same words again give the same appeal back. User errors: INVALID, NOT_FOUND, WRONG_STATE where it was appealed ' +
      'against before, or nothing of it stands.',
  })
  appealCreate(
    @Ctx() context: RequestContext,
    @Arg('input', () => AppealCreateInput, { description: 'The appeal.' }) input: AppealCreateInput,
  ): Promise<AppealPayload> {
    return createAppeal(context, input);
  }

  @Mutation(() => AppealPayload, {
    description:
      'Decides an appeal, once and for all. Upheld, all that stands of the entry is restored in the same moment, and status, ' +
      'quality and rankings follow. For ADMIN and SERVICE. User errors: INVALID, NOT_FOUND, CONFLICT, WRONG_STATE.',
  })
  appealDecide(
    @Ctx() context: RequestContext,
    @Arg('input', () => AppealDecideInput, { description: 'The decision.' }) input: AppealDecideInput,
  ): Promise<AppealPayload> {
    return decideAppeal(context, input);
  }

  @FieldResolver(() => CreditEntry, { description: 'What it is against.' })
  entry(@Ctx() { loaders }: RequestContext, @Root() { entryId }: Appeal): Promise<CreditEntry | null> {
    return loaders.creditEntry.load(entryId);
  }

  @FieldResolver(() => Supplier, { description: 'Whose appeal it is.' })
  supplier(@Ctx() { loaders }: RequestContext, @Root() { supplierId }: Appeal): Promise<Supplier | null> {
    return loaders.supplier.load(supplierId);
  }
}
