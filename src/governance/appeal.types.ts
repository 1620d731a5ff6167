import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { GOVERNANCE_LIMITS, INPUT_LIMITS } from '../config/limits';
import { ConnectionArgs, connectionTypes } from '../graphql/connection';
import { Payload } from '../graphql/user-errors';
import { Appeal, AppealStatus } from './appeal.entity';

const { textCharacters } = GOVERNANCE_LIMITS;

@InputType({ description: 'Which appeals; every condition given must hold.' })
export class AppealFilter {
  @Field(() => [AppealStatus], {
    nullable: true,
    description: `Any of these; at most ${INPUT_LIMITS.maxFilterValues}.`,
  })
  statuses?: AppealStatus[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Slugs of belts. Error NOT_FOUND for an unknown one.',
  })
  belts?: string[] | null;
}

@ArgsType()
export class AppealsArgs extends ConnectionArgs {
  @Field(() => AppealFilter, { nullable: true, description: 'Which appeals.' })
  filter?: AppealFilter | null;
}

export const AppealConnection = connectionTypes('Appeal', () => Appeal, 'appeals');

@InputType({ description: 'A supplier’s word against an entry of its ledger.' })
export class AppealCreateInput {
  @Field(() => ID, { description: 'The deduction or hold.' })
  entry!: string;

  @Field(() => String, { description: `Why it is wrong: 1 to ${textCharacters} characters.` })
  text!: string;
}

export enum AppealOutcome {
  UPHELD = 'UPHELD',
  REJECTED = 'REJECTED',
}
registerEnumType(AppealOutcome, {
  name: 'AppealOutcome',
  description: 'How an appeal is decided.',
  valuesConfig: {
    UPHELD: { description: 'The supplier is right: all that stands of the entry is undone.' },
    REJECTED: { description: 'The entry stands.' },
  },
});

@InputType({ description: 'A decision about an appeal.' })
export class AppealDecideInput {
  @Field(() => ID, { description: 'The appeal.' })
  appeal!: string;

  @Field(() => Int, { description: 'Its version as you read it; another one is a CONFLICT.' })
  expectedVersion!: number;

  @Field(() => AppealOutcome, { description: 'Who is right.' })
  outcome!: AppealOutcome;

  @Field(() => String, { description: `Why, for the supplier: 1 to ${textCharacters} characters.` })
  text!: string;
}

@ObjectType({ description: 'What became of appealCreate or appealDecide.', simpleResolvers: true })
export class AppealPayload extends Payload {
  @Field(() => Appeal, { nullable: true, description: 'The appeal; null where nothing was done.' })
  appeal?: Appeal | null;
}
