import { GraphQLDateTime } from 'graphql-scalars';
import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { toNodeId } from '../graphql/node-id';
import { Node } from '../graphql/node.type';
import { Supplier } from '../suppliers/supplier.entity';
import { CreditEntry } from './credit-entry.entity';

export enum AppealStatus {
  OPEN = 'OPEN',
  UPHELD = 'UPHELD',
  REJECTED = 'REJECTED',
}
registerEnumType(AppealStatus, {
  name: 'AppealStatus',
  description: 'How far an appeal is; UPHELD and REJECTED are final.',
  valuesConfig: {
    OPEN: { description: 'Nobody has decided yet.' },
    UPHELD: { description: 'The supplier was right: the entry is undone.' },
    REJECTED: { description: 'The entry stands.' },
  },
});

/** A supplier's word against an entry of its ledger: one, once. */
@Entity()
@Check('appeal_text_ck', 'length(text) BETWEEN 1 AND 2000 AND length(decision) BETWEEN 1 AND 2000')
@Check(
  'appeal_decided_ck',
  `CASE WHEN status = 'OPEN' THEN num_nonnulls(decision, decided_by, decided_at) = 0
               ELSE num_nulls(decision, decided_by, decided_at) = 0 END`,
)
@Unique(['entryId'])
@Index(['openedAt', 'uuid'])
@ObjectType({
  implements: Node,
  description: 'A supplier’s appeal against an entry of its credit ledger, and what came of it.',
  simpleResolvers: true,
})
export class Appeal implements Node {
  @PrimaryGeneratedColumn('uuid', { name: 'id' })
  uuid!: string;

  get id(): string {
    return toNodeId('Appeal', this.uuid);
  }

  @Column('uuid')
  entryId!: string;

  @ManyToOne(() => CreditEntry, { nullable: false })
  @JoinColumn({ name: 'entry_id', referencedColumnName: 'uuid' })
  entryRow?: Relation<CreditEntry>;

  @Column('uuid')
  supplierId!: string;

  @ManyToOne(() => Supplier, { nullable: false })
  @JoinColumn({ name: 'supplier_id', referencedColumnName: 'uuid' })
  supplierRow?: Relation<Supplier>;

  /** As the entry has it: whose operators may see the appeal. */
  @Column('smallint')
  beltNumber!: number;

  @Column('enum', { enum: AppealStatus, enumName: 'appeal_status', default: AppealStatus.OPEN })
  @Field(() => AppealStatus, { description: 'How far it is.' })
  status!: AppealStatus;

  @Column('text')
  @Field(() => String, { description: 'What the supplier says; 1 to 2,000 characters.' })
  text!: string;

  @Column('text')
  @Field(() => String, { description: 'Who opened it, as the token said.' })
  openedBy!: string;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  @Field(() => GraphQLDateTime, { description: 'When it was opened.' })
  openedAt!: Date;

  @Column('text', { nullable: true })
  @Field(() => String, { nullable: true, description: 'What was decided, in words; null while it is OPEN.' })
  decision!: string | null;

  @Column('text', { nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'Who decided, as the token said; null while it is OPEN.',
  })
  decidedBy!: string | null;

  @Column('timestamptz', { nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true, description: 'When; null while it is OPEN.' })
  decidedAt!: Date | null;

  @Column('integer', { default: 1 })
  @Field(() => Int, { description: 'Counts up with every change; appealDecide asks for it.' })
  version!: number;
}
