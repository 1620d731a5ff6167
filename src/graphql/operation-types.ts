import { type ASTVisitor, GraphQLError, type OperationTypeNode, type ValidationContext } from 'graphql';

/** Where operations of each type are sent. */
const PLACES: Record<OperationTypeNode, string> = {
  query: '/graphql',
  mutation: '/graphql',
  subscription: '/graphql/stream',
};

/**
 * A validation rule: an operation that is sent to the wrong place, or of a type that the schema does not have, is an
 * error of whoever asks. graphql-js notices the latter only when it executes, as if it were a fault of ours, and the
 * former not at all.
 */
export const operationsOf =
  (place: string) =>
  (context: ValidationContext): ASTVisitor => ({
    OperationDefinition(node) {
      const { operation } = node;
      if (!context.getSchema().getRootType(operation)) {
        context.reportError(new GraphQLError(`The schema has no ${operation}.`, { nodes: node }));
      } else if (PLACES[operation] !== place) {
        const message = `Send a ${operation} to ${PLACES[operation]}.`;
        context.reportError(new GraphQLError(message, { nodes: node }));
      }
    },
  });
