import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context';
import { Category } from './category.entity';

@Resolver(() => Category)
export class CategoryFields {
  @FieldResolver(() => Category, { nullable: true, description: 'The category above; null at the top.' })
  parent(@Ctx() { app }: RequestContext, @Root() category: Category): Category | undefined {
    return app.reference.categories.parent(category);
  }

  @FieldResolver(() => [Category], { description: 'The categories right below; none at a leaf.' })
  children(@Ctx() { app }: RequestContext, @Root() category: Category): readonly Category[] {
    return app.reference.categories.children(category.number);
  }
}
