import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context';
import { Region } from './region.entity';

@Resolver(() => Region)
export class RegionFields {
  @FieldResolver(() => Region, {
    nullable: true,
    description: 'The city of a county, the province of a city.',
  })
  parent(@Ctx() { app }: RequestContext, @Root() region: Region): Region | undefined {
    return app.reference.regions.get(region.parentCode ?? '');
  }
}
