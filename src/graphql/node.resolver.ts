import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { INPUT_LIMITS } from '../config/limits';
import type { RequestContext } from './context';
import { fetchNode } from './node.service';
import { Node } from './node.type';

@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description: 'Any object by its id. Errors: INVALID_ID; NOT_FOUND, also where you may not see it.',
  })
  node(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The global id.' }) id: string,
  ): Promise<Node> {
    return fetchNode(context, id);
  }

  @Query(() => [Node], {
    nullable: 'items',
    description:
      `Objects by id, in the order of the ids, at most ${INPUT_LIMITS.maxNodeIds}; ` +
      'null and an error for each that cannot be had.',
  })
  nodes(
    @Ctx() context: RequestContext,
    @Arg('ids', () => [ID], { description: 'The global ids.' }) ids: string[],
  ): Promise<(Node | Error)[]> {
    // An error in a list's place is that item's error: the others are still answered.
    return Promise.all(ids.map((id) => fetchNode(context, id).catch((error: Error) => error)));
  }
}
