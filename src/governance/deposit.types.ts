import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { GOVERNANCE_LIMITS, IMPORT_LIMITS } from '../config/limits';
import { connectionTypes } from '../graphql/connection';
import { Payload } from '../graphql/user-errors';
import { formatFen } from '../pricing/fen';
import { Decimal, Money } from '../pricing/money.types';
import { Supplier } from '../suppliers/supplier.entity';
import { DepositEntry, DepositEntryKind } from './deposit-entry.entity';
import { DEPOSIT_GRACE_DAYS, DEPOSIT_OVERDUE_STATUS, DEPOSIT_SALES_DAYS, DEPOSIT_TIERS } from './rules';

/** "from 100000.00 of sales 5000.00; …" */
const TIERS = DEPOSIT_TIERS.slice(1)
  .map(({ minSalesFen, requiredFen }) => `from ${formatFen(minSalesFen)} on ${formatFen(requiredFen)}`)
  .join('; ');

@ObjectType({ description: 'A step of the deposits by sales.', simpleResolvers: true })
export class DepositTier {
  @Field(() => Money, { description: 'The least sales that it is for.' })
  minSales!: Money;

  @Field(() => Money, { description: 'What it requires.' })
  required!: Money;
}

export const DepositEntryConnection = connectionTypes('DepositEntry', () => DepositEntry, 'entries');

@ObjectType({
  description:
    `A supplier’s deposit (保证金), which follows its sales of the last ${DEPOSIT_SALES_DAYS} days: ${TIERS}; less sales ` +
    `require none. Paid less for ${DEPOSIT_GRACE_DAYS} days, the supplier is ${DEPOSIT_OVERDUE_STATUS} until it pays.`,
})
export class SupplierDeposit {
  @Field(() => Money, {
    description: `Sales of the ${DEPOSIT_SALES_DAYS} days before today, whoever counts them.`,
  })
  sales!: Money;

  @Field(() => DepositTier, { description: 'The tier that the sales are in.' })
  tier!: DepositTier;

  @Field(() => Money, { description: 'What must be paid: what the tier requires.' })
  required!: Money;

  @Field(() => Money, { description: 'What was paid and not returned.' })
  paid!: Money;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      'By when what is missing must be paid; null where nothing is. Noticed, and told, within some minutes.',
  })
  dueBy!: Date | null;

  readonly supplier!: Supplier;
}

@InputType({ description: 'A deposit that was paid, or returned.' })
export class DepositRecordInput {
  @Field(() => ID, { description: 'The supplier.' })
  supplier!: string;

  @Field(() => DepositEntryKind, { description: 'Whether it came or went.' })
  kind!: DepositEntryKind;

  @Field(() => Decimal, {
    description: 'Yuan, at most two decimals, above 0; RETURNED at most what is paid.',
  })
  amount!: string;

  @Field(() => String, {
    description: `What it was, e.g. the number of the transfer: 1 to ${GOVERNANCE_LIMITS.textCharacters} characters.`,
  })
  note!: string;

  @Field(() => String, {
    description: `1 to ${IMPORT_LIMITS.keyCharacters} characters, your own; the same key with the same words gives the same entry back.`,
  })
  idempotencyKey!: string;
}

@ObjectType({ description: 'What became of depositRecord.', simpleResolvers: true })
export class DepositPayload extends Payload {
  @Field(() => DepositEntry, { nullable: true, description: 'The entry; null where nothing was done.' })
  entry?: DepositEntry | null;

  @Field(() => Supplier, {
    nullable: true,
    description: 'The supplier as it is now; null where nothing was done.',
  })
  supplier?: Supplier | null;
}
