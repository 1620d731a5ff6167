import { BOARD_LIMITS, MATCH_LIMITS, PAGE_LIMITS, QUALITY_LIMITS, RELATED_LIMITS } from '../config/limits';

/**
 * What a field costs beyond the rows of its page, in points. A point is about what reading one row of a page takes,
 * with what lies in that row: some twenty microseconds of process and database together. Fields without a row cost
 * nothing, or one point where they lead to another row of the database (src/limits/query-cost.ts).
 */
export type FieldCost = {
  /** Once for each object that the field is asked of. */
  own?: number;
  /** For each row of a list that is no connection. */
  each?: number;
  /** For each item of an argument, which is the value at this path. */
  perItem?: { of: readonly string[]; points: number };
  /** Rows where nothing is said of `first`, and the most that it takes. */
  rows?: { default: number; max: number };
};

const { defaultSize, maxSize } = PAGE_LIMITS;
export const PAGE_ROWS = { default: defaultSize, max: maxSize };

const STREAMERS_FOR_GOODS: FieldCost = { own: 60 };
const COUNT: FieldCost = { own: 10 };
const TOTALS: FieldCost = { own: 1 };
const WRITE: FieldCost = { own: 20 };

export const FIELD_COSTS: Readonly<Record<string, FieldCost>> = {
  'Query.__schema': { own: 200 },
  'Query.__type': { own: 20 },
  // Those of an operator; an admin has all, and pays for them afterwards.
  'Viewer.belts': { rows: { default: 3, max: 3 } },
  'Query.nodes': { perItem: { of: ['ids'], points: 1 } },

  // One statement for however many parents, which may go through ten thousand rows for each.
  '*.totalCount': COUNT,
  '*.totalCountIsCapped': COUNT,

  // Rows are counted, or the goods of the catalogue by belt, category and band added up.
  'SkuConnection.facets': { own: 50 },
  'SkuConnection.suggestion': { own: 50 },

  'Belt.skuCount': TOTALS,
  'Belt.supplierCount': TOTALS,
  'Belt.priceRange': TOTALS,
  'Supplier.skuCount': TOTALS,
  'Supplier.priceRange': TOTALS,
  'SupplierQuality.components': { own: 1 },
  'Sku.relatedSkus': {
    own: 2,
    each: 1,
    rows: { default: RELATED_LIMITS.defaultSize, max: RELATED_LIMITS.maxSize },
  },

  'Supplier.metricDays': {
    own: 1,
    each: 1,
    rows: { default: QUALITY_LIMITS.defaultShownDays, max: QUALITY_LIMITS.shownDays },
  },
  // Every criterion is looked at anew.
  'Supplier.reliability': { own: 5 },
  'Supplier.credit': { own: 2 },
  'Supplier.deposit': { own: 2 },
  'Sku.alliance': { own: 5 },
  'Query.alliance': { own: 20 },
  // The week under way is counted.
  'Query.boards': { own: 50, rows: { default: BOARD_LIMITS.defaultPlaces, max: BOARD_LIMITS.places } },

  // A ranking: a table of factors, some thousand cells, and one probe or two.
  'Streamer.matches': { own: 50 },
  'Streamer.matchOf': { own: 3 },
  // Ranked down to the last place that is told.
  'MatchVerdict.rank': { own: MATCH_LIMITS.maxDepth / 10 },
  'MatchVerdict.rankAbsence': { own: MATCH_LIMITS.maxDepth / 10 },
  'Streamer.fanProfile': { own: 2 },
  // All streamers are gone through, some milliseconds for each of the goods.
  'Sku.streamerMatches': STREAMERS_FOR_GOODS,
  'Supplier.streamerMatches': STREAMERS_FOR_GOODS,

  'Mutation.skuImportCreate': WRITE,
  'Mutation.skuImportConfirm': WRITE,
  'Mutation.skuImportCancel': WRITE,
  'Mutation.supplierMetricsImportCreate': WRITE,
  'Mutation.supplierMetricsImportConfirm': WRITE,
  'Mutation.supplierMetricsImportCancel': WRITE,
  'Mutation.skuBulkUpsert': { own: 20, perItem: { of: ['input', 'items'], points: 5 } },
  'Mutation.skuUpdate': WRITE,
  'Mutation.supplierUpdate': WRITE,
  'Mutation.fanProfileReplace': WRITE,
  'Mutation.streamerUpdate': WRITE,
  'Mutation.supplierMetricsRecord': { own: 20, perItem: { of: ['input', 'items'], points: 5 } },
  'Mutation.creditEntryCreate': WRITE,
  'Mutation.appealCreate': WRITE,
  'Mutation.appealDecide': WRITE,
  'Mutation.depositRecord': WRITE,
  'Mutation.allianceApply': { own: 20, perItem: { of: ['input', 'skus'], points: 5 } },
  'Mutation.allianceWithdraw': { own: 20, perItem: { of: ['input', 'skus'], points: 5 } },
  'Mutation.allianceRuleAdd': WRITE,
  'Mutation.allianceCategorySet': WRITE,
  'Mutation.pickCreate': WRITE,
  'Mutation.pickRemove': WRITE,
  'Mutation.sampleRequestCreate': WRITE,
  'Mutation.sampleRequestAnswer': WRITE,
};
