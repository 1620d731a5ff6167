import { extendSchema, getNamedType, type GraphQLSchema, isObjectType, parse } from 'graphql';
import { guard } from '../../src/auth/guard';
import { buildSchema } from '../../src/graphql/schema';

describe('every field of the schema', () => {
  /** The guarded ones; what is in neither list is open to all. */
  const GUARDED: Record<
    string,
    ('terms' | 'card' | 'fans' | 'streamers' | 'imports' | 'audit' | 'supplier')[]
  > = {
    'Sku.supplyPrice': ['terms'],
    'Sku.commissionRate': ['terms'],
    'Sku.stock': ['terms'],
    'Query.streamer': ['card'],
    'Query.streamers': ['card'],
    ...Object.fromEntries(
      ['id', 'handle', 'name', 'followerCount', 'niche', 'homeBelt'].map((field) => [
        `Streamer.${field}`,
        ['card'],
      ]),
    ),
    'Streamer.fanProfile': ['fans'],
    'Streamer.matches': ['fans'],
    'Sku.streamerMatches': ['streamers'],
    'Supplier.streamerMatches': ['streamers'],
    'StreamerMatchConnection.nodes': ['card'],
    'StreamerMatchEdge.node': ['card'],
    'Streamer.matchOf': ['fans'],
    'Query.skuImports': ['imports'],
    'Query.auditEntries': ['audit'],
    'Sku.history': ['audit'],
    'Supplier.history': ['audit'],
    'Streamer.history': ['audit'],
    'Supplier.licence': ['supplier'],
    'Mutation.skuUpdate': ['imports'],
    'Mutation.supplierUpdate': ['imports'],
    'Mutation.fanProfileReplace': ['fans'],
    'Belt.skuImports': ['imports'],
    'Mutation.skuImportCreate': ['imports'],
    'Mutation.skuImportConfirm': ['imports'],
    'Mutation.skuImportCancel': ['imports'],
    'Mutation.skuBulkUpsert': ['imports'],
    'Subscription.skuImportProgress': ['imports'],
    ...Object.fromEntries(
      (
        'id belt fileName format sheet status autoConfirm createSuppliers createdBy sha256 progress rowsRead rowsRejected rowsToInsert ' +
        'rowsToUpdate rowsUnchanged rowsInserted rowsUpdated rowsWritten assumptions changes warnings failure problems ' +
        'rejectedFileUrl createdAt confirmedAt finishedAt'
      )
        .split(' ')
        .map((field) => [`SkuImport.${field}`, ['imports'] as 'imports'[]]),
    ),
    ...Object.fromEntries(
      'id at actor roles action reference operation subjectType subjectId subject belt changes'
        .split(' ')
        .map((field) => [`AuditEntry.${field}`, ['audit'] as 'audit'[]]),
    ),
  };

  /** Reached through a guarded field alone. */
  const BEHIND_GUARDED = [
    'StreamerConnection',
    'StreamerEdge',
    'FanProfile',
    'RegionShare',
    'PriceBandShare',
    'CategoryShare',
    'CategoryPriceBands',
    'MatchConnection',
    'MatchEdge',
    'MatchDiagnostics',
    'ScoreComponent',
    'ProfileBasis',
    'StreamerMatchConnection',
    'StreamerMatchEdge',
    'StreamerMatchDiagnostics',
    'ExcludedCount',
    'MatchVerdict',
    'Exclusion',
    'SkuImportConnection',
    'SkuImportEdge',
    'SkuImportCreatePayload',
    'SkuImportPayload',
    'SkuBulkUpsertPayload',
    'SkuBulkUpsertResult',
    'UserError',
    'SkuUpdatePayload',
    'SupplierUpdatePayload',
    'FanProfilePayload',
    'AuditEntryConnection',
    'AuditEntryEdge',
    'AuditChange',
    'ImportProblem',
    'ImportProblemConnection',
    'ImportProblemEdge',
    'ImportAssumption',
    'ImportWarning',
    'SkuChange',
    'ColumnChange',
  ];

  const OPEN: Record<string, string> = {
    Query: 'node nodes viewer belts belt categories priceBands suppliers skus',
    Viewer: 'roles streamer belts',
    Belt: 'id slug name nameEn kind region bases suppliers skus skuCount supplierCount priceRange',
    Base: 'slug name nameEn region',
    Region: 'code name shortName level parent',
    Category: 'id slug name nameEn parent children',
    PriceBand: 'code min max',
    Money: 'amount currency',
    PriceRange: 'min max',
    PageInfo: 'hasNextPage hasPreviousPage startCursor endCursor',
    Supplier:
      'id code name kind status region belt quality skus skuCount priceRange enterpriseQualified openedOn version',
    SupplierQuality: 'score components',
    QualityComponent: 'metric observed sampleSize estimate weight contribution',
    Sku:
      'id code title description attributes imageUrls category supplier belt provenance livePrice marketPrice ' +
      'priceBand guarantees status salesTotal version updatedAt audience shipping relatedSkus',
    SkuAttribute: 'name value',
    SkuAudience: 'name nameEn genders ages',
    GenderShare: 'gender share',
    AgeShare: 'age share',
    ShippingTerms: 'name nameEn dispatchHours freeProvinces',
    BeltConnection: 'edges nodes pageInfo totalCount totalCountIsCapped',
    BeltEdge: 'cursor node',
    SupplierConnection: 'edges nodes pageInfo totalCount totalCountIsCapped',
    SupplierEdge: 'cursor node',
    SkuConnection: 'edges nodes pageInfo totalCount totalCountIsCapped facets suggestion',
    SkuEdge: 'cursor node',
    SkuFacets: 'belts categories priceBands',
    BeltCount: 'belt count',
    CategoryCount: 'category count',
    PriceBandCount: 'band count',
  };

  let schema: GraphQLSchema;
  let fields: [name: string, resolve: ((...of: any[]) => unknown) | undefined, type: string][];

  beforeAll(async () => {
    schema = await buildSchema();
    fields = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .filter(({ name }) => !name.startsWith('__'))
      .flatMap((type) =>
        Object.values(type.getFields()).map(
          (field) =>
            [
              `${type.name}.${field.name}`,
              field.resolve,
              getNamedType(field.type).name,
            ] as (typeof fields)[0],
        ),
      );
  });

  it('has a row here that says who may see it', () => {
    const known = new Set(
      Object.entries(OPEN).flatMap(([type, names]) => names.split(' ').map((name) => `${type}.${name}`)),
    );
    const unknown = fields
      .map(([name]) => name)
      .filter(
        (name) => !known.has(name) && !(name in GUARDED) && !BEHIND_GUARDED.includes(name.split('.')[0]!),
      );
    expect(unknown).toEqual([]);
  });

  it('behind a guard is reached through guarded fields alone', () => {
    const leadingThere = fields.filter(([, , type]) => BEHIND_GUARDED.includes(type)).map(([name]) => name);
    expect(leadingThere.length).toBeGreaterThan(BEHIND_GUARDED.length);
    const open = leadingThere.filter(
      (name) => !(name in GUARDED) && !BEHIND_GUARDED.includes(name.split('.')[0]!),
    );
    expect(open).toEqual([]);
  });

  it('that is guarded refuses whoever has not signed in, whatever object it is asked of', () => {
    const anonymous = {
      principal: { subject: null, roles: new Set(), streamer: null, belts: new Set(), supplier: null },
    };
    const guarded = fields.filter(([name]) => name in GUARDED);
    expect(guarded).toHaveLength(Object.keys(GUARDED).length);
    for (const [name, resolve] of guarded) {
      expect(() => resolve!({}, {}, { ...anonymous, app: { reference: { belts: new Map() } } }, {})).toThrow(
        expect.objectContaining({ code: 'UNAUTHENTICATED', message: expect.any(String) }),
      );
      expect(name).toBeTruthy();
    }
  });

  it.each([
    ['Query.secret', 'extend type Query { secret: String }'],
    ['Subscription.all', 'extend type Subscription { all: String }'],
    ['Secret.value', 'type Secret { value: String } extend type Base { secret: Secret }'],
  ])('must have a row in the product’s own table: %s without one fails the build', (field, extension) => {
    const message = `no row for ${field}`;
    expect(() => guard(extendSchema(schema, parse(extension)))).toThrow(message);
  });

  it('is what the rows of the product’s own table are for: one for nothing fails the build', async () => {
    const smaller = await buildSchema();
    delete smaller.getQueryType()!.getFields().categories;
    expect(() => guard(smaller)).toThrow('rows for what is not there: Query.categories');
  });
});
