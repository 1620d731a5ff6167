import { ArgsType, Field, InputType, Int } from 'type-graphql';
import { ConnectionArgs, connectionTypes } from '../graphql/connection';
import { Streamer } from './streamer.entity';

@InputType({ description: 'Which streamers; every condition given must hold.' })
export class StreamerFilter {
  @Field(() => [String], {
    nullable: true,
    description: 'Slugs of categories, with all below them, one of which the streamer declares to sell.',
  })
  categories?: string[] | null;

  @Field(() => Int, { nullable: true, description: 'At least so many followers; 0 or more.' })
  minFollowers?: number | null;

  @Field(() => String, { nullable: true, description: 'Streamers whose name or handle contains every word.' })
  text?: string | null;
}

@ArgsType()
export class StreamersArgs extends ConnectionArgs {
  @Field(() => StreamerFilter, { nullable: true, description: 'Which streamers.' })
  filter?: StreamerFilter | null;
}

export const StreamerConnection = connectionTypes('Streamer', () => Streamer, 'streamers');
