import { type GraphQLError, OperationTypeNode } from 'graphql';
import { isReplayConflict, isUnavailable } from '../database/failures';
import { createContext } from './context';
import type { Execute } from './executor';

/**
 * Queries are executed with reads on a replica, and anew with reads on the primary where the replica was lost on the
 * way. Everything else is executed on the primary; what changes something is answered when all who read see it.
 */
export const readingFromReplicas =
  (execute: Execute): Execute =>
  async (operation) => {
    const { contextValue } = operation;
    const type = operation.operation?.operation;
    if (type === OperationTypeNode.MUTATION) {
      const result = await execute(operation);
      await contextValue.app.replicas.settle();
      return result;
    }
    const app = contextValue.app.forReading();
    if (type !== OperationTypeNode.QUERY || app === contextValue.app) return execute(operation);
    const result = await execute({ ...operation, contextValue: createContext(app, contextValue) });
    return result.errors?.some(isOfReplica) ? execute(operation) : result;
  };

const isOfReplica = ({ originalError }: GraphQLError): boolean =>
  isUnavailable(originalError) || isReplayConflict(originalError);
