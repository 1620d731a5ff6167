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
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Supplier } from '../suppliers/supplier.entity';

export enum DepositEntryKind {
  PAID = 'PAID',
  RETURNED = 'RETURNED',
}
registerEnumType(DepositEntryKind, {
  name: 'DepositEntryKind',
  description: 'What became of a deposit (保证金).',
  valuesConfig: {
    PAID: { description: 'The supplier paid it.' },
    RETURNED: { description: 'It went back, or out to buyers: the supplier’s no more.' },
  },
});

/** Money that came or went. Rows are only ever added. */
@Entity()
@Check('deposit_entry_amount_ck', 'amount > 0')
@Check('deposit_entry_note_ck', 'length(note) BETWEEN 1 AND 2000')
@Unique(['actor', 'idempotencyKey'])
@Index(['supplierId', 'at', 'uuid'])
@ObjectType({ description: 'A payment of a deposit, or one that went back; never changed, never removed.' })
export class DepositEntry {
  @PrimaryGeneratedColumn('uuid', { name: 'id' })
  uuid!: string;

  @Column('uuid')
  supplierId!: string;

  @ManyToOne(() => Supplier, { nullable: false })
  @JoinColumn({ name: 'supplier_id', referencedColumnName: 'uuid' })
  supplierRow?: Relation<Supplier>;

  @Column('smallint')
  beltNumber!: number;

  @Column('enum', { enum: DepositEntryKind, enumName: 'deposit_entry_kind' })
  @Field(() => DepositEntryKind, { description: 'Whether it came or went.' })
  kind!: DepositEntryKind;

  @Column('integer', { name: 'amount' })
  amountFen!: number;

  @Column('text')
  @Field(() => String, {
    description: 'What it was, e.g. the number of the transfer; 1 to 2,000 characters.',
  })
  note!: string;

  @Column('text')
  @Field(() => String, { description: 'Who recorded it, as the token said.' })
  actor!: string;

  @Column('text')
  idempotencyKey!: string;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  @Field(() => GraphQLDateTime, { description: 'When it was recorded.' })
  at!: Date;
}
