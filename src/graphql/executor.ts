import { type ApolloServerOptions, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  OperationTypeNode,
} from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import type { RequestContext } from './context';

type Gateway = Exclude<
  ApolloServerOptions<RequestContext>,
  { schema: unknown } | { typeDefs: unknown }
>['gateway'];
type Executor = NonNullable<Awaited<ReturnType<Gateway['load']>>['executor']>;
type Operation = Pick<Parameters<Executor>[0], 'document' | 'operation' | 'operationName'>;

/** Compiling costs as much as some ten executions: a document that is sent once is not worth it. */
const WORTH_COMPILING = 3;

/** A document as Apollo parsed it, which it keeps for the next request with the same text. */
type Seen = { times: number; compiled: Map<string | null, CompiledQuery | undefined> };

/** How operations are executed: two parts of Apollo's configuration. */
export type Execution = { plugin: ApolloServerPlugin<RequestContext>; gateway: Gateway };

/**
 * Executes queries as functions compiled from their documents (graphql-jit), which takes a third of the time that
 * graphql-js takes for a page of goods. Apollo has parsed, validated and bounded them before. What is rare, changes
 * something, or did not fit the compiled form is executed by graphql-js.
 *
 * Answers go out in two ways. The plugin answers where all went well. Errors must pass what Apollo does with them, which
 * only results of a gateway do; but what Apollo makes for a gateway (an object literal with accessors) has a hidden class
 * of its own in each request, which keeps all of the request alive until old space is collected: every collection of the
 * young generation would copy it.
 */
export function compiledExecution(schema: GraphQLSchema): Execution {
  // Forgotten together with Apollo's own cache of documents, which is bounded.
  const documents = new WeakMap<DocumentNode, Seen>();
  /** What was executed, and is to go the way of errors. */
  const failed = new WeakMap<RequestContext, ExecutionResult>();

  const compiledFor = ({ document, operation, operationName }: Operation): CompiledQuery | undefined => {
    // None where the document has several and the request does not say which, whatever the type says.
    if ((operation as typeof operation | undefined)?.operation !== OperationTypeNode.QUERY) return undefined;
    let seen = documents.get(document);
    if (!seen) documents.set(document, (seen = { times: 0, compiled: new Map() }));
    if (++seen.times < WORTH_COMPILING) return undefined;
    if (!seen.compiled.has(operationName)) {
      const compiled = compileQuery(schema, document, operationName ?? undefined, {
        useExperimentalPathBasedSkipInclude: true,
      });
      seen.compiled.set(operationName, isCompiledQuery(compiled) ? compiled : undefined);
    }
    return seen.compiled.get(operationName);
  };

  const plugin: ApolloServerPlugin<RequestContext> = {
    requestDidStart: async () => ({
      responseForOperation: async (operation) => {
        const compiled = compiledFor(operation);
        if (!compiled) return null;
        const { request, contextValue } = operation;
        const result = await compiled.query({}, contextValue, request.variables ?? {});
        // Variables that do not fit their types never reach a resolver, and graphql-js says better what is wrong.
        if (!('data' in result)) return null;
        if (!result.errors)
          return {
            http: { status: undefined, headers: new HeaderMap() },
            body: { kind: 'single', singleResult: { data: result.data } },
          };
        failed.set(contextValue, { ...result, errors: result.errors.map(rebuilt) });
        return null;
      },
    }),
  };

  const executor: Executor = async ({ request, document, operation, context }) => {
    const executed = failed.get(context as RequestContext);
    if (executed) return executed;
    const result = await execute({
      schema,
      document,
      // As it was asked for: Apollo's own is null where no operation has that name, as if none were asked for.
      operationName: request.operationName,
      variableValues: request.variables,
      contextValue: context,
    });
    // Apollo knows these by their words, but not that there are too many of them to be told.
    if (!('data' in result) && (operation as typeof operation | undefined))
      for (const { extensions } of result.errors ?? []) extensions.code ??= 'BAD_USER_INPUT';
    return result;
  };

  const gateway: Gateway = {
    onSchemaLoadOrUpdate: (tell) => {
      tell({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: async () => ({ executor }),
    stop: async () => undefined,
  };
  return { plugin, gateway };
}

/** Compiled code makes errors whose properties cannot be written, as those that localise and mask them must. */
function rebuilt({ message, locations, path, originalError, extensions }: GraphQLError): GraphQLError {
  const error = new GraphQLError(message, { path, originalError, extensions });
  return Object.assign(error, { locations });
}
