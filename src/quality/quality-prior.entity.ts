import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Belt } from '../belts/belt.entity';
import { QualityMetric } from './supplier-metric.entity';

/** What is expected of a belt's supplier of whom nothing is known, as estimated last. */
@Entity()
@Check('quality_prior_strength_ck', `strength >= 0 AND deviation > 0`)
export class QualityPrior {
  @PrimaryColumn('smallint')
  beltNumber!: number;

  @PrimaryColumn('enum', { enum: QualityMetric, enumName: 'quality_metric' })
  metric!: QualityMetric;

  @ManyToOne(() => Belt, { nullable: false })
  @JoinColumn({ name: 'belt_number', referencedColumnName: 'number' })
  beltRow?: Relation<Belt>;

  /** In the metric's own unit: the belt's average pulled towards the market's. */
  @Column('double precision')
  mean!: number;

  /** How many observations that belief is worth. */
  @Column('double precision')
  strength!: number;

  /** The standard deviation of single ratings; null for other metrics. */
  @Column('double precision', { nullable: true })
  deviation!: number | null;

  /** The average over the belt's suppliers; null where none was observed. */
  @Column('double precision', { nullable: true })
  beltMean!: number | null;

  @Column('double precision')
  marketMean!: number;

  /** How many suppliers of the belt were looked at. */
  @Column('integer')
  suppliers!: number;

  @Column('timestamptz', { default: () => 'now()' })
  estimatedAt!: Date;
}
