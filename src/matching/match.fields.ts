import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context';
import { Streamer } from '../streamers/streamer.entity';
import { MatchArgs, MatchConnection } from './match.types';
import { matchesOf } from './match.service';
import { verdictOn } from './verdict.service';
import { MatchVerdict } from './verdict.types';
import { MatchWeightsInput } from './weights';

@Resolver(() => Streamer)
export class StreamerMatchFields {
  @FieldResolver(() => MatchConnection, {
    nullable: true,
    description:
      'Source goods for this streamer, best first: the score, then the streamer-independent part of it, then the ' +
      'id; some places go to newcomers (newcomerShare). Exact over all listed goods; goes to rank 1,000. For the ' +
      'streamer themselves. Errors: INVALID_PAGE, INVALID_CURSOR, INVALID_WEIGHTS, INVALID_INPUT, NOT_FOUND.',
  })
  matches(
    @Ctx() context: RequestContext,
    @Root() streamer: Streamer,
    @Args(() => MatchArgs) args: MatchArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<MatchConnection> {
    return matchesOf(context, streamer, args, info);
  }

  @FieldResolver(() => MatchVerdict, {
    nullable: true,
    description:
      'Why, and why not, a SKU is ranked for this streamer. For the streamer themselves, of any SKU that they could ' +
      'fetch with node(id:); of all others there is no telling whether they exist. Errors: INVALID_ID, ' +
      'INVALID_WEIGHTS, NOT_FOUND.',
  })
  matchOf(
    @Ctx() context: RequestContext,
    @Root() streamer: Streamer,
    @Arg('sku', () => ID, { description: 'The SKU’s id.' }) sku: string,
    @Arg('weights', () => MatchWeightsInput, {
      nullable: true,
      description: 'What matters how much, as for matches.',
    })
    weights?: MatchWeightsInput | null,
  ): Promise<MatchVerdict> {
    return verdictOn(context, streamer, sku, weights);
  }
}
