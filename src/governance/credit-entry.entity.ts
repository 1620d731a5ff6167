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
import { Supplier, SupplierStatus } from '../suppliers/supplier.entity';

export enum CreditEntryKind {
  DEDUCTION = 'DEDUCTION',
  HOLD = 'HOLD',
  RESTORATION = 'RESTORATION',
}
registerEnumType(CreditEntryKind, {
  name: 'CreditEntryKind',
  description: 'What an entry of the credit ledger does.',
  valuesConfig: {
    DEDUCTION: { description: 'Takes points.' },
    HOLD: { description: 'Takes no points, but holds the supplier LIMITED or FROZEN until it is undone.' },
    RESTORATION: { description: 'Gives points of a deduction back, or undoes a hold.' },
  },
});

export enum CreditReason {
  FAKE_GOODS = 'FAKE_GOODS',
  FALSE_CLAIMS = 'FALSE_CLAIMS',
  BAD_QUALITY = 'BAD_QUALITY',
  LATE_DISPATCH = 'LATE_DISPATCH',
  POOR_SERVICE = 'POOR_SERVICE',
  UNDER_INVESTIGATION = 'UNDER_INVESTIGATION',
  REMEDIED = 'REMEDIED',
  MISTAKE = 'MISTAKE',
  APPEAL_UPHELD = 'APPEAL_UPHELD',
  OTHER = 'OTHER',
}
registerEnumType(CreditReason, {
  name: 'CreditReason',
  description: 'Why an entry of the credit ledger was made, for programs; its text says more.',
  valuesConfig: {
    FAKE_GOODS: { description: 'Counterfeit or passed-off goods (假货).' },
    FALSE_CLAIMS: { description: 'Goods are not what was said of them (虚假宣传).' },
    BAD_QUALITY: { description: 'Goods of bad quality, again and again.' },
    LATE_DISPATCH: { description: 'Orders handed over late, or never.' },
    POOR_SERVICE: { description: 'Enquiries or disputes left alone.' },
    UNDER_INVESTIGATION: { description: 'Something is being looked into; for a hold.' },
    REMEDIED: { description: 'The matter was set right; for a restoration, also of a part.' },
    MISTAKE: { description: 'The entry was wrong; for a restoration.' },
    APPEAL_UPHELD: {
      description: 'An appeal against the entry was upheld; such restorations come by themselves.',
    },
    OTHER: { description: 'Something else; the text says what.' },
  },
});

/** An entry of a supplier's credit ledger. Rows are only ever added; what was wrong is undone by another one. */
@Entity()
@Check('credit_entry_points_ck', 'points BETWEEN 0 AND 100')
@Check(
  'credit_entry_kind_ck',
  `CASE kind
          WHEN 'DEDUCTION' THEN points > 0 AND hold IS NULL AND undoes IS NULL
          WHEN 'HOLD' THEN points = 0 AND hold IN ('LIMITED', 'FROZEN') AND undoes IS NULL
          ELSE hold IS NULL AND undoes IS NOT NULL END`,
)
@Check('credit_entry_text_ck', 'length(text) BETWEEN 1 AND 2000')
@Unique(['actor', 'idempotencyKey'])
@Index(['supplierId', 'at', 'uuid'])
@Index(['undoesId'])
@ObjectType({
  implements: Node,
  description: 'An entry of a supplier’s credit ledger; never changed, never removed.',
  simpleResolvers: true,
})
export class CreditEntry implements Node {
  @PrimaryGeneratedColumn('uuid', { name: 'id' })
  uuid!: string;

  get id(): string {
    return toNodeId('CreditEntry', this.uuid);
  }

  @Column('uuid')
  supplierId!: string;

  @ManyToOne(() => Supplier, { nullable: false })
  @JoinColumn({ name: 'supplier_id', referencedColumnName: 'uuid' })
  supplierRow?: Relation<Supplier>;

  /** The supplier's belt, as it was: whose operators may see the entry. */
  @Column('smallint')
  beltNumber!: number;

  @Column('enum', { enum: CreditEntryKind, enumName: 'credit_entry_kind' })
  @Field(() => CreditEntryKind, { description: 'What it does.' })
  kind!: CreditEntryKind;

  @Column('integer', { default: 0 })
  @Field(() => Int, { description: 'Points that it takes, or gives back: 1 to 100; 0 of a hold.' })
  points!: number;

  @Column('enum', { enum: SupplierStatus, enumName: 'supplier_status', nullable: true })
  @Field(() => SupplierStatus, {
    nullable: true,
    description: 'Of a hold, what it holds the supplier at: LIMITED or FROZEN.',
  })
  hold!: SupplierStatus | null;

  @Column('uuid', { name: 'undoes', nullable: true })
  undoesId!: string | null;

  @ManyToOne(() => CreditEntry)
  @JoinColumn({ name: 'undoes', referencedColumnName: 'uuid' })
  undoesRow?: Relation<CreditEntry> | null;

  @Column('enum', { enum: CreditReason, enumName: 'credit_reason' })
  @Field(() => CreditReason, { description: 'Why, for programs.' })
  reason!: CreditReason;

  @Column('text')
  @Field(() => String, { description: 'Why, in the words of whoever made it; 1 to 2,000 characters.' })
  text!: string;

  @Column('text', { array: true, default: [] })
  @Field(() => [String], { description: 'Addresses of files, numbers of orders: what shows it.' })
  evidence!: string[];

  @Column('text')
  @Field(() => String, { description: 'Who made it, as the token said.' })
  actor!: string;

  /** Made in the right of an operator, hence within an operator's bounds. */
  @Column('boolean', { default: false })
  byOperator!: boolean;

  @Column('text', { nullable: true })
  idempotencyKey!: string | null;

  /** Of the statement, not of the transaction: of two that waited for each other, the later one is the later. */
  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  @Field(() => GraphQLDateTime, { description: 'When.' })
  at!: Date;
}
