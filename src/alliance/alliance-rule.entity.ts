import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { toNodeId } from '../graphql/node-id';
import { Node } from '../graphql/node.type';

export enum AllianceRuleKind {
  LICENCE = 'LICENCE',
  RATING = 'RATING',
  SALES = 'SALES',
  CATEGORY = 'CATEGORY',
  STANDARD_FEE = 'STANDARD_FEE',
  NEWCOMER_FEE = 'NEWCOMER_FEE',
}
registerEnumType(AllianceRuleKind, {
  name: 'AllianceRuleKind',
  description:
    'What a rule of the alliance (好物联盟) is about. The first four decide who comes in, the last two what it costs.',
  valuesConfig: {
    LICENCE: { description: 'The supplier has shown its business licence.' },
    RATING: {
      description: 'What buyers gave the supplier on average, from 1 to 5, is at least the threshold.',
    },
    SALES: { description: 'The supplier sold goods for at least the threshold, in yuan.' },
    CATEGORY: { description: 'The category, or the nearest above of which it is said, is open.' },
    STANDARD_FEE: { description: 'The fee on what is sold through the alliance.' },
    NEWCOMER_FEE: {
      description: 'The fee in a supplier’s first days, until it has sold for the threshold, in yuan.',
    },
  },
});

/**
 * One version of a rule. On a day, the version of a kind holds that began last, and of those that began together the one
 * added last; where it has ended, the one before it holds again. Versions are only ever added.
 */
@Entity()
@Check('alliance_rule_valid_ck', `valid_from < valid_until`)
@Check(
  'alliance_rule_window_ck',
  `(kind IN ('RATING', 'SALES')) = (window_days IS NOT NULL) AND window_days BETWEEN 1 AND 366`,
)
@Check(
  'alliance_rule_threshold_ck',
  `(kind IN ('RATING', 'SALES', 'NEWCOMER_FEE')) = (threshold IS NOT NULL) AND threshold BETWEEN 0 AND CASE kind WHEN 'RATING' THEN 5000000 ELSE 1000000000000 END`,
)
@Check(
  'alliance_rule_newcomer_days_ck',
  `(kind IN ('RATING', 'SALES', 'NEWCOMER_FEE')) = (newcomer_days IS NOT NULL) AND newcomer_days BETWEEN 0 AND 366`,
)
@Check(
  'alliance_rule_rate_ck',
  `(kind IN ('STANDARD_FEE', 'NEWCOMER_FEE')) = (rate IS NOT NULL) AND rate BETWEEN 0 AND 1000000`,
)
@Index(['kind', 'validFrom'])
@ObjectType({
  implements: Node,
  description:
    'One version of a rule of the alliance (好物联盟). It never changes: another version takes its place.',
  simpleResolvers: true,
})
export class AllianceRule implements Node {
  @PrimaryGeneratedColumn('uuid', { name: 'id' })
  uuid!: string;

  get id(): string {
    return toNodeId('AllianceRule', this.uuid);
  }

  @Column('enum', { enum: AllianceRuleKind, enumName: 'alliance_rule_kind' })
  @Field(() => AllianceRuleKind, { description: 'What it is about.' })
  kind!: AllianceRuleKind;

  /** Millionths of a star, or fen. */
  @Column('bigint', { name: 'threshold', nullable: true })
  limit!: string | null;

  @Column('smallint', { nullable: true })
  @Field(() => Int, {
    nullable: true,
    description: 'How many days before the day are looked at; of RATING and SALES.',
  })
  windowDays!: number | null;

  @Column('smallint', { nullable: true })
  @Field(() => Int, {
    nullable: true,
    description:
      'A supplier’s first days: it need not meet RATING and SALES in them, and NEWCOMER_FEE holds in them alone. Null for others.',
  })
  newcomerDays!: number | null;

  /** Millionths. */
  @Column('integer', { name: 'rate', nullable: true })
  rateMillionths!: number | null;

  @Column('date')
  @Field(() => String, { description: 'The first day on which it holds, in China: YYYY-MM-DD.' })
  validFrom!: string;

  @Column('date', { nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'The first day on which it does not hold any more, in China; null where no end is known.',
  })
  validUntil!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  addedAt!: Date;
}
