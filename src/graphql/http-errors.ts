import { HeaderMap } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AUTH_LIMITS, HTTP_LIMITS } from '../config/limits';
import { databaseFailure } from '../database/failures';
import { FAULT_MESSAGE } from './error-format';
import { type ErrorCode, HeadwaterError } from './errors';
import { languageOf } from './language';
import { retryAfter } from './unavailable';

type Answer = { status: number; headers?: Record<string, string> };

/** Errors that end a whole request, as HTTP tells of them. */
const ANSWERS: Partial<Record<ErrorCode, Answer>> = {
  // As RFC 6750 asks.
  UNAUTHENTICATED: { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } },
  AUTH_UNAVAILABLE: { status: 503, headers: { 'retry-after': String(AUTH_LIMITS.keysRetryMs / 1000) } },
};

/** An expected error from before Apollo has begun, as Apollo answers it; all others stay as they are. */
export function asWholeAnswer(error: unknown, request: FastifyRequest): unknown {
  if (!(error instanceof HeadwaterError)) return error;
  const { status, headers = {} } = ANSWERS[error.code] ?? { status: 400 };
  error.message = error.in(languageOf(request.headers['accept-language']));
  error.extensions.http = { status, headers: new HeaderMap(Object.entries(headers)) };
  return error;
}

/** What is wrong with a request that HTTP refused before GraphQL saw it; undefined for a fault of ours. */
function causeOf(statusCode: number | undefined): HeadwaterError | undefined {
  if (statusCode === 413) {
    const what = { en: 'bytes', 'zh-CN': '字节' };
    return new HeadwaterError('QUERY_TOO_LARGE', { what, max: HTTP_LIMITS.maxBodyBytes });
  }
  if (statusCode === undefined || statusCode >= 500) return undefined;
  const body = '{"query": "…", "variables": {…}}';
  return new HeadwaterError('BAD_REQUEST', {
    expected: {
      en: `a POST of JSON such as ${body} with content-type application/json`,
      'zh-CN': ` POST 请求，content-type 为 application/json，正文形如 ${body}`,
    },
  });
}

/** Errors from before GraphQL, in the shape and the language of all others. */
export const answerHttpErrors =
  (onFault: (error: unknown) => void) =>
  (error: Error & { statusCode?: number }, request: FastifyRequest, reply: FastifyReply): void => {
    const cause =
      error instanceof HeadwaterError ? error : (databaseFailure(error) ?? causeOf(error.statusCode));
    const seconds = retryAfter(cause?.code);
    if (seconds !== undefined && !reply.hasHeader('retry-after')) void reply.header('retry-after', seconds);
    if (!cause) onFault(error);
    const answer = cause && ANSWERS[cause.code];
    void reply.headers(answer?.headers ?? {});
    const message = cause ? cause.in(languageOf(request.headers['accept-language'])) : FAULT_MESSAGE;
    const extensions = cause
      ? { code: cause.code }
      : { code: 'INTERNAL_SERVER_ERROR', requestId: request.id };
    request.record.codes.add(extensions.code);
    void reply
      .code(error.statusCode ?? answer?.status ?? (cause ? (seconds === undefined ? 400 : 503) : 500))
      .send({ errors: [{ message, extensions }] });
  };
