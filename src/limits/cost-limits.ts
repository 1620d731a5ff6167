import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import type { RequestContext } from '../graphql/context';
import { HeadwaterError } from '../graphql/errors';
import { currentRequest } from '../observability/request-record';
import { type Charge, type CostControl, type CostReport, RateLimited } from './cost-control';
import { QueryCost } from './query-cost';

/** What takes too long is not given back: it took more than its rows tell. */
const SLOW = new Set<unknown>(['QUERY_TOO_SLOW', 'COUNT_TOO_SLOW']);

// Forgotten together with Apollo's own cache of documents, which is bounded.
const known = new WeakMap<OperationDefinitionNode, QueryCost>();

/** What an operation costs, worked out once from its document. */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): QueryCost {
  let cost = known.get(operation);
  if (!cost) {
    const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
    for (const node of document.definitions)
      if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
    known.set(operation, (cost = QueryCost.of(schema, operation, fragments)));
  }
  return cost;
}

/**
 * Takes what an operation may cost at most before it is executed, and gives back afterwards what it did not. Says both
 * in extensions.cost, but not in answers that caches keep for others.
 */
export const costLimits = (control: CostControl): ApolloServerPlugin<RequestContext> => ({
  requestDidStart: async () => {
    let charged: { cost: QueryCost; charge: Charge; requested: number } | undefined;
    let refused: CostReport | undefined;
    return {
      didResolveOperation: async ({ schema, document, operation, request, contextValue }) => {
        // None where the document has several and the request does not say which.
        if (!operation) return;
        const cost = costOf(schema, document, operation);
        const requested = cost.requested(request.variables ?? {});
        const record = currentRequest();
        if (record) record.cost = requested;
        try {
          charged = { cost, requested, charge: await control.charge(contextValue, requested) };
        } catch (error) {
          if (error instanceof RateLimited) refused = error.report;
          throw error instanceof HeadwaterError ? withStatus(error) : error;
        }
      },
      willSendResponse: async ({ request, response, errors }) => {
        if (response.body.kind !== 'single') return;
        const { singleResult } = response.body;
        let report = refused;
        if (charged) {
          const { cost, charge, requested } = charged;
          const isSlow = errors?.some(({ extensions }) => SLOW.has(extensions.code));
          const actual = isSlow ? requested : cost.actual(request.variables ?? {}, singleResult.data);
          charge.settle(actual);
          report = charge.report(actual);
        }
        const isShared = response.http.headers.get('cache-control')?.startsWith('public');
        if (report && !isShared) singleResult.extensions = { ...singleResult.extensions, cost: report };
      },
    };
  },
});

function withStatus(error: HeadwaterError): HeadwaterError {
  error.extensions.http =
    error instanceof RateLimited
      ? { status: 429, headers: new HeaderMap([['retry-after', String(error.retryAfterS)]]) }
      : { status: 400 };
  return error;
}
