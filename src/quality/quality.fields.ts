import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context';
import { intervalOf } from './posterior';
import { qualityComponents } from './quality.service';
import { CredibleInterval, QualityComponent, SupplierQuality } from './quality.types';

@Resolver(() => SupplierQuality)
export class SupplierQualityFields {
  @FieldResolver(() => [QualityComponent], { description: 'What the score is made of, one per metric.' })
  components(@Ctx() context: RequestContext, @Root() quality: SupplierQuality): Promise<QualityComponent[]> {
    return qualityComponents(context, quality);
  }
}

@Resolver(() => QualityComponent)
export class QualityComponentFields {
  @FieldResolver(() => CredibleInterval, {
    description:
      'How sure the estimate is. Of credit, which is known, it is a point; where none is recorded, all that may be.',
  })
  interval(@Root() component: QualityComponent): CredibleInterval {
    return intervalOf(component, component.prior);
  }
}
