import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, { type FastifyInstance } from 'fastify';
import type { App } from './app';
import type { TokenVerifier } from './auth/tokens';
import { HTTP_LIMITS } from './config/limits';
import { createContext, type RequestContext } from './graphql/context';
import { depthLimit } from './graphql/depth-limit';
import { localiseErrors, maskError } from './graphql/error-format';
import { HeadwaterError } from './graphql/errors';
import { compiledExecution } from './graphql/executor';
import { answerHttpErrors } from './graphql/http-errors';
import { type Language, languageOf } from './graphql/language';
import { knownOperationTypes } from './graphql/operation-types';
import { buildSchema } from './graphql/schema';
import { registerHealth } from './health/health';
import { registerTemplates } from './imports/templates/register-templates';

export type ServerParts = {
  app: App;
  tokens: TokenVerifier;
  production: boolean;
  log: (message: string, error?: unknown) => void;
};

export type Server = {
  http: FastifyInstance;
  /** Answers what is under way, refuses what is new, closes. */
  close(): Promise<void>;
};

/** The HTTP server, composed from its parts and not yet listening; tests may inject requests without a port. */
export async function createServer({ app, tokens, production, log }: ServerParts): Promise<Server> {
  const http = fastify({
    bodyLimit: HTTP_LIMITS.maxBodyBytes,
    // On closing, connections that are idle are closed at once; those with a request, see below.
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
  });
  // A client that keeps its connection open after the answer would keep the server from closing.
  let closing = false;
  http.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done(null, payload);
  });
  // With the text/plain parser, a form on any web page could post a query as the user's browser.
  http.removeContentTypeParser('text/plain');

  const apollo = new ApolloServer<RequestContext>({
    gateway: compiledExecution(await buildSchema()),
    introspection: !production,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: HTTP_LIMITS.maxTokens },
    validationRules: [knownOperationTypes, depthLimit],
    formatError: (formatted, error) => maskError(formatted, (fault) => log('A request failed', fault), error),
    // The cache-control plugin wraps every field and doubles the time of a list.
    plugins: [ApolloServerPluginCacheControlDisabled(), localiseErrors],
  });
  await apollo.start();

  const health = registerHealth(http, app);
  registerTemplates(http, app);
  http.route({
    url: '/graphql',
    method: ['GET', 'POST', 'OPTIONS'],
    errorHandler: answerHttpErrors((fault) => log('A request failed', fault)),
    handler: fastifyApolloHandler(apollo, {
      context: async ({ headers }) => {
        const language = languageOf(headers['accept-language']);
        try {
          return createContext(app, await tokens.principalOf(headers.authorization), language);
        } catch (error) {
          throw error instanceof HeadwaterError ? unauthorised(error, language) : error;
        }
      },
    }),
  });
  return {
    http,
    close: async () => {
      closing = true;
      health.stopping();
      await http.close();
      await apollo.stop();
    },
  };
}

/** A token that does not hold is an error of the whole request: 401, as RFC 6750 asks. */
function unauthorised(error: HeadwaterError, language: Language): HeadwaterError {
  error.message = error.in(language);
  error.extensions.http = {
    status: 401,
    headers: new HeaderMap([['www-authenticate', 'Bearer error="invalid_token"']]),
  };
  return error;
}
