import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { SAMPLE_LIMITS } from '../config/limits';
import { connectionTypes, ForwardArgs } from '../graphql/connection';
import { Payload } from '../graphql/user-errors';
import { SampleRequest, SampleRequestStatus } from './sample-request.entity';

const { quantity, textCharacters, trackingCharacters } = SAMPLE_LIMITS;

export const SampleRequestConnection = connectionTypes(
  'SampleRequest',
  () => SampleRequest,
  'requests for samples',
);

@ArgsType()
export class SampleRequestsArgs extends ForwardArgs {
  @Field(() => [SampleRequestStatus], {
    nullable: true,
    description: 'Those with any of these; all where left out.',
  })
  statuses?: SampleRequestStatus[] | null;
}

@InputType({ description: 'What a streamer wants to try.' })
export class SampleRequestCreateInput {
  @Field(() => ID, { description: 'The id of the streamer: oneself, unless one is trusted.' })
  streamer!: string;

  @Field(() => ID, { description: 'The id of a listed SKU.' })
  sku!: string;

  @Field(() => Int, { description: `How many pieces: 1 to ${quantity}.` })
  quantity!: number;

  @Field(() => String, {
    nullable: true,
    description:
      `What the supplier should know: at most ${textCharacters} characters. Not the place for an address or a telephone ` +
      'number: both sides keep what is written here.',
  })
  message?: string | null;
}

export enum SampleAnswer {
  ACCEPT = 'ACCEPT',
  DECLINE = 'DECLINE',
  SHIP = 'SHIP',
  RECEIVE = 'RECEIVE',
}
registerEnumType(SampleAnswer, {
  name: 'SampleAnswer',
  description: 'What is said to a request for samples. All but RECEIVE are for the goods’ own people.',
  valuesConfig: {
    ACCEPT: { description: 'Samples will come; of a request that is REQUESTED. It needs terms.' },
    DECLINE: { description: 'None will come; of one that is REQUESTED or ACCEPTED. It needs a reason.' },
    SHIP: { description: 'They are on their way; of one that is ACCEPTED. It may have a trackingNumber.' },
    RECEIVE: { description: 'They are there; of one that is SHIPPED. The streamer may say it, too.' },
  },
});

@InputType({ description: 'An answer to a request for samples.' })
export class SampleRequestAnswerInput {
  @Field(() => ID, { description: 'The id of the request.' })
  sampleRequest!: string;

  @Field(() => Int, { description: 'The version of the request that is answered.' })
  expectedVersion!: number;

  @Field(() => SampleAnswer, { description: 'What is said.' })
  answer!: SampleAnswer;

  @Field(() => String, {
    nullable: true,
    description: `With ACCEPT: on which terms, 1 to ${textCharacters} characters.`,
  })
  terms?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `With DECLINE: why, 1 to ${textCharacters} characters.`,
  })
  reason?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `With SHIP: the carrier’s number of the parcel, 1 to ${trackingCharacters} characters.`,
  })
  trackingNumber?: string | null;
}

@ObjectType({ description: 'What became of a request for samples.', simpleResolvers: true })
export class SampleRequestPayload extends Payload {
  @Field(() => SampleRequest, {
    nullable: true,
    description: 'The request as it is now; null where nothing was done.',
  })
  sampleRequest?: SampleRequest | null;
}
