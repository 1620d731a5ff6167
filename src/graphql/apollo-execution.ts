import { type ApolloServerOptions, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { RequestContext } from './context';
import type { Execute } from './executor';

type Gateway = Exclude<
  ApolloServerOptions<RequestContext>,
  { schema: unknown } | { typeDefs: unknown }
>['gateway'];

/**
 * Has Apollo execute operations by another function than graphql-js's. That takes two parts of its configuration: a
 * plugin executes, and answers where all went well. Errors must pass what Apollo does with them, which only results of
 * a gateway do. Not all results go that way: what Apollo makes for a gateway, in each request, is an object literal with
 * accessors. It has a hidden class of its own, which keeps the whole request alive until old space is collected, and
 * every collection of the young generation would copy it.
 */
export function apolloExecution(
  schema: GraphQLSchema,
  execute: Execute,
): { plugin: ApolloServerPlugin<RequestContext>; gateway: Gateway } {
  /** What was executed, or failed to be, and is to go the way of errors. */
  const failed = new WeakMap<RequestContext, Promise<ExecutionResult>>();

  const plugin: ApolloServerPlugin<RequestContext> = {
    requestDidStart: async () => ({
      responseForOperation: async (operation) => {
        const executed = execute(operation);
        const result = await executed.catch(() => undefined);
        if (result && 'data' in result && !result.errors)
          return {
            http: { status: undefined, headers: new HeaderMap() },
            body: { kind: 'single', singleResult: { data: result.data } },
          };
        failed.set(operation.contextValue, executed);
        return null;
      },
    }),
  };

  const gateway: Gateway = {
    onSchemaLoadOrUpdate: (tell) => {
      tell({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: async () => ({ executor: async ({ context }) => failed.get(context as RequestContext)! }),
    stop: async () => undefined,
  };
  return { plugin, gateway };
}
