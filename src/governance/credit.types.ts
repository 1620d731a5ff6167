import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { GOVERNANCE_LIMITS, IMPORT_LIMITS } from '../config/limits';
import { connectionTypes } from '../graphql/connection';
import { Payload } from '../graphql/user-errors';
import { Supplier, SupplierStatus } from '../suppliers/supplier.entity';
import { CreditEntry, CreditEntryKind, CreditReason } from './credit-entry.entity';
import { CREDIT_STATUSES, FULL_CREDIT } from './rules';

const { textCharacters, evidence, evidenceCharacters, operatorPoints, operatorPointsInAll, operatorDays } =
  GOVERNANCE_LIMITS;

export const CreditEntryConnection = connectionTypes('CreditEntry', () => CreditEntry, 'entries');

@ObjectType({
  description: 'A supplier’s credit (信用分), and the ledger that it follows from.',
})
export class SupplierCredit {
  readonly supplier!: Supplier;
}

/** "below 30 FROZEN, below 60 LIMITED" */
export const FOLLOWING = CREDIT_STATUSES.map(({ below, status }) => `below ${below} ${status}`).join(', ');

@InputType({ description: 'An entry for a supplier’s credit ledger.' })
export class CreditEntryCreateInput {
  @Field(() => ID, { description: 'The supplier.' })
  supplier!: string;

  @Field(() => CreditEntryKind, { description: 'What the entry does; HOLD is not for operators.' })
  kind!: CreditEntryKind;

  @Field(() => Int, {
    nullable: true,
    description:
      `Points: of a DEDUCTION 1 to ${FULL_CREDIT}, by an operator at most ${operatorPoints}, and all operators at most ` +
      `${operatorPointsInAll} within ${operatorDays} days; of a RESTORATION at most what stands of the entry, and all of ` +
      'that where left out; of a HOLD none.',
  })
  points?: number | null;

  @Field(() => SupplierStatus, { nullable: true, description: 'Of a HOLD: LIMITED or FROZEN.' })
  hold?: SupplierStatus | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Of a RESTORATION: the deduction or hold that it undoes; an operator’s own only.',
  })
  undoes?: string | null;

  @Field(() => CreditReason, { description: 'Why, for programs; not APPEAL_UPHELD.' })
  reason!: CreditReason;

  @Field(() => String, { description: `Why, for people: 1 to ${textCharacters} characters.` })
  text!: string;

  @Field(() => [String], {
    nullable: true,
    description:
      'Addresses of files, numbers of orders: what shows it; at most ' +
      `${evidence}, 1 to ${evidenceCharacters} characters each.`,
  })
  evidence?: string[] | null;

  @Field(() => String, {
    description: `1 to ${IMPORT_LIMITS.keyCharacters} characters, your own; the same key with the same words gives the same entry back.`,
  })
  idempotencyKey!: string;
}

@ObjectType({ description: 'What became of creditEntryCreate.', simpleResolvers: true })
export class CreditEntryPayload extends Payload {
  @Field(() => CreditEntry, { nullable: true, description: 'The entry; null where nothing was done.' })
  entry?: CreditEntry | null;

  @Field(() => Supplier, {
    nullable: true,
    description: 'The supplier as it is now; null where nothing was done.',
  })
  supplier?: Supplier | null;
}
