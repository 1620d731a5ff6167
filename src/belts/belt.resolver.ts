import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { Belt } from './belt.entity';
import { beltBySlug, listBelts } from './belt.service';
import { BeltConnection, BeltsArgs } from './belt.types';

@Resolver()
export class BeltResolver {
  @Query(() => BeltConnection, { nullable: true, description: 'The industrial belts.' })
  belts(@Ctx() context: RequestContext, @Args(() => BeltsArgs) args: BeltsArgs): Promise<Connection<Belt>> {
    return listBelts(context, args);
  }

  @Query(() => Belt, {
    nullable: true,
    description: 'A belt by its slug. Error NOT_FOUND where there is none.',
  })
  belt(
    @Ctx() context: RequestContext,
    @Arg('slug', () => String, { description: 'E.g. "yiwu".' }) slug: string,
  ): Belt {
    return beltBySlug(context, slug);
  }
}
