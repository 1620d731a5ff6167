import type { ApolloServerOptions, ApolloServerPlugin } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import type { RequestContext } from '../graphql/context';
import { type DocumentPolicy, idIn, type Sent } from './document-policy';

type Options = Pick<ApolloServerOptions<RequestContext>, 'persistedQueries'>;

/**
 * Apollo's own registration of documents by whoever sends them first. Where known documents alone are run nothing is kept,
 * and every hash that is not known is PERSISTED_QUERY_NOT_FOUND.
 */
export const registrationOf = ({ knownOnly }: DocumentPolicy): Options =>
  knownOnly
    ? {
        persistedQueries: {
          cache: { get: async () => undefined, set: async () => undefined, delete: async () => undefined },
        },
      }
    : {};

/** Puts the text of a known document in the place of its id; Apollo says what it has to of others. */
export const documentsById = ({ known }: DocumentPolicy): ApolloServerPlugin<RequestContext> => ({
  requestDidStart: async ({ request }) => {
    const { query, extensions, http } = request;
    if (query !== undefined || !http) return;
    const isGet = http.method === 'GET';
    const documentId = isGet ? sentInUrl(http.search).documentId : (http.body as Sent).documentId;
    const id = idIn({ documentId, extensions });
    const text = id === undefined ? undefined : known.get(id);
    if (text !== undefined) {
      request.query = text;
      request.extensions = { ...extensions, persistedQuery: undefined };
    } else if (typeof documentId === 'string') {
      request.extensions = { ...extensions, persistedQuery: { version: 1, sha256Hash: documentId } };
    }
  },
});

/** What a request says of its document, read as Apollo reads it: by another parser, it might be another document. */
export const sentIn = ({ method, url, body }: Pick<FastifyRequest, 'method' | 'url' | 'body'>): Sent =>
  method === 'GET' ? sentInUrl(new URL(url, 'http://localhost').search) : (body ?? {});

function sentInUrl(search: string): Sent {
  const parameters = Object.fromEntries(new URLSearchParams(search));
  return { ...parameters, extensions: parsedJson(parameters.extensions) };
}

function parsedJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
