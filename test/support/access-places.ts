import { call } from './access-arguments';
import type { Place } from './access-rights';

/** The catalogue, streamers and what is matched to them, imports. */

export const OWN = (inner: string): string => `{ streamer(handle: "own") { ${inner} } }`;
export const SKU = (inner: string): string => `{ node(id: $sku) { ... on Sku { ${inner} } } }`;
export const SUPPLIER = (inner: string): string => `{ node(id: $supplier) { ... on Supplier { ${inner} } } }`;
const IMPORT = (inner: string): string => `{ node(id: $import) { ... on SkuImport { ${inner} } } }`;
const METRICS_IMPORT = (inner: string): string =>
  `{ node(id: $metricsImport) { ... on SupplierMetricsImport { ${inner} } } }`;
export const CONNECTION = 'edges nodes pageInfo totalCount totalCountIsCapped';
export const PLACES_OF_GOODS: Record<string, Place> = {
  Query: {
    way: '{ FIELD }',
    everyone: 'node nodes viewer belts belt categories priceBands suppliers skus alliance boards',
    card: 'streamer',
    listCards: 'streamers',
    anyGoods: 'skuImports supplierMetricsImports appeals',
    auditLog: 'auditEntries',
  },
  Mutation: {
    way: 'mutation { FIELD }',
    belt: 'skuImportCreate supplierMetricsImportCreate skuBulkUpsert skuUpdate supplierUpdate creditEntryCreate',
    anyBelt:
      'skuImportConfirm skuImportCancel supplierMetricsRecord supplierMetricsImportConfirm supplierMetricsImportCancel',
    anyGoods: 'allianceApply allianceWithdraw appealCreate',
    fans: 'fanProfileReplace streamerUpdate pickCreate pickRemove sampleRequestCreate',
    anyRole: 'sampleRequestAnswer',
    trusted: 'appealDecide depositRecord',
    admin: 'allianceRuleAdd allianceCategorySet',
  },
  Viewer: { way: '{ viewer { FIELD } }', everyone: 'roles streamer belts' },

  Belt: {
    way: '{ belt(slug: "yiwu") { FIELD } }',
    everyone: 'id slug name nameEn kind region bases suppliers skus skuCount supplierCount priceRange',
    belt: 'skuImports supplierMetricsImports',
  },
  Base: { way: '{ belt(slug: "yiwu") { bases { FIELD } } }', everyone: 'slug name nameEn region' },
  Region: {
    way: '{ belt(slug: "yiwu") { region { FIELD } } }',
    everyone: 'code name shortName level parent',
  },
  Category: { way: '{ categories { FIELD } }', everyone: 'id slug name nameEn parent children' },
  PriceBand: { way: '{ priceBands { FIELD } }', everyone: 'code min max' },
  Money: { way: SKU('livePrice { FIELD }'), everyone: 'amount currency' },
  PriceRange: { way: '{ belt(slug: "yiwu") { priceRange { FIELD } } }', everyone: 'min max' },
  PageInfo: {
    way: '{ skus { pageInfo { FIELD } } }',
    everyone: 'hasNextPage hasPreviousPage startCursor endCursor',
  },
  BeltConnection: { way: '{ belts { FIELD } }', everyone: CONNECTION },
  BeltEdge: { way: '{ belts { edges { FIELD } } }', everyone: 'cursor node' },
  SupplierConnection: { way: '{ suppliers { FIELD } }', everyone: CONNECTION },
  SupplierEdge: { way: '{ suppliers { edges { FIELD } } }', everyone: 'cursor node' },
  SkuConnection: { way: '{ skus { FIELD } }', everyone: `${CONNECTION} facets suggestion` },
  SkuEdge: { way: '{ skus { edges { FIELD } } }', everyone: 'cursor node' },
  SkuFacets: { way: '{ skus { facets { FIELD } } }', everyone: 'belts categories priceBands' },
  BeltCount: { way: '{ skus { facets { belts { FIELD } } } }', everyone: 'belt count' },
  CategoryCount: { way: '{ skus { facets { categories { FIELD } } } }', everyone: 'category count' },
  PriceBandCount: { way: '{ skus { facets { priceBands { FIELD } } } }', everyone: 'band count' },

  Supplier: {
    way: SUPPLIER('FIELD'),
    everyone:
      'id code name kind status region belt quality skus skuCount priceRange enterpriseQualified openedOn version ' +
      'reliable reliability',
    insiders: 'streamerMatches licence metricDays sampleRequests credit deposit',
    history: 'history',
  },
  SupplierQuality: { way: SKU('supplier { quality { FIELD } }'), everyone: 'score components' },
  QualityComponent: {
    way: SKU('supplier { quality { components { FIELD } } }'),
    everyone: 'metric observed sampleSize estimate weight contribution priorMean priorStrength interval',
  },

  Sku: {
    way: SKU('FIELD'),
    everyone:
      'id code title description attributes imageUrls category supplier belt provenance livePrice marketPrice ' +
      'priceBand guarantees status salesTotal version updatedAt audience shipping relatedSkus ' +
      'reliable inAlliance',
    terms: 'supplyPrice commissionRate stock',
    insiders: 'streamerMatches alliance',
    history: 'history',
  },
  SkuAttribute: { way: SKU('attributes { FIELD }'), everyone: 'name value' },
  SkuAudience: { way: SKU('audience { FIELD }'), everyone: 'name nameEn genders ages' },
  GenderShare: { way: SKU('audience { genders { FIELD } }'), everyone: 'gender share' },
  AgeShare: { way: SKU('audience { ages { FIELD } }'), everyone: 'age share' },
  ShippingTerms: { way: SKU('shipping { FIELD }'), everyone: 'name nameEn dispatchHours freeProvinces' },
  StreamerMatchConnection: {
    way: SKU('streamerMatches { FIELD }'),
    insiders: 'diagnostics edges pageInfo',
    belt: 'nodes',
  },
  StreamerMatchEdge: {
    way: SKU('streamerMatches { edges { FIELD } }'),
    insiders: 'components cursor rank reasons score sku',
    belt: 'node',
  },
  StreamerMatchDiagnostics: {
    way: SKU('streamerMatches { diagnostics { FIELD } }'),
    insiders: 'exact skusConsidered streamersConsidered streamersScored',
  },

  Streamer: {
    way: OWN('FIELD'),
    card: 'id handle name followerCount niche homeBelt version',
    fans: 'fanProfile matches matchOf picks sampleRequests',
    admin: 'history',
  },
  StreamerConnection: { way: '{ streamers { FIELD } }', listCards: CONNECTION },
  StreamerEdge: { way: '{ streamers { edges { FIELD } } }', listCards: 'cursor node' },
  FanProfile: {
    way: OWN('fanProfile { FIELD }'),
    fans: 'ages categories categoryPriceBands genders priceBands regions sampleSize updatedAt version',
  },
  RegionShare: { way: OWN('fanProfile { regions { FIELD } }'), fans: 'region share' },
  PriceBandShare: { way: OWN('fanProfile { priceBands { FIELD } }'), fans: 'band share' },
  CategoryShare: { way: OWN('fanProfile { categories { FIELD } }'), fans: 'category share' },
  CategoryPriceBands: {
    way: OWN('fanProfile { categoryPriceBands { FIELD } }'),
    fans: 'category priceBands',
  },
  MatchConnection: { way: OWN('matches { FIELD }'), fans: 'diagnostics edges nodes pageInfo' },
  MatchEdge: {
    way: OWN('matches { edges { FIELD } }'),
    fans: 'components cursor newcomer node rank reasons score',
  },
  ScoreComponent: {
    way: OWN('matches { edges { components { FIELD } } }'),
    fans: 'contribution factor value weight',
  },
  MatchDiagnostics: {
    way: OWN('matches { diagnostics { FIELD } }'),
    fans: 'basis cellsProbed exact excluded newcomerPlaces rounds rowsExamined skusConsidered',
  },
  ProfileBasis: { way: OWN('matches { diagnostics { basis { FIELD } } }'), fans: 'dimension source' },
  ExcludedCount: { way: OWN('matches { diagnostics { excluded { FIELD } } }'), fans: 'count reason' },
  MatchVerdict: {
    way: OWN('matchOf(sku: $sku) { FIELD }'),
    fans: 'components eligible exclusions rank rankAbsence reasons score sku',
  },
  Exclusion: { way: OWN('matchOf(sku: $soldOut) { exclusions { FIELD } }'), fans: 'message reason' },

  SkuImport: {
    way: IMPORT('FIELD'),
    isHidden: true,
    thisImport:
      'id belt fileName format sheet status autoConfirm createSuppliers createdBy sha256 progress rowsRead rowsRejected ' +
      'rowsToInsert rowsToUpdate rowsUnchanged rowsInserted rowsUpdated rowsWritten assumptions changes warnings failure ' +
      'problems rejectedFileUrl rejectedRowsUntil createdAt confirmedAt finishedAt',
  },
  SupplierMetricsImport: {
    way: METRICS_IMPORT('FIELD'),
    isHidden: true,
    thisImport:
      'id belt fileName format sheet source status autoConfirm createdBy sha256 progress rowsRead rowsRejected ' +
      'rowsToInsert rowsToUpdate rowsUnchanged rowsInserted rowsUpdated rowsWritten changes failure problems ' +
      'rejectedFileUrl rejectedRowsUntil createdAt confirmedAt finishedAt',
  },
  SupplierMetricsChange: {
    way: METRICS_IMPORT('changes { FIELD }'),
    isHidden: true,
    thisImport: 'row supplierCode day source columns',
  },
  SupplierMetricsImportConnection: {
    way: '{ belt(slug: "yiwu") { supplierMetricsImports { FIELD } } }',
    belt: CONNECTION,
  },
  SupplierMetricsImportEdge: {
    way: '{ belt(slug: "yiwu") { supplierMetricsImports { edges { FIELD } } } }',
    belt: 'cursor node',
  },
  SupplierMetricsImportCreatePayload: {
    way: `mutation { ${call('supplierMetricsImportCreate')} { FIELD } }`,
    belt: 'supplierMetricsImport uploadUrl userErrors',
  },
  SupplierMetricsImportPayload: {
    way: 'mutation { supplierMetricsImportCancel(id: $openDays) { FIELD } }',
    anyBelt: 'supplierMetricsImport userErrors',
  },
  ImportProblem: {
    way: IMPORT('problems { nodes { FIELD } }'),
    isHidden: true,
    thisImport: 'code column level message row value',
  },
  ImportProblemConnection: { way: IMPORT('problems { FIELD }'), isHidden: true, thisImport: CONNECTION },
  ImportProblemEdge: {
    way: IMPORT('problems { edges { FIELD } }'),
    isHidden: true,
    thisImport: 'cursor node',
  },
  ImportAssumption: { way: IMPORT('assumptions { FIELD }'), isHidden: true, thisImport: 'code message rows' },
  ImportWarning: {
    way: IMPORT('warnings { FIELD }'),
    isHidden: true,
    thisImport: 'code firstRows message rows rowsToUpdate',
  },
  SkuChange: {
    way: IMPORT('changes { FIELD }'),
    isHidden: true,
    thisImport: 'code columns row supplierCode',
  },
  ColumnChange: {
    way: IMPORT('changes { columns { FIELD } }'),
    isHidden: true,
    thisImport: 'column from to',
  },
  SkuImportConnection: { way: '{ belt(slug: "yiwu") { skuImports { FIELD } } }', belt: CONNECTION },
  SkuImportEdge: {
    way: '{ belt(slug: "yiwu") { skuImports { edges { FIELD } } } }',
    belt: 'cursor node',
  },
  SkuImportCreatePayload: {
    way: `mutation { ${call('skuImportCreate')} { FIELD } }`,
    belt: 'skuImport uploadUrl userErrors',
  },
  SkuImportPayload: {
    way: 'mutation { skuImportCancel(id: $open) { FIELD } }',
    anyBelt: 'skuImport userErrors',
  },
  SkuBulkUpsertPayload: {
    way: `mutation { ${call('skuBulkUpsert')} { FIELD } }`,
    belt: 'items skuImport userErrors',
  },
  SkuBulkUpsertResult: {
    way: `mutation { ${call('skuBulkUpsert')} { items { FIELD } } }`,
    belt: 'outcome problems sku userErrors',
  },
  UserError: {
    way: 'mutation { skuImportCancel(id: "x") { userErrors { FIELD } } }',
    anyBelt: 'code field message',
  },
};
