import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Field, Int, ObjectType } from 'type-graphql';
import { Supplier } from '../suppliers/supplier.entity';

/** A day is recorded anew when more is known of its orders; what is recorded later takes the place of what was there. */
@Entity()
@Check('supplier_metric_day_source_ck', `length(source) BETWEEN 1 AND 64`)
@Check('supplier_metric_day_sales_ck', `sales_fen >= 0`)
@Check('supplier_metric_day_ratings_ck', `rating_sum BETWEEN ratings AND 5 * ratings`)
@Check(
  'supplier_metric_day_orders_ck',
  'dispatched_in_time BETWEEN 0 AND orders AND quality_returns BETWEEN 0 AND orders AND disputes BETWEEN 0 AND orders',
)
@Check('supplier_metric_day_replies_ck', `replies BETWEEN 0 AND enquiries`)
@Check('supplier_metric_day_settled_ck', `disputes_settled_in_time BETWEEN 0 AND disputes`)
@Index(['day'])
@ObjectType({
  description:
    'How a supplier did with the orders of one day, as one source counts them. Recorded anew, it takes the place of what ' +
    'was there.',
  simpleResolvers: true,
})
export class SupplierMetricDay {
  @PrimaryColumn('uuid')
  supplierId!: string;

  @PrimaryColumn('date')
  @Field(() => String, { description: 'The day in China, as YYYY-MM-DD.' })
  day!: string;

  @PrimaryColumn('text')
  @Field(() => String, { description: 'Who counted: a platform, a base; 1 to 64 characters.' })
  source!: string;

  @ManyToOne(() => Supplier, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'supplier_id', referencedColumnName: 'uuid' })
  supplierRow?: Relation<Supplier>;

  @Column('integer', { default: 0 })
  @Field(() => Int, { description: 'Orders placed on that day.' })
  orders!: number;

  /** What was paid for them, in fen; pg gives a bigint as text. */
  @Column('bigint', { default: 0 })
  salesFen!: string;

  @Column('integer', { default: 0 })
  @Field(() => Int, { description: 'Ratings given by buyers.' })
  ratings!: number;

  @Column('integer', { default: 0 })
  @Field(() => Int, { description: 'All these ratings together, of 1 to 5 each.' })
  ratingSum!: number;

  @Column('integer', { default: 0 })
  @Field(() => Int, { description: 'Of the orders, those handed to the carrier within 48 hours.' })
  dispatchedInTime!: number;

  @Column('integer', { default: 0 })
  @Field(() => Int, { description: 'Enquiries by buyers.' })
  enquiries!: number;

  @Column('integer', { default: 0 })
  @Field(() => Int, { description: 'Of the enquiries, those answered.' })
  replies!: number;

  @Column('integer', { default: 0 })
  @Field(() => Int, { description: 'Of the orders, those sent back for their quality.' })
  qualityReturns!: number;

  @Column('integer', { default: 0 })
  @Field(() => Int, { description: 'Of the orders, those in dispute.' })
  disputes!: number;

  @Column('integer', { default: 0 })
  @Field(() => Int, { description: 'Of the disputes, those settled within 15 days.' })
  disputesSettledInTime!: number;

  @Column('integer', { default: 1 })
  @Field(() => Int, {
    description: 'Counts up with each recording that changes a figure; for expectedVersion.',
  })
  version!: number;

  @Column('timestamptz', { default: () => 'now()' })
  @Field(() => Date, { description: 'When its figures changed last.' })
  updatedAt!: Date;
}
