import type { RequestContext } from '../graphql/context';
import { everyone, type Rule, seesCard, seesFans, seesTerms, signedIn } from './rules';

type AnyRule = (context: RequestContext, source: never) => boolean;

/**
 * Who may see what: one row per field, or "Type.*" for all fields of a type that have no row of their own. A field
 * without any row fails the build of the schema, so nothing is public by oversight. Which objects can be reached at
 * all is decided where they are fetched (node, lists, roots); these rules hold on every way to a field.
 */
export const ACCESS: Readonly<Record<string, AnyRule>> = {
  'Query.node': everyone,
  'Query.nodes': everyone,
  'Query.viewer': everyone,
  'Query.belts': everyone,
  'Query.belt': everyone,
  'Query.categories': everyone,
  'Query.priceBands': everyone,
  'Query.suppliers': everyone,
  'Query.skus': everyone,
  'Query.streamers': signedIn,
  'Query.streamer': signedIn,

  'Belt.*': everyone,
  'Base.*': everyone,
  'Region.*': everyone,
  'Category.*': everyone,
  'PriceBand.*': everyone,
  'Money.*': everyone,
  'PageInfo.*': everyone,
  'Viewer.*': everyone,

  'Supplier.*': everyone,
  'SupplierQuality.*': everyone,
  'QualityComponent.*': everyone,

  'Sku.*': everyone,
  'Sku.supplyPrice': seesTerms as Rule<never>,
  'Sku.commissionRate': seesTerms as Rule<never>,
  'Sku.stock': seesTerms as Rule<never>,
  'SkuAudience.*': everyone,
  'ShippingTerms.*': everyone,
  'SkuAttribute.*': everyone,
  'GenderShare.*': everyone,
  'AgeShare.*': everyone,

  'Streamer.*': seesCard as Rule<never>,
  'Streamer.fanProfile': seesFans as Rule<never>,
  'Streamer.matches': seesFans as Rule<never>,
  'FanProfile.*': signedIn,
  'RegionShare.*': signedIn,
  'PriceBandShare.*': signedIn,
  'CategoryShare.*': signedIn,
  'CategoryPriceBands.*': signedIn,
  'MatchConnection.*': signedIn,
  'MatchEdge.*': signedIn,
  'ScoreComponent.*': signedIn,
  'MatchDiagnostics.*': signedIn,
  'ProfileBasis.*': signedIn,

  'BeltConnection.*': everyone,
  'BeltEdge.*': everyone,
  'SupplierConnection.*': everyone,
  'SupplierEdge.*': everyone,
  'SkuConnection.*': everyone,
  'SkuEdge.*': everyone,
  'StreamerConnection.*': signedIn,
  'StreamerEdge.*': signedIn,
};
