import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { RequestContext } from '../graphql/context';
import { currentRequest } from './request-record';

/** Which operation of its document a request asks for. */
export function noteOperation(name: string | null | undefined, type: string): void {
  const record = currentRequest();
  if (!record) return;
  record.operation = { name: name ?? null, type };
  record.span?.operation(name ?? null, type);
}

/** Which errors a request is answered with. */
export function noteErrors(errors: readonly GraphQLFormattedError[] | undefined): void {
  const record = currentRequest();
  for (const { extensions } of errors ?? []) record?.codes.add(String(extensions?.code));
}

/** Tells the record of a request what GraphQL knows of it. */
export const observeOperations: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation, operationName }) => {
      if (operation) noteOperation(operationName, operation.operation);
    },
    willSendResponse: async ({ response: { body } }) => {
      if (body.kind === 'single') noteErrors(body.singleResult.errors);
    },
  }),
};
