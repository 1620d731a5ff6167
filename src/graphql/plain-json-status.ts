import type { ApolloServerPlugin } from '@apollo/server';

const OWN_TYPE = 'application/graphql-response+json';

/**
 * 200 for a document or variables that are wrong, to clients that take application/json alone: as GraphQL over HTTP asks,
 * since a 4xx in that type may come from anything on the way, whose JSON is none of ours. Those that take
 * application/graphql-response+json can tell, and get 400. What was refused for other reasons keeps its status.
 */
export const plainJsonStatus: ApolloServerPlugin = {
  requestDidStart: async () => ({
    willSendResponse: async ({ request, response, errors }) => {
      const takes = request.http?.headers.get('accept') ?? '';
      const isBadRequest = errors?.some(({ extensions }) => extensions.code === 'BAD_REQUEST');
      if (response.http.status === 400 && !isBadRequest && !takes.includes(OWN_TYPE))
        response.http.status = 200;
    },
  }),
};
