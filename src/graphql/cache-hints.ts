import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { CACHE_SECONDS } from '../config/limits';
import type { RequestContext } from './context';

const { reference, goods } = CACHE_SECONDS;

/**
 * For how many seconds anyone may keep what is read from objects of a type. A type without a row keeps the whole answer
 * out of caches, so nothing is cached by oversight.
 */
const SECONDS: Readonly<Record<string, number>> = {
  Base: reference,
  Category: reference,
  PriceBand: reference,
  Region: reference,

  Belt: goods,
  BeltConnection: goods,
  BeltEdge: goods,
  Supplier: goods,
  SupplierConnection: goods,
  SupplierEdge: goods,
  SupplierQuality: goods,
  QualityComponent: goods,
  CredibleInterval: goods,
  SupplierReliability: goods,
  ReliabilityCheck: goods,
  ReliabilityGrant: goods,
  ReliabilityGrantConnection: goods,
  ReliabilityGrantEdge: goods,
  Sku: goods,
  SkuConnection: goods,
  SkuEdge: goods,
  SkuFacets: goods,
  BeltCount: goods,
  CategoryCount: goods,
  PriceBandCount: goods,
  SkuAttribute: goods,
  SkuAudience: goods,
  GenderShare: goods,
  AgeShare: goods,
  ShippingTerms: goods,

  // What others hold, and as lasting as they are.
  Node: Infinity,
  Money: Infinity,
  PriceRange: Infinity,
  PageInfo: Infinity,
};

/** What the answer depends on beside the URL; what compresses it on the way need not say so itself. */
const VARY = 'Accept, Accept-Encoding, Accept-Language, Authorization';

/**
 * Lets shared caches keep answers that are the same for everybody: to a GET without a token, of public types alone, and
 * without an error. What a role guards is an error to those who have none. All else is told apart by having no hint
 * (src/graphql/http-cache.ts).
 *
 * Apollo's own plugin does this field by field as they are resolved, which doubles the time of a list; the types of a
 * document are looked through once.
 */
export function cacheHints(): ApolloServerPlugin<RequestContext> {
  // Forgotten together with Apollo's own cache of documents, which is bounded.
  const known = new WeakMap<DocumentNode, number>();
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ request, response, schema, document }) => {
        if (request.http?.method !== 'GET' || request.http.headers.has('authorization')) return;
        if (!document || response.body.kind !== 'single' || response.body.singleResult.errors) return;
        let seconds = known.get(document);
        if (seconds === undefined) known.set(document, (seconds = secondsOf(schema, document)));
        if (seconds === 0) return;
        response.http.headers.set('cache-control', `public, max-age=${seconds}`);
        response.http.headers.set('vary', VARY);
      },
    }),
  };
}

/** The least of all types whose fields the document asks for; 0 where one of them is not in the table, or none is. */
function secondsOf(schema: GraphQLSchema, document: DocumentNode): number {
  const types = new TypeInfo(schema);
  let least = Infinity;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field() {
        const type = types.getParentType();
        // The roots hold nothing; what they lead to is looked at by itself.
        if (type && type !== schema.getQueryType()) least = Math.min(least, SECONDS[type.name] ?? 0);
      },
    }),
  );
  return Number.isFinite(least) ? least : 0;
}
