import { Field, Int, ObjectType } from 'type-graphql';
import { connectionTypes } from '../graphql/connection';
import { ProblemLevel } from './problems';

@ObjectType({
  description: 'One thing wrong with a row of a file, or worth knowing of it.',
  simpleResolvers: true,
})
export class ImportProblem {
  @Field(() => Int, {
    description:
      'Counts from 1 at the first data row, as a spreadsheet’s user would count below the header; in JSON Lines it is ' +
      'the line. 0 stands for the whole file.',
  })
  row!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The column as the file names it; null where it is about the whole row.',
  })
  column!: string | null;

  @Field(() => String, { description: 'What is wrong, for programs, e.g. "PRICE_INVALID"; stable.' })
  code!: string;

  @Field(() => String, { description: 'What is wrong, for people, in the language of the request.' })
  message!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The value as the file has it, cut where it is long; null where none is to blame.',
  })
  value!: string | null;

  @Field(() => ProblemLevel, { description: 'Whether it keeps the row out of the catalogue.' })
  level!: ProblemLevel;
}

export const ImportProblemConnection = connectionTypes(
  'ImportProblem',
  () => ImportProblem,
  'an import’s problems',
);
