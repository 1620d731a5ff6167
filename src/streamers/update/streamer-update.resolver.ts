import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../graphql/context';
import { updateStreamer } from './streamer-update.service';
import { StreamerUpdateInput, StreamerUpdatePayload } from './streamer-update.types';

@Resolver()
export class StreamerUpdateResolver {
  @Mutation(() => StreamerUpdatePayload, {
    description:
      'Changes a streamer’s card: for the streamer themselves, services and ADMIN. Matches follow at once. What is already ' +
      'so changes nothing, nor the version. User errors: INVALID; NOT_FOUND for the streamer, a belt or a category; ' +
      'FORBIDDEN for followers; CONFLICT where somebody else changed it first, with the streamer as they are now. Error ' +
      'FORBIDDEN for another streamer.',
  })
  streamerUpdate(
    @Ctx() context: RequestContext,
    @Arg('input', () => StreamerUpdateInput, { description: 'The streamer, and what the card becomes.' })
    input: StreamerUpdateInput,
  ): Promise<StreamerUpdatePayload> {
    return updateStreamer(context, input);
  }
}
