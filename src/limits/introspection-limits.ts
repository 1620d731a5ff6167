import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { type DocumentNode, Kind, visit } from 'graphql';
import { isTrusted } from '../auth/principal';
import type { RequestContext } from '../graphql/context';
import { HeadwaterError } from '../graphql/errors';

const INTROSPECTION = new Set(['__schema', '__type']);

/**
 * Tells the schema to administrators and services alone. Not a rule of validation: a document that was validated for
 * one is not validated again for another.
 */
export function introspectionLimits(): ApolloServerPlugin<RequestContext> {
  // Forgotten together with Apollo's own cache of documents, which is bounded.
  const known = new WeakMap<DocumentNode, boolean>();
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, contextValue: { principal } }) => {
        let isAsked = known.get(document);
        if (isAsked === undefined) known.set(document, (isAsked = introspects(document)));
        if (!isAsked || isTrusted(principal)) return;
        const error =
          principal.roles.size > 0
            ? new HeadwaterError('FORBIDDEN', { what: 'introspection' })
            : new HeadwaterError('UNAUTHENTICATED');
        error.extensions.http =
          error.code === 'FORBIDDEN'
            ? { status: 403 }
            : { status: 401, headers: new HeaderMap([['www-authenticate', 'Bearer']]) };
        throw error;
      },
    }),
  };
}

function introspects(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    enter(node) {
      found ||= node.kind === Kind.FIELD && INTROSPECTION.has(node.name.value);
    },
  });
  return found;
}
