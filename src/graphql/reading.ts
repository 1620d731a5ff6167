import { type GraphQLError, OperationTypeNode } from 'graphql';
import { isReplayConflict, isUnavailable } from '../database/failures';
import { createContext, type RequestContext } from './context';
import type { Executor } from './executor';

/**
 * Queries are executed with reads on a replica, and anew with reads on the primary where the replica was lost on the
 * way. Everything else is executed on the primary; what changes something is answered when all who read see it.
 */
export const readingFromReplicas =
  (execute: Executor): Executor =>
  async (request) => {
    const context = request.context as RequestContext;
    // None where the document has several and the request does not say which, whatever the type says.
    const type = (request.operation as typeof request.operation | undefined)?.operation;
    if (type === OperationTypeNode.MUTATION) {
      const result = await execute(request);
      await context.app.replicas.settle();
      return result;
    }
    const app = context.app.forReading();
    if (type !== OperationTypeNode.QUERY || app === context.app) return execute(request);
    const result = await execute({ ...request, context: createContext(app, context) });
    return result.errors?.some(isOfReplica) ? execute(request) : result;
  };

const isOfReplica = ({ originalError }: GraphQLError): boolean =>
  isUnavailable(originalError) || isReplayConflict(originalError);
