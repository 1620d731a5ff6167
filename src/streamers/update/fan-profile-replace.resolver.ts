import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../graphql/context';
import { replaceFanProfile } from './fan-profile-replace.service';
import { FanProfilePayload, FanProfileReplaceInput } from './fan-profile-replace.types';

@Resolver()
export class FanProfileReplaceResolver {
  @Mutation(() => FanProfilePayload, {
    description:
      'Replaces what is known of a streamer’s fans: for the streamer themselves. Their matches follow at once. User ' +
      'errors: INVALID; NOT_FOUND for the streamer or a key; CONFLICT where somebody else replaced it first, with the ' +
      'profile as it is now. Error FORBIDDEN for another streamer.',
  })
  fanProfileReplace(
    @Ctx() context: RequestContext,
    @Arg('input', () => FanProfileReplaceInput, {
      description: 'The streamer, and what is known of their fans.',
    })
    input: FanProfileReplaceInput,
  ): Promise<FanProfilePayload> {
    return replaceFanProfile(context, input);
  }
}
