import { GraphQLDateTime } from 'graphql-scalars';
import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import { Belt } from '../belts/belt.entity';
import { BOARD_LIMITS } from '../config/limits';
import { BoardKind } from './board-kind';

@ArgsType()
export class BoardArgs {
  @Field(() => BoardKind, { description: 'What the board is of.' })
  kind!: BoardKind;

  @Field(() => String, {
    nullable: true,
    description:
      'A week of ISO 8601 in China, e.g. "2026-W47"; the one under way where left out. Error INVALID_INPUT for one to come.',
  })
  week?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The slug of a belt, whose goods alone count; all where left out. Error NOT_FOUND.',
  })
  belt?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: `How many places, 0 to ${BOARD_LIMITS.places}; ${BOARD_LIMITS.defaultPlaces} where left out. Error INVALID_PAGE.`,
  })
  first?: number | null;
}

@ObjectType({ description: 'A place on a board.', simpleResolvers: true })
export class BoardPlace {
  kind!: BoardKind;
  subjectId!: string;

  @Field(() => Int, {
    description:
      '1 for the best. Equal scores go by picks, then by requests, then by an id: no two share a place.',
  })
  rank!: number;

  @Field(() => Int, { description: 'The points, as the kind of the board counts them.' })
  score!: number;

  @Field(() => Int, {
    description:
      'Picks in the week, each of a SKU by a streamer once; 0 where the board does not count them.',
  })
  picks!: number;

  @Field(() => Int, {
    description: 'Requests for samples made in the week; 0 where the board does not count them.',
  })
  sampleRequests!: number;

  @Field(() => Int, {
    description: 'Requests first answered in the week; 0 where the board does not count them.',
  })
  answers!: number;
}

@ObjectType({ description: 'A board (榜) of a week.', simpleResolvers: true })
export class Board {
  @Field(() => BoardKind, { description: 'What it is of.' })
  kind!: BoardKind;

  @Field(() => String, { description: 'The week, as ISO 8601 calls it: "2026-W47".' })
  week!: string;

  @Field(() => Belt, { nullable: true, description: 'Whose goods alone count; null for all belts.' })
  belt!: Belt | null;

  @Field(() => Boolean, {
    description: 'Whether the week is settled: then the board never changes again. Else it is as of now.',
  })
  final!: boolean;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was settled; null until then.' })
  settledAt!: Date | null;

  @Field(() => [BoardPlace], { description: 'The places, best first.' })
  places!: BoardPlace[];
}
