import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { type Connection, ConnectionArgs } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { Money, money } from '../pricing/money.types';
import { Supplier } from '../suppliers/supplier.entity';
import { DepositEntry } from './deposit-entry.entity';
import { depositOf, listDepositEntries, recordDeposit } from './deposit.service';
import { DepositEntryConnection, DepositPayload, DepositRecordInput, SupplierDeposit } from './deposit.types';

@Resolver(() => Supplier)
export class DepositResolver {
  @Mutation(() => DepositPayload, {
    description:
      'Records that a deposit was paid or returned; the status follows in the same moment. For ADMIN and SERVICE. User errors: ' +
      'INVALID, NOT_FOUND, IDEMPOTENCY_CONFLICT.',
  })
  depositRecord(
    @Ctx() context: RequestContext,
    @Arg('input', () => DepositRecordInput, { description: 'What came or went.' }) input: DepositRecordInput,
  ): Promise<DepositPayload> {
    return recordDeposit(context, input);
  }

  @FieldResolver(() => SupplierDeposit, {
    nullable: true,
    description: 'Its deposit. For the supplier itself, the operators of its belt, and services.',
  })
  deposit(@Ctx() context: RequestContext, @Root() supplier: Supplier): Promise<SupplierDeposit> {
    return depositOf(context, supplier);
  }
}

@Resolver(() => SupplierDeposit)
export class DepositFields {
  @FieldResolver(() => DepositEntryConnection, {
    nullable: true,
    description: 'What was paid and returned, newest first.',
  })
  entries(
    @Ctx() context: RequestContext,
    @Root() { supplier }: SupplierDeposit,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
  ): Promise<Connection<DepositEntry>> {
    return listDepositEntries(context, supplier, args);
  }
}

@Resolver(() => DepositEntry)
export class DepositEntryFields {
  @FieldResolver(() => Money, { description: 'How much.' })
  amount(@Root() { amountFen }: DepositEntry): Money {
    return money(amountFen);
  }
}
