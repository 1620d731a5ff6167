import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Supplier } from '../suppliers/supplier.entity';

/**
 * How a supplier did with the orders of one day, as one source counts them. A day is recorded anew when more is known of
 * its orders; what is recorded later takes the place of what was there.
 */
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
export class SupplierMetricDay {
  @PrimaryColumn('uuid')
  supplierId!: string;

  /** In China, as YYYY-MM-DD. */
  @PrimaryColumn('date')
  day!: string;

  /** Who counted: a platform, a base; 1 to 64 characters. */
  @PrimaryColumn('text')
  source!: string;

  @ManyToOne(() => Supplier, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'supplier_id', referencedColumnName: 'uuid' })
  supplierRow?: Relation<Supplier>;

  @Column('integer', { default: 0 })
  orders!: number;

  /** What was paid for them, in fen; pg gives a bigint as text. */
  @Column('bigint', { default: 0 })
  salesFen!: string;

  @Column('integer', { default: 0 })
  ratings!: number;

  /** Of 1 to 5 each. */
  @Column('integer', { default: 0 })
  ratingSum!: number;

  /** Orders handed to the carrier within 48 hours. */
  @Column('integer', { default: 0 })
  dispatchedInTime!: number;

  @Column('integer', { default: 0 })
  enquiries!: number;

  @Column('integer', { default: 0 })
  replies!: number;

  /** Orders sent back for their quality. */
  @Column('integer', { default: 0 })
  qualityReturns!: number;

  /** Orders in dispute. */
  @Column('integer', { default: 0 })
  disputes!: number;

  /** Disputes settled within 15 days. */
  @Column('integer', { default: 0 })
  disputesSettledInTime!: number;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt!: Date;
}
