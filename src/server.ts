import { ApolloServer, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { NoSchemaIntrospectionCustomRule } from 'graphql';
import type { App } from './app';
import type { TokenVerifier } from './auth/tokens';
import { HTTP_LIMITS } from './config/limits';
import { cacheHints } from './graphql/cache-hints';
import { type Asker, createContext, type RequestContext } from './graphql/context';
import { depthLimit } from './graphql/depth-limit';
import { localiseErrors, maskError } from './graphql/error-format';
import { HeadwaterError } from './graphql/errors';
import { registerEventStream } from './graphql/event-stream';
import { compiledExecution } from './graphql/executor';
import { finishForCaches } from './graphql/http-cache';
import { answerHttpErrors, UNAUTHORISED } from './graphql/http-errors';
import { type Language, languageOf } from './graphql/language';
import { operationsOf } from './graphql/operation-types';
import { originOf } from './graphql/origin';
import { plainJsonStatus } from './graphql/plain-json-status';
import { trustSameOrigin } from './graphql/same-origin';
import { buildSchema } from './graphql/schema';
import { registerHealth } from './health/health';
import { registerImportFiles } from './imports/http/import-routes';
import { registerTemplates } from './imports/templates/register-templates';
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
  log: (message: string, error?: unknown) => void;
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
  log,
}: ServerParts): Promise<Server> {
  const http = fastify({
    bodyLimit: HTTP_LIMITS.maxBodyBytes,
    ...CONNECTION_LIMITS,
    // On closing, connections that are idle are closed at once; those with a request, see below.
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
  });
  http.server.maxConnections = HTTP_LIMITS.maxConnections;
  // A client that keeps its connection open after the answer would keep the server from closing.
  let closing = false;
  http.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done(null, payload);
  });
  // With the text/plain parser, a form on any web page could post a query as the user's browser.
  http.removeContentTypeParser('text/plain');

  const schema = await buildSchema();
  const costs = new CostControl(app.dataSource, costRates, (fault) =>
    log('Points could not be handed out', fault),
  );
  const apollo = new ApolloServer<RequestContext>({
    gateway: compiledExecution(schema),
    // Who may look is for introspectionLimits to say: validation is done once for everybody.
    introspection: true,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: HTTP_LIMITS.maxTokens },
    validationRules: [documentLimits, operationsOf('/graphql'), depthLimit],
    formatError: (formatted, error) => maskError(formatted, (fault) => log('A request failed', fault), error),
    // The cache-control plugin wraps every field and doubles the time of a list.
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      // It is served in production, too, and loads what it shows from elsewhere.
      ApolloServerPluginLandingPageDisabled(),
      localiseErrors,
      ...(production ? [introspectionLimits()] : []),
      cacheHints(),
      costLimits(costs),
      plainJsonStatus,
    ],
  });
  await apollo.start();

  const askerOf = async (request: FastifyRequest): Promise<Asker> => ({
    principal: await tokens.principalOf(request.headers.authorization),
    language: languageOf(request.headers['accept-language']),
    address: addressOf(request.ip),
    origin: publicUrl ?? originOf(request),
  });

  const health = registerHealth(http, app);
  const files = registerImportFiles(http, app, (fault) => log('A file could not be handled', fault));
  registerTemplates(http, app);
  http.route({
    url: '/graphql',
    method: ['GET', 'POST', 'OPTIONS'],
    onRequest: [trustSameOrigin, limitInFlight(HTTP_LIMITS.maxInFlight), limitBodyTime()],
    onSend: finishForCaches,
    errorHandler: answerHttpErrors((fault) => log('A request failed', fault)),
    handler: fastifyApolloHandler(apollo, {
      context: async (request, reply) => {
        try {
          return createContext(app, { ...(await askerOf(request)), signal: endOf(reply) });
        } catch (error) {
          throw error instanceof HeadwaterError
            ? unauthorised(error, languageOf(request.headers['accept-language']))
            : error;
        }
      },
    }),
  });
  const events = registerEventStream(http, {
    app,
    schema,
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

/** A token that does not hold is an error of the whole request: 401, as RFC 6750 asks. */
function unauthorised(error: HeadwaterError, language: Language): HeadwaterError {
  error.message = error.in(language);
  error.extensions.http = {
    status: 401,
    headers: new HeaderMap([['www-authenticate', UNAUTHORISED]]),
  };
  return error;
}
