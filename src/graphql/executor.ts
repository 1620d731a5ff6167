import type { GraphQLRequestContextResponseForOperation } from '@apollo/server';
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

/** What is to be executed, as Apollo tells it. */
export type Operation = Pick<
  GraphQLRequestContextResponseForOperation<RequestContext>,
  'document' | 'operationName'
> & {
  /** None where the document has several and the request does not say which. */
  operation?: GraphQLRequestContextResponseForOperation<RequestContext>['operation'];
  request: Pick<
    GraphQLRequestContextResponseForOperation<RequestContext>['request'],
    'operationName' | 'variables'
  >;
  contextValue: RequestContext;
};

export type Execute = (operation: Operation) => Promise<ExecutionResult>;

/** Compiling costs as much as some ten executions: a document that is sent once is not worth it. */
const WORTH_COMPILING = 3;

/** A document as Apollo parsed it, which it keeps for the next request with the same text. */
type Seen = { times: number; compiled: Map<string | null, CompiledQuery | undefined> };

/**
 * Executes queries as functions compiled from their documents (graphql-jit), which takes a third of the time that
 * graphql-js takes for a page of goods. Apollo has parsed, validated and bounded them before. What is rare, changes
 * something, or did not fit the compiled form is executed by graphql-js.
 */
export function compiledExecution(schema: GraphQLSchema): Execute {
  // Forgotten together with Apollo's own cache of documents, which is bounded.
  const documents = new WeakMap<DocumentNode, Seen>();

  const compiledFor = ({ document, operation, operationName }: Operation): CompiledQuery | undefined => {
    if (operation?.operation !== OperationTypeNode.QUERY) return undefined;
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

  const interpret: Execute = async ({ request, document, operation, contextValue }) => {
    const result = await execute({
      schema,
      document,
      // As it was asked for: Apollo's own is null where no operation has that name, as if none were asked for.
      operationName: request.operationName,
      variableValues: request.variables,
      contextValue,
    });
    // Apollo knows these by their words, but not that there are too many of them to be told.
    if (!('data' in result) && operation)
      for (const { extensions } of result.errors ?? []) extensions.code ??= 'BAD_USER_INPUT';
    return result;
  };

  return async (operation) => {
    const compiled = compiledFor(operation);
    if (!compiled) return interpret(operation);
    const result = await compiled.query({}, operation.contextValue, operation.request.variables ?? {});
    // Variables that do not fit their types never reach a resolver, and graphql-js says better what is wrong.
    if (!('data' in result)) return interpret(operation);
    return result.errors ? { ...result, errors: result.errors.map(rebuilt) } : result;
  };
}

/** Compiled code makes errors whose properties cannot be written, as those that localise and mask them must. */
function rebuilt({ message, locations, path, originalError, extensions }: GraphQLError): GraphQLError {
  const error = new GraphQLError(message, { path, originalError, extensions });
  return Object.assign(error, { locations });
}
