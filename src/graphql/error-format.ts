import type { ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { type GraphQLFormattedError } from 'graphql';
import type { RequestContext } from './context';
import { ERRORS, HeadwaterError } from './errors';

/** Codes of Apollo's own, for requests that are wrong as GraphQL or as HTTP. */
const APOLLO_CODES = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
];

const TOLD = new Set<unknown>([...Object.keys(ERRORS), ...APOLLO_CODES]);

/** What is not an expected error leaves without a word about its cause: no SQL, no path of a file, no stack. */
export function maskError(formatted: GraphQLFormattedError, onFault: (error: unknown) => void, error: unknown) {
  if (TOLD.has(formatted.extensions?.code)) return formatted;
  onFault(unwrapResolverError(error));
  return {
    message: 'Something went wrong on our side. 服务器内部错误。',
    ...(formatted.path ? { path: formatted.path } : {}),
    ...(formatted.locations ? { locations: formatted.locations } : {}),
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  };
}

/** Expected errors speak the language of the request. */
export const localiseErrors: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async () => ({
    didEncounterErrors: async ({ errors, contextValue }) => {
      for (const error of errors) {
        const cause = unwrapResolverError(error);
        if (cause instanceof HeadwaterError) error.message = cause.in(contextValue.language);
      }
    },
  }),
};
