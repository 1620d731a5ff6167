import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  validate,
  type ValidationRule,
} from 'graphql';
import { createHandler, type OperationArgs, type RequestParams } from 'graphql-sse';
import type { App } from '../app';
import { HTTP_LIMITS, SUBSCRIPTION_LIMITS } from '../config/limits';
import { type DocumentPolicy, idIn, type Sent } from '../documents/document-policy';
import { noteErrors, noteOperation } from '../observability/operations';
import type { CostControl } from '../limits/cost-control';
import { costOf } from '../limits/cost-limits';
import { limitBodyTime } from '../limits/request-limits';
import { type Asker, createContext, type RequestContext } from './context';
import { told } from './error-format';
import { HeadwaterError } from './errors';
import { answerHttpErrors } from './http-errors';
import { subscribeAnew } from './subscribe';

export type EventStreamParts = {
  app: App;
  schema: GraphQLSchema;
  documents: DocumentPolicy;
  costs: CostControl;
  rules: readonly ValidationRule[];
  /** Who asks. @throws HeadwaterError where a token does not hold */
  askerOf: (request: FastifyRequest) => Promise<Asker>;
  onFault: (error: unknown) => void;
};

/**
 * Subscriptions: POST /graphql/stream, answered with server-sent events, one connection each (the distinct connections
 * mode of graphql-sse). Returns how they are ended when the server stops.
 */
export function registerEventStream(http: FastifyInstance, parts: EventStreamParts): { stop(): void } {
  const { app, documents, askerOf, onFault } = parts;
  /** By whom. */
  const open = new Map<Readable, string | null>();
  const handle = createHandler<FastifyRequest, Asker, RequestContext>({
    // No token of a reserved stream: each operation has a connection of its own.
    authenticate: () => null,
    onSubscribe: ({ context: asker }, params) => prepare(parts, asker, params),
    // It was validated with rules of our own.
    validate: () => [],
    subscribe: (args) => subscribeAnew<RequestContext>(args, (asker) => createContext(app, asker)),
    context: ({ context: asker }) => createContext(app, asker),
    onNext: (_context, { context: { language } }, result) => {
      if (!result.errors) return undefined;
      const errors = result.errors.map((error) => told(error, language, onFault));
      noteErrors(errors);
      return { ...result, errors: errors as never };
    },
  });

  async function stream(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const asker = await askerOf(request);
    if (!/\btext\/event-stream\b/.test(request.headers.accept ?? '')) throw notAcceptable();
    const sent = (request.body ?? {}) as Sent;
    documents.check(sent, asker.principal);
    const { subject } = asker.principal;
    const own = [...open.values()].filter((other) => other === subject).length;
    if (open.size >= SUBSCRIPTION_LIMITS.perProcess || own >= SUBSCRIPTION_LIMITS.perSubject) {
      void reply.header('retry-after', SUBSCRIPTION_LIMITS.retryAfterS);
      throw Object.assign(new HeadwaterError('TOO_MANY_SUBSCRIPTIONS'), { statusCode: 503 });
    }
    const [body, init] = await handle({
      method: request.method,
      url: request.url,
      headers: {
        get: (name) => (name === 'accept' ? 'text/event-stream' : String(request.headers[name] ?? '')),
      },
      body: withText(sent, documents),
      raw: request,
      context: asker,
    });
    void reply.code(init.status).headers(init.headers ?? {});
    if (!body || typeof body === 'string') return reply.send(body);
    const events = Readable.from(body);
    open.set(events, subject);
    // Whoever still wants to know asks again, with a token that still holds.
    const timer = setTimeout(() => cut(events), SUBSCRIPTION_LIMITS.maxMs).unref();
    events.once('close', () => {
      clearTimeout(timer);
      open.delete(events);
    });
    return reply.send(events);
  }

  http.post(
    '/graphql/stream',
    { onRequest: limitBodyTime(), errorHandler: answerHttpErrors(onFault) },
    stream,
  );
  return { stop: () => open.forEach((_subject, events) => cut(events)) };
}

/** @throws PERSISTED_QUERY_NOT_FOUND where it names a document that is not known */
function withText(sent: Sent, { known }: DocumentPolicy): Sent {
  const id = typeof sent.query === 'string' ? undefined : idIn(sent);
  if (id === undefined) return sent;
  const query = known.get(id);
  if (query === undefined) throw new HeadwaterError('PERSISTED_QUERY_NOT_FOUND');
  return { ...sent, query };
}

/** What is to be executed, or the errors of a document that is not. */
async function prepare(
  { app, schema, rules, costs }: EventStreamParts,
  asker: Asker,
  { query, operationName, variables }: RequestParams,
): Promise<OperationArgs<RequestContext> | ExecutionResult> {
  try {
    const document = parse(query, { maxTokens: HTTP_LIMITS.maxTokens });
    const errors = validate(schema, document, [...specifiedRules, ...rules]);
    if (errors.length > 0) return refused(errors);
    const operation = getOperationAST(document, operationName);
    if (operation) noteOperation(operation.name?.value, operation.operation);
    // Once for all events: how many there are is for what they tell of to say, and each is as small as the first.
    if (operation) await costs.charge(asker, costOf(schema, document, operation).requested(variables ?? {}));
    return {
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: createContext(app, asker),
    };
  } catch (error) {
    if (error instanceof GraphQLError) return refused([error]);
    throw error;
  }
}

/** Closes the connection in the middle: whoever listens must not take it for the end of what they follow. */
const cut = (events: Readable): unknown => events.destroy(new Error('The server has closed the stream.'));

/** graphql-sse knows a result by its data, which is there, and is nothing. */
const refused = (errors: readonly GraphQLError[]): ExecutionResult => ({ data: undefined, errors });

const notAcceptable = (): Error =>
  Object.assign(
    new HeadwaterError('BAD_REQUEST', {
      expected: { en: 'Accept: text/event-stream', 'zh-CN': ' Accept: text/event-stream' },
    }),
    { statusCode: 406 },
  );
