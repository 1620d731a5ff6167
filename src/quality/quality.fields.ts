import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context';
import { qualityComponents } from './quality.service';
import { QualityComponent, SupplierQuality } from './quality.types';

@Resolver(() => SupplierQuality)
export class SupplierQualityFields {
  @FieldResolver(() => [QualityComponent], { description: 'What the score is made of, one per metric.' })
  components(@Ctx() context: RequestContext, @Root() quality: SupplierQuality): Promise<QualityComponent[]> {
    return qualityComponents(context, quality);
  }
}
