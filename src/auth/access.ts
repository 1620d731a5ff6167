import { everyone, type Rule, seesCard, seesFans, seesTerms, signedIn } from './rules';

/**
 * Who may see what: one row per field, or "Type.*" for all fields of a type that have no row of their own. A field
 * without any row fails the build of the schema, so nothing is public by oversight. Which objects can be reached at
 * all is decided where they are fetched (node, lists, roots); these rules hold on every way to a field.
 */
export const ACCESS: Readonly<Record<string, Rule>> = {
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
  'Sku.supplyPrice': seesTerms,
  'Sku.commissionRate': seesTerms,
  'Sku.stock': seesTerms,
  'SkuAudience.*': everyone,
  'ShippingTerms.*': everyone,
  'SkuAttribute.*': everyone,
  'GenderShare.*': everyone,
  'AgeShare.*': everyone,

  'Streamer.*': seesCard,
  'Streamer.fanProfile': seesFans,
  'Streamer.matches': seesFans,
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
