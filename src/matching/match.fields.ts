import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context';
import { Streamer } from '../streamers/streamer.entity';
import { MatchArgs, MatchConnection } from './match.types';
import { matchesOf } from './match.service';

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
  ): Promise<MatchConnection> {
    return matchesOf(context, streamer, args);
  }
}
