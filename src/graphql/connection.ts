import { ArgsType, type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { PAGE_LIMITS } from '../config/limits';
import { HeadwaterError } from './errors';
import { Lazy } from './lazy';

const { defaultSize, maxSize, maxTotalCount } = PAGE_LIMITS;

@ArgsType()
export class ForwardArgs {
  @Field(() => Int, {
    nullable: true,
    description: `How many from the front, 0 to ${maxSize}; ${defaultSize} where neither first nor last is given.`,
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Only what comes after this cursor.' })
  after?: string | null;
}

@ArgsType()
export class ConnectionArgs extends ForwardArgs {
  @Field(() => Int, { nullable: true, description: `How many from the back, 0 to ${maxSize}.` })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Only what comes before this cursor.' })
  before?: string | null;
}

/** @throws INVALID_PAGE */
export function pageSize({ first, last }: Pick<ConnectionArgs, 'first' | 'last'>): number {
  const size = first ?? last ?? defaultSize;
  const both = typeof first === 'number' && typeof last === 'number';
  if (both || size < 0 || size > maxSize) throw new HeadwaterError('INVALID_PAGE', { max: maxSize });
  return size;
}

@ObjectType({
  description: 'Where a page stands in its list (Relay cursor connections).',
  simpleResolvers: true,
})
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more after the page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether there is more before the page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'The cursor of the first row; null on an empty page.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'The cursor of the last row; null on an empty page.' })
  endCursor!: string | null;
}

export type Edge<T> = { cursor: string; node: T };

export type Connection<T> = {
  edges: Edge<T>[];
  nodes: T[];
  pageInfo: PageInfo;
  /** Called only where the field is asked for. */
  totalCount: () => Promise<number>;
  totalCountIsCapped: () => Promise<boolean>;
};

/** The fields that tell how many a list has, of a count that goes one beyond the cap. */
export const cappedCount = (
  count: () => Promise<number>,
): Pick<Connection<unknown>, 'totalCount' | 'totalCountIsCapped'> => ({
  totalCount: async () => Math.min(await count(), maxTotalCount),
  totalCountIsCapped: async () => (await count()) > maxTotalCount,
});

/** The GraphQL types <Name>Edge and <Name>Connection. */
export function connectionTypes<T extends object>(
  name: string,
  node: () => ClassType<T>,
  of: string,
): ClassType {
  @ObjectType(`${name}Edge`, {
    description: `One of ${of}, and its place in the list.`,
    simpleResolvers: true,
  })
  class EdgeType {
    @Field(() => String, { description: 'The place in the list, for after and before.' })
    cursor!: string;

    @Field(node, { description: 'The object itself.' })
    node!: T;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${of}.`, simpleResolvers: true })
  class ConnectionType {
    @Field(() => [EdgeType], { description: 'The page, with cursors.' })
    edges!: EdgeType[];

    @Field(() => [node()], { description: 'The page, without cursors.' })
    nodes!: T[];

    @Field(() => PageInfo, { description: 'Where the page stands in the list.' })
    pageInfo!: PageInfo;

    @Lazy()
    @Field(() => Int, {
      nullable: true,
      description:
        `How many the whole list has, exact up to ${maxTotalCount}; where it has more, this is ${maxTotalCount} and ` +
        'totalCountIsCapped true.',
    })
    totalCount?: number;

    @Lazy()
    @Field(() => Boolean, {
      nullable: true,
      description: `Whether the list has more than the ${maxTotalCount} that totalCount tells; false where it is exact.`,
    })
    totalCountIsCapped?: boolean;
  }
  return ConnectionType;
}
