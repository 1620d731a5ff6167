import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { NoSchemaIntrospectionCustomRule } from 'graphql';
import { type Logger, pino } from 'pino';
import type { App } from './app';
import type { TokenVerifier } from './auth/tokens';
import { HTTP_LIMITS } from './config/limits';
import { documentsById, registrationOf, sentIn } from './documents/apollo-documents';
import { DocumentPolicy } from './documents/document-policy';
import { KnownDocuments } from './documents/known-documents';
import { apolloExecution } from './graphql/apollo-execution';
import { cacheHints } from './graphql/cache-hints';
import { type Asker, createContext, type RequestContext } from './graphql/context';
import { depthLimit } from './graphql/depth-limit';
import { localiseErrors, maskError } from './graphql/error-format';
import { registerEventStream } from './graphql/event-stream';
import { compiledExecution } from './graphql/executor';
import { finishForCaches } from './graphql/http-cache';
import { answerHttpErrors, asWholeAnswer } from './graphql/http-errors';
import { languageOf } from './graphql/language';
import { operationsOf } from './graphql/operation-types';
import { originOf, requireOrigin } from './graphql/origin';
import { plainJsonStatus } from './graphql/plain-json-status';
import { trustSameOrigin } from './graphql/same-origin';
import { readingFromReplicas } from './graphql/reading';
import { buildSchema } from './graphql/schema';
import { refuseForNow } from './graphql/unavailable';
import { registerHealth } from './health/health';
import { registerImportFiles } from './imports/http/import-routes';
import { registerTemplates } from './imports/templates/register-templates';
import { registerMetrics } from './observability/metrics-endpoint';
import { observeOperations } from './observability/operations';
import { recordRequests, requestIdOf } from './observability/request-log';
import { addressOf } from './limits/address';
import { CostControl, type CostRates } from './limits/cost-control';
import { costLimits } from './limits/cost-limits';
import { documentLimits } from './limits/document-limits';
import { introspectionLimits } from './limits/introspection-limits';
import { CONNECTION_LIMITS, endOf, limitBodyTime, limitInFlight } from './limits/request-limits';

export type ServerParts = {
  app: App;
  tokens: TokenVerifier;
  production: boolean;
  /** Points that those who ask may spend a second; as src/config/limits.ts says where left out. */
  costRates?: CostRates | undefined;
  /** Where clients reach the server; undefined where that is what their requests say. */
  publicUrl?: string | undefined;
  /** Addresses and ranges whose X-Forwarded-* headers are believed; nobody's where left out. */
  trustedProxies?: string[];
  /** Whether documents are refused that are not in schema/operations, but from trusted programs. */
  trustedDocumentsOnly?: boolean;
  log: (message: string, error?: unknown) => void;
  /** Gets a line for each request; left out, there are none. */
  requestLog?: Logger | undefined;
};

export type Server = {
  http: FastifyInstance;
  /** Answers what is under way, refuses what is new, closes. */
  close(): Promise<void>;
};

/** The HTTP server, composed from its parts and not yet listening; tests may inject requests without a port. */
export async function createServer({
  app,
  tokens,
  production,
  costRates,
  publicUrl,
  trustedProxies = [],
  trustedDocumentsOnly = false,
  log,
  requestLog = pino({ enabled: false }),
}: ServerParts): Promise<Server> {
  const http = fastify({
    bodyLimit: HTTP_LIMITS.maxBodyBytes,
    // What request.ip, protocol and host go by.
    trustProxy: trustedProxies.length > 0 && trustedProxies,
    ...CONNECTION_LIMITS,
    // On closing, connections that are idle are closed at once; those with a request, see below.
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
    genReqId: requestIdOf,
  });
  recordRequests(http, requestLog);
  http.server.maxConnections = HTTP_LIMITS.maxConnections;
  // A client that keeps its connection open after the answer would keep the server from closing.
  let closing = false;
  http.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done(null, payload);
  });
  // Whoever has sent a file asks next what has become of it.
  http.addHook('onSend', async ({ method }) => {
    if (method === 'PUT') await app.replicas.settle();
  });
  // With the text/plain parser, a form on any web page could post a query as the user's browser.
  http.removeContentTypeParser('text/plain');

  const schema = await buildSchema();
  const documents = new DocumentPolicy(new KnownDocuments(), trustedDocumentsOnly);
  const costs = new CostControl(app.dataSource, costRates, (fault) =>
    log('Points could not be handed out', fault),
  );
  const execution = apolloExecution(schema, readingFromReplicas(compiledExecution(schema)));
  const apollo = new ApolloServer<RequestContext>({
    gateway: execution.gateway,
    // Who may look is for introspectionLimits to say: validation is done once for everybody.
    introspection: true,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    ...registrationOf(documents),
    parseOptions: { maxTokens: HTTP_LIMITS.maxTokens },
    validationRules: [documentLimits, operationsOf('/graphql'), depthLimit],
    formatError: (formatted, error) => maskError(formatted, (fault) => log('A request failed', fault), error),
    // The cache-control plugin wraps every field and doubles the time of a list.
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      // It is served in production, too, and loads what it shows from elsewhere.
      ApolloServerPluginLandingPageDisabled(),
      documentsById(documents),
      localiseErrors,
      ...(production ? [introspectionLimits()] : []),
      cacheHints(),
      execution.plugin,
      costLimits(costs),
      plainJsonStatus,
      refuseForNow,
      observeOperations,
    ],
  });
  await apollo.start();

  const askerOf = async (request: FastifyRequest): Promise<Asker> => ({
    principal: (request.record.principal = await tokens.principalOf(request.headers.authorization)),
    language: languageOf(request.headers['accept-language']),
    address: addressOf(request.ip),
    origin: publicUrl ?? originOf(request),
  });

  const health = registerHealth(http, app);
  const files = registerImportFiles(http, app, (fault) => log('A file could not be handled', fault));
  registerTemplates(http, app);
  registerMetrics(http, app, (authorization) => tokens.principalOf(authorization));
  http.route({
    url: '/graphql',
    method: ['GET', 'POST', 'OPTIONS'],
    onRequest: [requireOrigin, trustSameOrigin, limitInFlight(HTTP_LIMITS.maxInFlight), limitBodyTime()],
    onSend: finishForCaches,
    errorHandler: answerHttpErrors((fault) => log('A request failed', fault)),
    handler: fastifyApolloHandler(apollo, {
      context: async (request, reply) => {
        try {
          const asker = await askerOf(request);
          documents.check(sentIn(request), asker.principal);
          request.record.end = endOf(reply);
          return createContext(app, asker);
        } catch (error) {
          throw asWholeAnswer(error, request);
        }
      },
    }),
  });
  const events = registerEventStream(http, {
    app,
    schema,
    documents,
    costs,
    rules: [
      documentLimits,
      operationsOf('/graphql/stream'),
      depthLimit,
      ...(production ? [NoSchemaIntrospectionCustomRule] : []),
    ],
    askerOf,
    onFault: (fault) => log('A subscription failed', fault),
  });
  return {
    http,
    close: async () => {
      closing = true;
      health.stopping();
      files.stop();
      events.stop();
      await http.close();
      await apollo.stop();
      await costs.stop();
    },
  };
}
