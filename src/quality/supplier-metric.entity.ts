import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { registerEnumType } from 'type-graphql';
import { Supplier } from '../suppliers/supplier.entity';

export enum QualityMetric {
  RATING = 'RATING',
  ON_TIME_DISPATCH = 'ON_TIME_DISPATCH',
  REPLY_RATE = 'REPLY_RATE',
  QUALITY_RETURN_RATE = 'QUALITY_RETURN_RATE',
  DISPUTE_RATE = 'DISPUTE_RATE',
  CREDIT = 'CREDIT',
}
registerEnumType(QualityMetric, {
  name: 'QualityMetric',
  description: 'What the supplier quality score is made of.',
  valuesConfig: {
    RATING: { description: 'Mean rating by buyers, 1..5.' },
    ON_TIME_DISPATCH: { description: 'Share of orders handed to the carrier within 48 hours, 0..1.' },
    REPLY_RATE: { description: 'Share of enquiries answered, 0..1.' },
    QUALITY_RETURN_RATE: {
      description: 'Share of orders sent back for their quality, 0..1; less is better.',
    },
    DISPUTE_RATE: {
      description:
        'Share of orders in dispute, 0..1; less is better. A dispute settled within 15 days counts as half of one.',
    },
    CREDIT: { description: 'Credit points, 0..100.' },
  },
});

@Entity()
@Check('supplier_metric_prior_ck', `prior_strength >= 0 AND prior_deviation > 0`)
@Check('supplier_metric_sample_ck', `sample_size >= 0 AND (observed IS NOT NULL OR sample_size = 0)`)
export class SupplierMetric {
  @PrimaryColumn('uuid')
  supplierId!: string;

  @PrimaryColumn('enum', { enum: QualityMetric, enumName: 'quality_metric' })
  metric!: QualityMetric;

  @ManyToOne(() => Supplier, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'supplier_id', referencedColumnName: 'uuid' })
  supplierRow?: Relation<Supplier>;

  /** In the metric's own unit; null where nothing was observed yet. */
  @Column('double precision', { nullable: true })
  observed!: number | null;

  @Column('integer')
  sampleSize!: number;

  /** The observed value pulled towards the average, in the metric's own unit. */
  @Column('double precision')
  estimate!: number;

  /** What was expected before anything was observed, when the estimate was made. */
  @Column('double precision')
  priorMean!: number;

  /** How many observations that was worth. */
  @Column('double precision')
  priorStrength!: number;

  /** The standard deviation of single ratings; null for other metrics. */
  @Column('double precision', { nullable: true })
  priorDeviation!: number | null;
}
