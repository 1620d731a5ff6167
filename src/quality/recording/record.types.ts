import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { QUALITY_LIMITS } from '../../config/limits';
import { Payload, UserError } from '../../graphql/user-errors';
import { Decimal } from '../../pricing/money.types';
import { SupplierMetricDay } from '../supplier-metric-day.entity';

export enum RecordOutcome {
  CREATED = 'CREATED',
  REPLACED = 'REPLACED',
  UNCHANGED = 'UNCHANGED',
  REJECTED = 'REJECTED',
}
registerEnumType(RecordOutcome, {
  name: 'RecordOutcome',
  description: 'What became of a day that was to be recorded.',
  valuesConfig: {
    CREATED: { description: 'Nothing was known of that day from that source.' },
    REPLACED: { description: 'Other figures were there; they are replaced.' },
    UNCHANGED: { description: 'The same figures were there.' },
    REJECTED: { description: 'Nothing was done; userErrors say why.' },
  },
});

const count = (what: string) => ({ defaultValue: 0, description: `${what}; 0 where left out.` });

@InputType({
  description:
    'How a supplier did with the orders of one day. The supplier is named by its id, or by its belt and code.',
})
export class SupplierMetricsItem {
  @Field(() => ID, { nullable: true, description: 'The supplier’s id.' })
  supplier?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The slug of the supplier’s belt; needed where supplier is left out.',
  })
  belt?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The supplier’s code within the belt; needed where supplier is left out.',
  })
  code?: string | null;

  @Field(() => String, {
    description: `The day in China, as YYYY-MM-DD: not after today, and at most ${QUALITY_LIMITS.oldestDayDays} days before it.`,
  })
  day!: string;

  @Field(() => String, {
    description: `Who counted, e.g. a platform or a base: 1 to ${QUALITY_LIMITS.sourceCharacters} characters.`,
  })
  source!: string;

  @Field(() => Int, count('Orders placed on that day'))
  orders!: number;

  @Field(() => Decimal, {
    nullable: true,
    description: 'What was paid for them, in yuan with at most two decimals: 0 or more; 0 where left out.',
  })
  sales?: string | null;

  @Field(() => Int, count('Ratings given by buyers'))
  ratings!: number;

  @Field(() => Int, count('All these ratings together: ratings to 5 × ratings'))
  ratingSum!: number;

  @Field(() => Int, count('Of the orders, those handed to the carrier within 48 hours'))
  dispatchedInTime!: number;

  @Field(() => Int, count('Enquiries by buyers'))
  enquiries!: number;

  @Field(() => Int, count('Of the enquiries, those answered'))
  replies!: number;

  @Field(() => Int, count('Of the orders, those sent back for their quality'))
  qualityReturns!: number;

  @Field(() => Int, count('Of the orders, those in dispute'))
  disputes!: number;

  @Field(() => Int, count('Of the disputes, those settled within 15 days'))
  disputesSettledInTime!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'The version that is to be replaced, 0 where nothing may be there; left out, whatever is there is replaced.',
  })
  expectedVersion?: number | null;
}

@InputType({ description: 'Days of suppliers that are to be recorded.' })
export class SupplierMetricsRecordInput {
  @Field(() => [SupplierMetricsItem], { description: `1 to ${QUALITY_LIMITS.recordItems} days.` })
  items!: SupplierMetricsItem[];
}

@ObjectType({ description: 'What became of one item of supplierMetricsRecord.', simpleResolvers: true })
export class SupplierMetricsResult {
  @Field(() => RecordOutcome, { description: 'Whether it was recorded.' })
  outcome!: RecordOutcome;

  @Field(() => SupplierMetricDay, {
    nullable: true,
    description: 'The day as it is recorded now; null where it was rejected.',
  })
  metricDay!: SupplierMetricDay | null;

  @Field(() => [UserError], {
    description:
      'Why it was rejected; empty where it was recorded. NOT_FOUND for the supplier or belt, FORBIDDEN where the belt is not ' +
      'one’s own, CONFLICT where expectedVersion is not what is there, else INVALID.',
  })
  userErrors!: UserError[];
}

@ObjectType({ description: 'What became of supplierMetricsRecord.', simpleResolvers: true })
export class SupplierMetricsRecordPayload extends Payload {
  @Field(() => [SupplierMetricsResult], {
    nullable: true,
    description: 'What became of each item, in their order; null where nothing was done.',
  })
  items?: SupplierMetricsResult[] | null;
}
