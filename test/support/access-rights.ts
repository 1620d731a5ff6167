import type { Asker } from './access-world';

/*
 * Who may see each field of the schema, written out apart from src/auth/access.ts. `npm test` walks it: each field is asked
 * for over HTTP by everybody. A field that has no place here fails the test, as does a place for no field.
 */

export type Who = Asker | 'who opened the import';

const OPERATORS: Who[] = ['an operator of the belt', 'an operator of another belt'];
const TRUSTED: Who[] = ['a service', 'an admin'];
const STREAMERS: Who[] = ['the streamer', 'another streamer'];
const SUPPLIERS: Who[] = ['the supplier', 'another supplier', 'who opened the import'];

/** Who is let through; whoever is in no list of a right is told to sign in, or that it is not theirs. */
export const RIGHTS = {
  everyone: ['nobody', 'someone without a role', ...STREAMERS, ...OPERATORS, ...SUPPLIERS, ...TRUSTED],
  /** Supply price, commission, stock. */
  terms: [...STREAMERS, 'an operator of the belt', 'the supplier', ...TRUSTED],
  /** Streamers for the SKU or the supplier. */
  rankedStreamers: ['an operator of the belt', 'the supplier', ...TRUSTED],
  /** The same, and streamers' cards. */
  rankedCards: ['an operator of the belt', ...TRUSTED],
  card: ['the streamer', ...OPERATORS, ...TRUSTED],
  /** A list of streamers: for a streamer, of one. */
  listCards: [...STREAMERS, ...OPERATORS, ...TRUSTED],
  fans: ['the streamer', ...TRUSTED],
  /** Imports into the belt. */
  beltImports: ['an operator of the belt', ...TRUSTED],
  changeImports: [...OPERATORS, ...TRUSTED],
  listImports: [...OPERATORS, ...SUPPLIERS, ...TRUSTED],
  /** The import that a supplier has opened into the belt. */
  thisImport: ['an operator of the belt', 'who opened the import', ...TRUSTED],
} satisfies Record<string, Who[]>;

export type Right = keyof typeof RIGHTS;

type Place = {
  /** A document that leads to an object of the type; FIELD stands for what is asked of it. */
  way: string;
  /** Refused, the object is not told from one that does not exist. */
  isHidden?: true;
} & Partial<Record<Right, string>>;

const OWN = (inner: string): string => `{ streamer(handle: "own") { ${inner} } }`;
const SKU = (inner: string): string => `{ node(id: $sku) { ... on Sku { ${inner} } } }`;
const IMPORT = (inner: string): string => `{ node(id: $import) { ... on SkuImport { ${inner} } } }`;
const CONNECTION = 'edges nodes pageInfo totalCount totalCountIsCapped';
const UPSERT = `skuBulkUpsert(input: { belt: "yiwu", items: [{
  code: "UPSERT", title: "翡翠手镯 A12", livePrice: "9.90", supplierCode: "OWN" }, { title: "", livePrice: "1.00" }] })`;
const CREATE = `skuImportCreate(input: {
  belt: "yiwu", fileName: "a.csv", format: CSV, idempotencyKey: "rights" })`;

