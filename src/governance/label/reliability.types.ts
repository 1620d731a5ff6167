import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { LABEL_LIMITS } from '../../config/limits';
import { connectionTypes } from '../../graphql/connection';
import type { Supplier } from '../../suppliers/supplier.entity';
import { type Check, ReliabilityCriterion } from './criteria';

const percent = (share: number): string => `${share * 100} %`;
const { minRating, minReplyRate, minPromised, minOnTime, freeProvinces, dispatchHours } = LABEL_LIMITS;

registerEnumType(ReliabilityCriterion, {
  name: 'ReliabilityCriterion',
  description: 'What the label of reliable goods (靠谱货) asks for; all of them must be met.',
  valuesConfig: {
    ENTERPRISE_QUALIFIED: { description: 'Shown to be an enterprise (企业资质): 1 where it is, else 0.' },
    RATING: { description: `Mean rating by buyers, 1..5: at least ${minRating}.` },
    REPLY_RATE: { description: `Share of enquiries answered, 0..1: at least ${percent(minReplyRate)}.` },
    FREE_SHIPPING: {
      description:
        `Share of the listed SKUs that promise free shipping to ${freeProvinces} provinces or more within ` +
        `${dispatchHours} hours, 0..1: at least ${percent(minPromised)}.`,
    },
    ON_TIME_DISPATCH: {
      description: `Share of orders handed to the carrier within 48 hours, 0..1: at least ${percent(minOnTime)}.`,
    },
  },
});

@ObjectType({
  description: 'One criterion of the label: what it asks for, and what there is.',
  simpleResolvers: true,
})
export class ReliabilityCheck {
  @Field(() => ReliabilityCriterion, { description: 'The criterion, which says the unit of the values.' })
  criterion!: ReliabilityCriterion;

  @Field(() => Float, { description: 'The least value that will do.' })
  required!: number;

  @Field(() => Float, { nullable: true, description: 'The value; null where nothing was observed.' })
  actual!: number | null;

  @Field(() => Int, { description: 'The least number of observations: a label needs evidence.' })
  requiredSampleSize!: number;

  @Field(() => Int, {
    description: 'Observations behind the value: ratings, enquiries, listed SKUs, orders.',
  })
  sampleSize!: number;

  @Field(() => Boolean, { description: 'Whether value and observations are enough.' })
  met!: boolean;

  @Field(() => String, { description: 'The same for people, in the language of the request.' })
  message!: string;
}

@ObjectType({ description: 'The label was granted or withdrawn.' })
export class ReliabilityGrant {
  @Field(() => GraphQLDateTime, { description: 'When.' })
  at!: Date;

  @Field(() => Boolean, { description: 'True where it was granted, false where it was withdrawn.' })
  granted!: boolean;

  readonly checks!: Check[];
}

export const ReliabilityGrantConnection = connectionTypes(
  'ReliabilityGrant',
  () => ReliabilityGrant,
  'grants and withdrawals',
);

@ObjectType({
  description:
    'The label of reliable goods (靠谱货): granted by itself to a supplier that meets every criterion, and withdrawn as ' +
    'soon as it fails one. It changes with new metrics, and at most some minutes after the goods do.',
})
export class SupplierReliability {
  @Field(() => Boolean, { description: 'Whether the supplier has it.' })
  granted!: boolean;

  readonly supplier!: Supplier;
}
