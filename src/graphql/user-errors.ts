import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { Language } from './language';

export enum UserErrorCode {
  INVALID = 'INVALID',
  NOT_FOUND = 'NOT_FOUND',
  FORBIDDEN = 'FORBIDDEN',
  CONFLICT = 'CONFLICT',
  IDEMPOTENCY_CONFLICT = 'IDEMPOTENCY_CONFLICT',
  TOO_LARGE = 'TOO_LARGE',
  WRONG_STATE = 'WRONG_STATE',
}
registerEnumType(UserErrorCode, {
  name: 'UserErrorCode',
  description: 'Why a mutation did nothing; stable.',
  valuesConfig: {
    INVALID: { description: 'A value is not what its description asks for.' },
    NOT_FOUND: { description: 'What is named does not exist, or is not yours to see.' },
    FORBIDDEN: { description: 'What is named may be seen by you, but not used for this.' },
    CONFLICT: { description: 'Somebody else changed the same thing at the same time; look at it anew.' },
    IDEMPOTENCY_CONFLICT: {
      description: 'You used the same idempotency key before, for something else; choose another key.',
    },
    TOO_LARGE: { description: 'More than what is taken at once.' },
    WRONG_STATE: { description: 'It is not, or no longer, in a state in which this can be done.' },
  },
});

@ObjectType({
  description: 'An expected failure of a mutation, after which nothing has changed.',
  simpleResolvers: true,
})
export class UserError {
  @Field(() => [String], {
    nullable: true,
    description:
      'The path to the value among the mutation’s arguments, e.g. ["input", "belt"]; null where none is to blame.',
  })
  field!: string[] | null;

  @Field(() => UserErrorCode, { description: 'Why, for programs.' })
  code!: UserErrorCode;

  @Field(() => String, { description: 'Why, for people, in the language of the request.' })
  message!: string;
}

/**
 * What a mutation comes to, and what its payload carries: either all that it made, or why it did nothing. Who may not
 * do such a thing at all gets an error instead, as everywhere.
 */
export type Result<T extends object> =
  | (T & { userErrors: readonly [] })
  | ({ [Name in keyof T]?: undefined } & { userErrors: readonly [UserError, ...UserError[]] });

export const success = <T extends object>(made: T): Result<T> => ({ ...made, userErrors: [] });

export const failure = <T extends object>(...userErrors: [UserError, ...UserError[]]): Result<T> =>
  ({ userErrors }) as Result<T>;

/** @param says in every language; that of the request is taken */
export const userError = (
  { language }: { language: Language },
  code: keyof typeof UserErrorCode,
  field: string[] | null,
  says: Record<Language, string>,
): UserError => ({ field, code: UserErrorCode[code], message: says[language] });

/** The field of every payload that says what went wrong. */
@ObjectType({ description: 'What every mutation returns.' })
export abstract class Payload {
  @Field(() => [UserError], { description: 'Why nothing was done; empty where it was done.' })
  userErrors!: readonly UserError[];
}
