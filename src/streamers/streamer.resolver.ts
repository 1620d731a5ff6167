import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { Streamer } from './streamer.entity';
import { listStreamers, streamerByHandle } from './streamer.service';
import { StreamerConnection, StreamersArgs } from './streamer.types';

@Resolver()
export class StreamerResolver {
  @Query(() => StreamerConnection, {
    nullable: true,
    description: 'Streamers, most followed first. For operators; a streamer’s list holds themselves alone.',
  })
  streamers(
    @Ctx() context: RequestContext,
    @Args(() => StreamersArgs) args: StreamersArgs,
  ): Promise<Connection<Streamer>> {
    return listStreamers(context, args);
  }

  @Query(() => Streamer, {
    nullable: true,
    description: 'A streamer by handle. For operators and the streamer themselves. Error NOT_FOUND.',
  })
  streamer(
    @Ctx() context: RequestContext,
    @Arg('handle', () => String, { description: 'The stable name of the streamer.' }) handle: string,
  ): Promise<Streamer> {
    return streamerByHandle(context, handle);
  }
}
