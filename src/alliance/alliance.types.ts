import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Category } from '../categories/category.entity';
import { ALLIANCE_LIMITS } from '../config/limits';
import { connectionTypes } from '../graphql/connection';
import { Payload, UserError } from '../graphql/user-errors';
import { Decimal, Money } from '../pricing/money.types';
import { AllianceDecision } from './alliance-decision.entity';
import { AllianceRule, AllianceRuleKind } from './alliance-rule.entity';

@ObjectType({ description: 'What a rule of the alliance comes to for some goods.', simpleResolvers: true })
export class AllianceCheck {
  @Field(() => AllianceRule, { description: 'The very version of the rule.' })
  rule!: AllianceRule;

  @Field(() => Decimal, {
    nullable: true,
    description: 'What it asks for: stars, or yuan; null where it is about no number.',
  })
  required!: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'What there is: stars rounded down to six decimals, or yuan; null where there is nothing.',
  })
  actual!: string | null;

  @Field(() => Boolean, { description: 'Whether what there is is enough.' })
  met!: boolean;

  @Field(() => Boolean, {
    description: 'Whether it is not asked for, as the supplier is in its first days.',
  })
  waived!: boolean;

  @Field(() => String, { description: 'Why, for people, in the language of the request.' })
  reason!: string;
}

@ObjectType({ description: 'What a new supplier may sell for the newcomer’s fee.', simpleResolvers: true })
export class AllianceAllowance {
  @Field(() => Money, { description: 'All that it may sell for that fee.' })
  limit!: Money;

  @Field(() => Money, {
    description: 'What it has sold since its first day, up to yesterday; at most the limit.',
  })
  used!: Money;

  @Field(() => String, {
    description: 'The first day on which the standard fee holds in any case, in China: YYYY-MM-DD.',
  })
  until!: string;
}

export const AllianceDecisionConnection = connectionTypes(
  'AllianceDecision',
  () => AllianceDecision,
  'decisions',
);

@ObjectType({
  description:
    'How goods stand with the alliance (好物联盟) at a moment, and what the rules of that day say.',
  simpleResolvers: true,
})
export class SkuAlliance {
  skuId!: string;

  /** Null is now. */
  asOf!: Date | null;

  @Field(() => Boolean, { description: 'Whether they were in, by the last decision until then.' })
  admitted!: boolean;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When that was decided; null where nothing had been.',
  })
  decidedAt!: Date | null;

  @Field(() => Boolean, {
    description:
      'Whether the rules of that day let them in, by what is known now: each rule is met or waived. Goods come in only ' +
      'when somebody applies.',
  })
  admissible!: boolean;

  @Field(() => Float, {
    nullable: true,
    description: 'The share of what is sold through the alliance that it costs on that day, 0..1.',
  })
  feeRate!: number | null;

  @Field(() => AllianceAllowance, {
    nullable: true,
    description: 'Of a supplier in its first days; null for others.',
  })
  allowance!: AllianceAllowance | null;

  @Field(() => [AllianceCheck], { description: 'What each rule comes to.' })
  rules!: AllianceCheck[];
}

@ObjectType({ description: 'What was last said of a category in the alliance.', simpleResolvers: true })
export class AllianceCategoryState {
  @Field(() => Category, { description: 'The category; what is said holds for all below it, too.' })
  category!: Category;

  @Field(() => Boolean, { description: 'Whether goods of it may come in.' })
  isOpen!: boolean;
}

@ObjectType({
  description: 'The shared library (好物联盟) that streamers pick goods from: its rules.',
  simpleResolvers: true,
})
export class Alliance {
  @Field(() => [AllianceRule], {
    description:
      'All versions of the rules, those that begin last first. On a day, that of its kind holds which began last and ' +
      `has not ended. The last ${ALLIANCE_LIMITS.rules}.`,
  })
  rules!: AllianceRule[];

  @Field(() => [AllianceCategoryState], {
    description:
      'The categories that are said to be open or closed. Others are as the nearest above them; open where there is none.',
  })
  categories!: AllianceCategoryState[];
}

@InputType({ description: 'Goods to be decided on.' })
export class AllianceSkusInput {
  @Field(() => [ID], { description: `Ids of 1 to ${ALLIANCE_LIMITS.items} SKUs.` })
  skus!: string[];
}

@ObjectType({ description: 'What became of one of the goods.', simpleResolvers: true })
export class AllianceResult {
  /** Null where nobody knows, or the one who asks may not. */
  skuId!: string | null;

  @Field(() => Boolean, { description: 'Whether it is in the alliance now.' })
  admitted!: boolean;

  @Field(() => [UserError], {
    description:
      'Why it is not as was wished: INVALID, NOT_FOUND, FORBIDDEN where it is not yours to decide on; WRONG_STATE for ' +
      'each rule that is not met.',
  })
  userErrors!: UserError[];
}

@ObjectType({ description: 'What became of the goods.', simpleResolvers: true })
export class AllianceSkusPayload extends Payload {
  @Field(() => [AllianceResult], {
    nullable: true,
    description: 'What became of each, in the order of the ids; null where nothing was done.',
  })
  items?: AllianceResult[] | null;
}

@InputType({ description: 'A new version of a rule. Which fields it needs, its kind says.' })
export class AllianceRuleAddInput {
  @Field(() => AllianceRuleKind, { description: 'What it is about.' })
  kind!: AllianceRuleKind;

  @Field(() => Decimal, {
    nullable: true,
    description:
      'Stars of RATING, 0 to 5 with at most six decimals; yuan of SALES and NEWCOMER_FEE, at most two decimals.',
  })
  threshold?: string | null;

  @Field(() => Int, { nullable: true, description: 'Days looked at, of RATING and SALES: 1 to 366.' })
  windowDays?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'A supplier’s first days, of RATING, SALES and NEWCOMER_FEE: 0 to 366.',
  })
  newcomerDays?: number | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'The fee of STANDARD_FEE and NEWCOMER_FEE: 0 to 1, at most six decimals.',
  })
  rate?: string | null;

  @Field(() => String, {
    description: 'The first day on which it holds, in China: YYYY-MM-DD, after today. What was, stays.',
  })
  validFrom!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The first day on which it does not hold any more; none where left out.',
  })
  validUntil?: string | null;
}

@ObjectType({ description: 'What became of a rule.', simpleResolvers: true })
export class AllianceRulePayload extends Payload {
  @Field(() => AllianceRule, { nullable: true, description: 'The version; null where none was added.' })
  rule?: AllianceRule | null;
}

@InputType({ description: 'What is to hold for a category from now on.' })
export class AllianceCategorySetInput {
  @Field(() => String, { description: 'The slug of the category.' })
  category!: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether its goods may come in; as the category above where left out.',
  })
  isOpen?: boolean | null;
}

@ObjectType({ description: 'What became of a category.', simpleResolvers: true })
export class AllianceCategoryPayload extends Payload {
  @Field(() => AllianceCategoryState, {
    nullable: true,
    description: 'How it is from now on; null where nothing was done.',
  })
  state?: AllianceCategoryState | null;
}
