import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { STREAMER_LIMITS } from '../../config/supplier-limits';
import { Payload } from '../../graphql/user-errors';
import { Streamer } from '../streamer.entity';

@InputType({
  description:
    'What a streamer’s card becomes. What is left out stays as it is; null says that it is not known, of what may be ' +
    'unknown, and nothing elsewhere.',
})
export class StreamerUpdateInput {
  @Field(() => ID, { description: 'The id of the streamer.' })
  streamer!: string;

  @Field(() => Int, { description: 'The version that you have seen; CONFLICT where it is no longer that.' })
  expectedVersion!: number;

  @Field(() => String, {
    nullable: true,
    description: `The name shown to people: 1 to ${STREAMER_LIMITS.nameCharacters} characters on one line.`,
  })
  name?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many follow the streamer: 0 or more. What a platform counts, hence for services and ADMIN alone.',
  })
  followerCount?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'The slug of the belt that the streamer sells from; may be unknown.',
  })
  homeBelt?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: `Slugs of all categories that the streamer declares to sell: at most ${STREAMER_LIMITS.niche}.`,
  })
  niche?: string[] | null;
}

@ObjectType({ description: 'What became of streamerUpdate.', simpleResolvers: true })
export class StreamerUpdatePayload extends Payload {
  @Field(() => Streamer, {
    nullable: true,
    description:
      'The streamer as they are now, also where the version was another one; else null where nothing was done.',
  })
  streamer?: Streamer | null;
}
