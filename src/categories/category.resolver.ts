import { Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../graphql/context';
import { Category } from './category.entity';

@Resolver()
export class CategoryResolver {
  @Query(() => [Category], { nullable: true, description: 'All categories, parents before children.' })
  categories(@Ctx() { app }: RequestContext): readonly Category[] {
    return app.reference.categories.all;
  }
}