export const PLACES: Record<string, Place> = {
  Query: {
    way: '{ FIELD }',
    everyone: 'node nodes viewer belts belt categories priceBands suppliers skus',
    card: 'streamer',
    listCards: 'streamers',
    listImports: 'skuImports',
  },
  Mutation: {
    way: 'mutation { FIELD }',
    beltImports: 'skuImportCreate skuBulkUpsert',
    changeImports: 'skuImportConfirm skuImportCancel',
  },
  Viewer: { way: '{ viewer { FIELD } }', everyone: 'roles streamer belts' },

  Belt: {
    way: '{ belt(slug: "yiwu") { FIELD } }',
    everyone: 'id slug name nameEn kind region bases suppliers skus skuCount supplierCount priceRange',
    beltImports: 'skuImports',
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
    way: '{ node(id: $supplier) { ... on Supplier { FIELD } } }',
    everyone: 'id code name kind status region belt quality skus skuCount priceRange',
    rankedStreamers: 'streamerMatches',
  },
  SupplierQuality: { way: SKU('supplier { quality { FIELD } }'), everyone: 'score components' },
  QualityComponent: {
    way: SKU('supplier { quality { components { FIELD } } }'),
    everyone: 'metric observed sampleSize estimate weight contribution',
  },

  Sku: {
    way: SKU('FIELD'),
    everyone:
      'id code title description attributes imageUrls category supplier belt provenance livePrice marketPrice ' +
      'priceBand guarantees status salesTotal version updatedAt audience shipping relatedSkus',
    terms: 'supplyPrice commissionRate stock',
    rankedStreamers: 'streamerMatches',
  },
  SkuAttribute: { way: SKU('attributes { FIELD }'), everyone: 'name value' },
  SkuAudience: { way: SKU('audience { FIELD }'), everyone: 'name nameEn genders ages' },
  GenderShare: { way: SKU('audience { genders { FIELD } }'), everyone: 'gender share' },
  AgeShare: { way: SKU('audience { ages { FIELD } }'), everyone: 'age share' },
  ShippingTerms: { way: SKU('shipping { FIELD }'), everyone: 'name nameEn dispatchHours freeProvinces' },
  StreamerMatchConnection: {
    way: SKU('streamerMatches { FIELD }'),
    rankedStreamers: 'diagnostics edges pageInfo',
    rankedCards: 'nodes',
  },
  StreamerMatchEdge: {
    way: SKU('streamerMatches { edges { FIELD } }'),
    rankedStreamers: 'components cursor rank reasons score sku',
    rankedCards: 'node',
  },
  StreamerMatchDiagnostics: {
    way: SKU('streamerMatches { diagnostics { FIELD } }'),
    rankedStreamers: 'exact skusConsidered streamersConsidered streamersScored',
  },

  Streamer: {
    way: OWN('FIELD'),
    card: 'id handle name followerCount niche homeBelt',
    fans: 'fanProfile matches matchOf',
  },
  StreamerConnection: { way: '{ streamers { FIELD } }', listCards: CONNECTION },
  StreamerEdge: { way: '{ streamers { edges { FIELD } } }', listCards: 'cursor node' },
  FanProfile: {
    way: OWN('fanProfile { FIELD }'),
    fans: 'ages categories categoryPriceBands genders priceBands regions sampleSize updatedAt',
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
      'problems rejectedFileUrl createdAt confirmedAt finishedAt',
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
  SkuImportConnection: { way: '{ belt(slug: "yiwu") { skuImports { FIELD } } }', beltImports: CONNECTION },
  SkuImportEdge: {
    way: '{ belt(slug: "yiwu") { skuImports { edges { FIELD } } } }',
    beltImports: 'cursor node',
  },
  SkuImportCreatePayload: {
    way: `mutation { ${CREATE} { FIELD } }`,
    beltImports: 'skuImport uploadUrl userErrors',
  },
  SkuImportPayload: {
    way: 'mutation { skuImportCancel(id: $open) { FIELD } }',
    changeImports: 'skuImport userErrors',
  },
  SkuBulkUpsertPayload: {
    way: `mutation { ${UPSERT} { FIELD } }`,
    beltImports: 'items skuImport userErrors',
  },
  SkuBulkUpsertResult: {
    way: `mutation { ${UPSERT} { items { FIELD } } }`,
    beltImports: 'outcome problems sku userErrors',
  },
  UserError: {
    way: 'mutation { skuImportCancel(id: "x") { userErrors { FIELD } } }',
    changeImports: 'code field message',
  },
};

/** What is asked for otherwise, and where. */
export const ELSEWHERE: Record<string, string> = {
  'Subscription.skuImportProgress': 'as server-sent events, below',
};

/** The arguments of fields that need some. */
export const ARGUMENTS: Record<string, string> = {
  'Query.node': '(id: $sku)',
  'Query.nodes': '(ids: [$sku])',
  'Query.belt': '(slug: "yiwu")',
  'Query.streamer': '(handle: "own")',
  'Mutation.skuImportCreate': CREATE.replace('skuImportCreate', ''),
  'Mutation.skuImportConfirm': '(id: "x")',
  'Mutation.skuImportCancel': '(id: "x")',
  'Mutation.skuBulkUpsert': UPSERT.replace('skuBulkUpsert', ''),
  'Streamer.matchOf': '(sku: $sku)',
};
