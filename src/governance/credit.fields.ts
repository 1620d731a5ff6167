import { Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { type Connection, ConnectionArgs } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { Supplier } from '../suppliers/supplier.entity';
import { Appeal } from './appeal.entity';
import { CreditEntry } from './credit-entry.entity';
import { standingOf } from './credit-ledger';
import { listEntries } from './credit.service';
import { CreditEntryConnection, FOLLOWING, SupplierCredit } from './credit.types';

@Resolver(() => Supplier)
export class SupplierCreditFields {
  @FieldResolver(() => SupplierCredit, {
    nullable: true,
    description: 'Its credit. For the supplier itself, the operators of its belt, and services.',
  })
  credit(@Root() supplier: Supplier): SupplierCredit {
    return { supplier };
  }
}

@Resolver(() => SupplierCredit)
export class CreditFields {
  @FieldResolver(() => Int, {
    description: `Points, 0..100: 100 less what stands of the deductions. The status follows from it: ${FOLLOWING}.`,
  })
  balance(@Ctx() { loaders }: RequestContext, @Root() { supplier }: SupplierCredit): Promise<number> {
    return loaders.creditBalance.load(supplier.uuid);
  }

  @FieldResolver(() => CreditEntryConnection, { nullable: true, description: 'Its entries, newest first.' })
  entries(
    @Ctx() context: RequestContext,
    @Root() { supplier }: SupplierCredit,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
  ): Promise<Connection<CreditEntry>> {
    return listEntries(context, supplier, args);
  }
}

@Resolver(() => CreditEntry)
export class CreditEntryFields {
  @FieldResolver(() => Supplier, { description: 'Whose ledger it stands in.' })
  supplier(@Ctx() { loaders }: RequestContext, @Root() entry: CreditEntry): Promise<Supplier | null> {
    return loaders.supplier.load(entry.supplierId);
  }

  @FieldResolver(() => CreditEntry, {
    nullable: true,
    description: 'Of a restoration, the entry that it undoes, in whole or in part.',
  })
  undoes(
    @Ctx() { loaders }: RequestContext,
    @Root() { undoesId }: CreditEntry,
  ): Promise<CreditEntry | null> | null {
    return undoesId === null ? null : loaders.creditEntry.load(undoesId);
  }

  @FieldResolver(() => Int, {
    description: 'Points of it that still count: of a deduction what was not restored, else 0.',
  })
  async standingPoints(@Ctx() { loaders }: RequestContext, @Root() entry: CreditEntry): Promise<number> {
    return standingOf(entry, await loaders.creditUndoings.load(entry.uuid)).points;
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether anything of it still stands; false of a restoration.',
  })
  async stands(@Ctx() { loaders }: RequestContext, @Root() entry: CreditEntry): Promise<boolean> {
    return standingOf(entry, await loaders.creditUndoings.load(entry.uuid)).stands;
  }

  @FieldResolver(() => Appeal, { nullable: true, description: 'The appeal against it, where there is one.' })
  appeal(@Ctx() { loaders }: RequestContext, @Root() entry: CreditEntry): Promise<Appeal | null> {
    return loaders.appealOf.load(entry.uuid);
  }
}
