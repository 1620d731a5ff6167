// The schema and the operations alone: oxlint looks after the code.
import graphql, { configs, parser } from '@graphql-eslint/eslint-plugin';

/** What comes with an object and has no identity of its own: there is nothing to fetch it again by. */
const VALUES = [
  'Alliance',
  'AllianceAllowance',
  'AllianceCategoryState',
  'AllianceCheck',
  'AllianceDecision',
  'AllianceResult',
  'Board',
  'BoardPlace',
  'CategoryPriceBands',
  'AuditChange',
  'ColumnChange',
  'CredibleInterval',
  'DepositEntry',
  'DepositTier',
  'ExcludedCount',
  'Exclusion',
  'FanProfile',
  'ImportAssumption',
  'ImportProblem',
  'ImportWarning',
  'MatchDiagnostics',
  'MatchVerdict',
  'Money',
  'PageInfo',
  'PriceRange',
  'ProfileBasis',
  'QualityComponent',
  'ReliabilityCheck',
  'ReliabilityGrant',
  'ScoreComponent',
  'ShippingTerms',
  'SkuAlliance',
  'SkuAttribute',
  'SkuAudience',
  'SkuBulkUpsertResult',
  'SkuChange',
  'SupplierMetricsChange',
  'SkuFacets',
  'StreamerMatchDiagnostics',
  'SupplierMetricDay',
  'SupplierMetricsResult',
  'SupplierCredit',
  'SupplierDeposit',
  'SupplierQuality',
  'SupplierReliability',
  'UserError',
  'Viewer',
];

/** Known by names that clients may rely on: a GB/T 2260 code, a price band's code, a base's slug. */
const NAMED = ['Base', 'PriceBand', 'Region'];

export default [
  {
    files: ['schema/**/*.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: {
      parser,
      parserOptions: {
        graphQLConfig: { schema: 'schema/schema.graphql', documents: 'schema/operations/*.graphql' },
      },
    },
  },
  {
    files: ['schema/schema.graphql'],
    rules: {
      ...configs['flat/schema-recommended'].rules,
      ...configs['flat/schema-relay'].rules,
      '@graphql-eslint/strict-id-in-types': [
        'error',
        {
          exceptions: {
            types: [...VALUES, ...NAMED],
            suffixes: ['Connection', 'Count', 'Edge', 'Payload', 'Share'],
          },
        },
      ],
      // Rankings are read from the best on: nobody asks for the last page of one. Both directions, or the first alone.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      // Lists of values are lists, and connections have nodes beside edges; an import's problem is a line of a report.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
    },
  },
  {
    files: ['schema/operations/*.graphql'],
    rules: {
      ...configs['flat/operations-recommended'].rules,
      // What the server takes (HTTP_LIMITS.maxDepth).
      '@graphql-eslint/selection-set-depth': ['error', { maxDepth: 15 }],
    },
  },
];
