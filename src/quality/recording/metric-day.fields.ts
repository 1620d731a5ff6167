import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { QUALITY_LIMITS } from '../../config/limits';
import type { RequestContext } from '../../graphql/context';
import { Money, money } from '../../pricing/money.types';
import { Supplier } from '../../suppliers/supplier.entity';
import { SupplierMetricDay } from '../supplier-metric-day.entity';
import { latestDays } from './metric-days.service';

const { shownDays, defaultShownDays } = QUALITY_LIMITS;

@Resolver(() => Supplier)
export class SupplierMetricDaysFields {
  @FieldResolver(() => [SupplierMetricDay], {
    nullable: true,
    description:
      'The latest days recorded of it, newest first, then by source: what its quality is counted from. For itself, the ' +
      `operators of its belt, and the trusted. Error INVALID_INPUT where first is not 0 to ${shownDays}.`,
  })
  metricDays(
    @Ctx() context: RequestContext,
    @Root() supplier: Supplier,
    @Arg('first', () => Int, {
      defaultValue: defaultShownDays,
      description: `How many, 0 to ${shownDays}.`,
    })
    first: number,
  ): Promise<SupplierMetricDay[]> {
    return latestDays(context, supplier, first);
  }
}

@Resolver(() => SupplierMetricDay)
export class SupplierMetricDayFields {
  @FieldResolver(() => Money, { description: 'What was paid for the orders.' })
  sales(@Root() { salesFen }: SupplierMetricDay): Money {
    return money(Number(salesFen));
  }
}
