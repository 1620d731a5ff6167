import type { ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isCancelled, isWithoutConnection } from '../database/statements';
import type { RequestContext } from './context';
import { ERRORS, HeadwaterError } from './errors';
import type { Language } from './language';

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

export const FAULT_MESSAGE = 'Something went wrong on our side. 服务器内部错误。';

/** graphql-js speaks English alone; for others, the kind of error stands before its words. */
const KINDS_IN_CHINESE: Readonly<Record<string, string>> = {
  GRAPHQL_PARSE_FAILED: '查询语法有误',
  GRAPHQL_VALIDATION_FAILED: '查询不符合 schema',
  BAD_USER_INPUT: '变量的值有误',
  OPERATION_RESOLUTION_FAILURE: '无法确定要执行的操作',
};

/** What is not an expected error leaves without a word about its cause: no SQL, no path of a file, no stack. */
export function maskError(
  formatted: GraphQLFormattedError,
  onFault: (error: unknown) => void,
  error: unknown,
) {
  // Apollo refuses these before the language of the request is known, hence both.
  if (formatted.extensions?.code === 'BAD_REQUEST') {
    return { ...formatted, message: `${formatted.message.trim()} 请求不符合 GraphQL over HTTP 规范。` };
  }
  if (TOLD.has(formatted.extensions?.code)) return formatted;
  onFault(unwrapResolverError(error));
  return {
    message: FAULT_MESSAGE,
    ...(formatted.path ? { path: formatted.path } : {}),
    ...(formatted.locations ? { locations: formatted.locations } : {}),
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  };
}

/** Expected errors speak the language of the request. */
export const localiseErrors: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async () => ({
    didEncounterErrors: async ({ errors, contextValue }) => {
      for (const error of errors) localise(error, contextValue.language);
    },
  }),
};

/** An error as it leaves where Apollo does not see to it. */
export function told(
  error: GraphQLError,
  language: Language,
  onFault: (error: unknown) => void,
): GraphQLFormattedError {
  error.extensions.code ??= codeOf(error);
  localise(error, language);
  return maskError(error.toJSON(), onFault, error.originalError ?? error);
}

function localise(error: GraphQLError, language: Language): void {
  const cause = causeOf(error);
  if (cause) {
    // Where it comes from a scalar or a validation rule, others have put their words and their code around it.
    error.message = error.message.includes(cause.message)
      ? error.message.replace(cause.message, () => cause.in(language))
      : cause.in(language);
    error.extensions.code = cause.code;
    return;
  }
  const kind = KINDS_IN_CHINESE[String(error.extensions.code)];
  if (kind && language === 'zh-CN') error.message = `${kind}：${error.message}`;
}

/** What Apollo calls the errors of graphql-js, which have no code of their own. */
function codeOf({ originalError, path, nodes }: GraphQLError): string | undefined {
  if (originalError || path) return undefined;
  return nodes ? 'GRAPHQL_VALIDATION_FAILED' : 'GRAPHQL_PARSE_FAILED';
}

/** The expected error that stands behind another one, however deep. */
function causeOf(error: Error | undefined): HeadwaterError | undefined {
  if (error instanceof HeadwaterError) return error;
  if (error instanceof GraphQLError) return causeOf(error.originalError);
  if (isCancelled(error)) return new HeadwaterError('QUERY_TOO_SLOW');
  return isWithoutConnection(error) ? new HeadwaterError('OVERLOADED') : undefined;
}
