import { GraphQLDateTime } from 'graphql-scalars';
import { ArgsType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { INPUT_LIMITS } from '../config/limits';
import { ConnectionArgs, connectionTypes } from '../graphql/connection';
import { AuditEntry } from './audit-entry.entity';

@ObjectType({ description: 'One field of something that was written.', simpleResolvers: true })
export class AuditChange {
  @Field(() => String, {
    description:
      'The field, as the schema calls it where it has it, e.g. "livePrice"; else the column in the same style.',
  })
  field!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'What it was: money in yuan ("19.90"), shares in 0..1, references as slugs, codes or global ids, lists and maps as ' +
      'JSON, all else as it reads. Null where there was none.',
  })
  before!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What it became, written likewise; null where it is none.',
  })
  after!: string | null;
}

const text = (description: string) => ({
  nullable: true,
  description: `${description}; at most ${INPUT_LIMITS.maxSearchText} characters.`,
});

@InputType({ description: 'Which entries; every condition given must hold.' })
export class AuditEntryFilter {
  @Field(() => ID, {
    nullable: true,
    description: 'The global id of what was written. Error INVALID_ID.',
  })
  subject?: string | null;

  @Field(() => String, text('The type of what was written, as in subjectType'))
  subjectType?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The slug of a belt that it belongs to. Errors: NOT_FOUND; FORBIDDEN where it is not one’s own.',
  })
  belt?: string | null;

  @Field(() => String, text('Who wrote it, exactly'))
  actor?: string | null;

  @Field(() => String, text('By what, exactly'))
  action?: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Not before this.' })
  from?: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Before this.' })
  until?: Date | null;
}

@ArgsType()
export class AuditEntriesArgs extends ConnectionArgs {
  @Field(() => AuditEntryFilter, { nullable: true, description: 'Which entries.' })
  filter?: AuditEntryFilter | null;
}

export const AuditEntryConnection = connectionTypes('AuditEntry', () => AuditEntry, 'audit entries');
