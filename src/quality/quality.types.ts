import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { MetricPrior } from './metrics';
import { CREDIBLE_SHARE } from './posterior';
import { QualityMetric } from './supplier-metric.entity';
import type { Supplier } from '../suppliers/supplier.entity';

@ObjectType({
  description: `Where the true value lies with ${CREDIBLE_SHARE * 100} %, given what was observed and what was expected.`,
  simpleResolvers: true,
})
export class CredibleInterval {
  @Field(() => Float, { description: 'Its lower end, in the metric’s own unit.' })
  low!: number;

  @Field(() => Float, { description: 'Its upper end, in the metric’s own unit.' })
  high!: number;
}

@ObjectType({ description: 'What one metric adds to a supplier quality score.', simpleResolvers: true })
export class QualityComponent {
  @Field(() => QualityMetric, { description: 'The metric.' })
  metric!: QualityMetric;

  @Field(() => Float, {
    nullable: true,
    description: 'What was observed, in the metric’s own unit; null if nothing.',
  })
  observed!: number | null;

  @Field(() => Int, {
    description:
      'Observations behind it; where days are recorded, older ones count less, so that it falls when nothing new comes.',
  })
  sampleSize!: number;

  @Field(() => Float, {
    description:
      'The observed value pulled towards what was expected, in the metric’s own unit: ' +
      '(observed × sampleSize + priorMean × priorStrength) / (sampleSize + priorStrength).',
  })
  estimate!: number;

  @Field(() => Float, {
    description:
      'What was expected before anything was observed, in the metric’s own unit: the average of its belt, which is itself ' +
      'pulled towards the market’s where the belt has few suppliers.',
  })
  priorMean!: number;

  @Field(() => Float, {
    description:
      'How many observations that expectation is worth, 0 or more: estimated from how far suppliers of a belt lie apart.',
  })
  priorStrength!: number;

  readonly prior!: MetricPrior;

  @Field(() => Float, { description: 'What share of the score it decides, 0..1; all sum to 1.' })
  weight!: number;

  @Field(() => Float, { description: 'What it adds to the score, 0..weight.' })
  contribution!: number;
}

@ObjectType({
  description:
    'The supplier quality score, in 0..1, and how it came about. Contributions sum to score. Each metric is pulled ' +
    'towards the average of the belt by as many pseudo-observations as that belief is worth, so that five perfect reviews ' +
    'do not beat five thousand good ones. It follows what is recorded at once where that changes it by a thousandth or ' +
    'more, otherwise within a day.',
})
export class SupplierQuality {
  @Field(() => Float, { description: 'The score, 0..1.' })
  score!: number;

  readonly supplier!: Supplier;
}
