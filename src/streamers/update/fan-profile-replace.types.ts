import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { FAN_LIMITS } from '../../config/limits';
import { Payload } from '../../graphql/user-errors';
import { FanProfile } from '../fan-profile.entity';

@InputType({ description: 'The share that one key has of all.' })
export class ShareInput {
  @Field(() => String, { description: 'What has the share; see the list that it stands in.' })
  key!: string;

  @Field(() => Float, { description: '0..1, kept in millionths.' })
  share!: number;
}

const shares = (of: string) => ({
  nullable: true,
  description: `${of}, each once. Left out or empty, it becomes unknown.`,
});

@InputType({
  description:
    'All that is known of a streamer’s fans, instead of what was known before. The shares of a list sum to 1; a sum that ' +
    `is off by at most ${FAN_LIMITS.sharesOff} is taken for rounding, and the largest share takes it up.`,
})
export class FanProfileReplaceInput {
  @Field(() => ID, { description: 'The id of the streamer.' })
  streamer!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'The version that you have seen, 0 where nothing was known; CONFLICT where it is no longer that. Left out, whatever ' +
      'is there is replaced.',
  })
  expectedVersion?: number | null;

  @Field(() => [ShareInput], shares('By Gender'))
  genders?: ShareInput[] | null;

  @Field(() => [ShareInput], shares('By AgeBand'))
  ages?: ShareInput[] | null;

  @Field(() => [ShareInput], shares('By the code of a province, as in Region.code'))
  regions?: ShareInput[] | null;

  @Field(() => [ShareInput], shares('Of purchases, by PriceBand.code'))
  priceBands?: ShareInput[] | null;

  @Field(() => [ShareInput], shares('Of purchases, by Category.slug'))
  categories?: ShareInput[] | null;

  @Field(() => Int, {
    nullable: true,
    description: `Orders that the shares were counted from, 0 to ${FAN_LIMITS.orders}; 0 where left out: declared.`,
  })
  sampleSize?: number | null;
}

@ObjectType({ description: 'What became of fanProfileReplace.', simpleResolvers: true })
export class FanProfilePayload extends Payload {
  @Field(() => FanProfile, {
    nullable: true,
    description:
      'The profile as it is now, also where the version was another one; else null where nothing was done.',
  })
  fanProfile?: FanProfile | null;
}
