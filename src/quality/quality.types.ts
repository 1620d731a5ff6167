import { Field, Float, Int, ObjectType } from 'type-graphql';
import { QualityMetric } from './supplier-metric.entity';
import type { Supplier } from '../suppliers/supplier.entity';

@ObjectType({ description: 'What one metric adds to a supplier quality score.', simpleResolvers: true })
export class QualityComponent {
  @Field(() => QualityMetric, { description: 'The metric.' })
  metric!: QualityMetric;

  @Field(() => Float, {
    nullable: true,
    description: 'What was observed, in the metric’s own unit; null if nothing.',
  })
  observed!: number | null;

  @Field(() => Int, { description: 'Observations behind it.' })
  sampleSize!: number;

  @Field(() => Float, {
    description: 'The observed value pulled towards the average, in the metric’s own unit.',
  })
  estimate!: number;

  @Field(() => Float, { description: 'What share of the score it decides, 0..1; all sum to 1.' })
  weight!: number;

  @Field(() => Float, { description: 'What it adds to the score, 0..weight.' })
  contribution!: number;
}

@ObjectType({
  description:
    'The supplier quality score, in 0..1, and how it came about. Contributions sum to score. Each metric is pulled ' +
    'towards the average by as many pseudo-observations as that belief is worth, so that five perfect reviews do ' +
    'not beat five thousand good ones.',
})
export class SupplierQuality {
  @Field(() => Float, { description: 'The score, 0..1.' })
  score!: number;

  readonly supplier!: Supplier;
}
