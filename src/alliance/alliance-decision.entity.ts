import { GraphQLDateTime } from 'graphql-scalars';
import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Field, ObjectType, registerEnumType } from 'type-graphql';

export enum AllianceCause {
  APPLIED = 'APPLIED',
  WITHDRAWN = 'WITHDRAWN',
  SWEPT = 'SWEPT',
}
registerEnumType(AllianceCause, {
  name: 'AllianceCause',
  description: 'What made somebody decide on goods in the alliance.',
  valuesConfig: {
    APPLIED: { description: 'Somebody applied for them.' },
    WITHDRAWN: { description: 'Somebody took them out.' },
    SWEPT: { description: 'The rules are looked at again every day, and were not met any more.' },
  },
});

/** What a rule came to, as it is kept with a decision: numbers as the rule has them, millionths of a star or fen. */
export type RecordedCheck = {
  /** The rule's UUID. */
  rule: string;
  actual: number | null;
  met: boolean;
  waived: boolean;
};

/** One decision, with the facts that it was made on. Only ever added to, and kept when the goods are gone. */
@Entity()
@Index(['skuId', 'at', 'uuid'])
@ObjectType({
  description: 'A decision on goods in the alliance, with what it was made on. It never changes.',
  simpleResolvers: true,
})
export class AllianceDecision {
  @PrimaryGeneratedColumn('uuid', { name: 'id' })
  uuid!: string;

  @Column('uuid')
  skuId!: string;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  at!: Date;

  @Column('enum', { enum: AllianceCause, enumName: 'alliance_cause' })
  @Field(() => AllianceCause, { description: 'What made somebody decide.' })
  cause!: AllianceCause;

  @Column('boolean')
  @Field(() => Boolean, { description: 'Whether the goods were in the alliance from then on.' })
  admitted!: boolean;

  /** Millionths. */
  @Column('integer', { name: 'fee_rate', nullable: true })
  feeMillionths!: number | null;

  @Column('jsonb', { default: [], name: 'checks' })
  recorded!: RecordedCheck[];

  /** The subject of a token; "headwater" where the program decided. */
  @Column('text')
  actor!: string;
}
