import { GraphQLDateTime } from 'graphql-scalars';
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { type Connection, ConnectionArgs } from '../../graphql/connection';
import type { RequestContext } from '../../graphql/context';
import { Supplier } from '../../suppliers/supplier.entity';
import { currentChecks, listGrants, shown } from './reliability.service';
import {
  ReliabilityCheck,
  ReliabilityGrant,
  ReliabilityGrantConnection,
  SupplierReliability,
} from './reliability.types';

@Resolver(() => Supplier)
export class SupplierLabelFields {
  @FieldResolver(() => SupplierReliability, {
    description: 'Whether it has the label of reliable goods (靠谱货), and why.',
  })
  reliability(@Root() supplier: Supplier): SupplierReliability {
    return { granted: supplier.reliable, supplier };
  }
}

@Resolver(() => SupplierReliability)
export class ReliabilityFields {
  @FieldResolver(() => GraphQLDateTime, {
    nullable: true,
    description: 'Since when it is so; null where the label was never granted.',
  })
  since(@Ctx() { loaders }: RequestContext, @Root() { supplier }: SupplierReliability): Promise<Date | null> {
    return loaders.labelledSince.load(supplier.uuid);
  }

  @FieldResolver(() => [ReliabilityCheck], {
    description: 'Each criterion as things are now: what is asked for, what there is, and whether it is met.',
  })
  criteria(
    @Ctx() context: RequestContext,
    @Root() { supplier }: SupplierReliability,
  ): Promise<ReliabilityCheck[]> {
    return currentChecks(context, supplier);
  }

  @FieldResolver(() => ReliabilityGrantConnection, {
    nullable: true,
    description: 'Grants and withdrawals, newest first; none is ever changed or removed.',
  })
  history(
    @Ctx() context: RequestContext,
    @Root() { supplier }: SupplierReliability,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
  ): Promise<Connection<ReliabilityGrant>> {
    return listGrants(context, supplier, args);
  }
}

@Resolver(() => ReliabilityGrant)
export class ReliabilityGrantFields {
  @FieldResolver(() => [ReliabilityCheck], {
    description: 'What it was decided by: the criteria as they were.',
  })
  criteria(@Ctx() { language }: RequestContext, @Root() { checks }: ReliabilityGrant): ReliabilityCheck[] {
    return checks.map((check) => shown(check, language));
  }

  @FieldResolver(() => [String], {
    description:
      'Why, for people: the criteria that it met, or, where it was withdrawn, those that it did not meet any more.',
  })
  reasons(@Ctx() { language }: RequestContext, @Root() { granted, checks }: ReliabilityGrant): string[] {
    return checks.filter(({ met }) => met === granted).map((check) => shown(check, language).message);
  }
}
