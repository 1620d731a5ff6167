import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionTypes } from '../graphql/connection';
import { Payload } from '../graphql/user-errors';
import { Pick } from './pick.entity';

export const PickConnection = connectionTypes('Pick', () => Pick, 'picks');

@InputType({ description: 'Which goods, on whose shelf.' })
export class PickInput {
  @Field(() => ID, { description: 'The id of the streamer: oneself, unless one is trusted.' })
  streamer!: string;

  @Field(() => ID, { description: 'The id of the SKU.' })
  sku!: string;
}

@ObjectType({ description: 'What became of a pick.', simpleResolvers: true })
export class PickPayload extends Payload {
  @Field(() => Pick, { nullable: true, description: 'The pick as it is now; null where nothing was done.' })
  pick?: Pick | null;
}
