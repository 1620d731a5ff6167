import { call } from './access-arguments';
import { CONNECTION, OWN, SKU, SUPPLIER } from './access-places';
import type { Place } from './access-rights';

/** What people do with goods, and what follows for suppliers: alliance, picks, samples, boards, governance, audit log. */

const SUPPLIER_HAS = (inner: string, fields: string): Place => ({ way: SUPPLIER(inner), insiders: fields });
const NODE = (type: string, variable: string, inner: string): string =>
  `{ node(id: $${variable}) { ... on ${type} { ${inner} } } }`;
const PAYLOAD = (mutation: string): string => `mutation { ${call(mutation)} { FIELD } }`;
const BOARD = (inner: string): string => `{ boards(kind: SKUS_PICKED) { ${inner} } }`;

export const PLACES_OF_TRADE: Record<string, Place> = {
  Alliance: { way: '{ alliance { FIELD } }', everyone: 'rules categories' },
  AllianceRule: {
    way: '{ alliance { rules { FIELD } } }',
    everyone: 'id kind windowDays newcomerDays validFrom validUntil threshold rate',
  },
  AllianceCategoryState: { way: '{ alliance { categories { FIELD } } }', everyone: 'category isOpen' },
  SkuAlliance: {
    way: SKU('alliance { FIELD }'),
    insiders: 'admitted decidedAt admissible feeRate allowance rules history',
  },
  AllianceAllowance: { way: SKU('alliance { allowance { FIELD } }'), insiders: 'limit used until' },
  AllianceCheck: {
    way: SKU('alliance { rules { FIELD } }'),
    insiders: 'rule required actual met waived reason',
  },
  AllianceDecisionConnection: { way: SKU('alliance { history { FIELD } }'), insiders: CONNECTION },
  AllianceDecisionEdge: { way: SKU('alliance { history { edges { FIELD } } }'), insiders: 'cursor node' },
  AllianceDecision: {
    way: SKU('alliance { history { nodes { FIELD } } }'),
    insiders: 'at cause admitted feeRate rules',
  },
  AllianceSkusPayload: { way: PAYLOAD('allianceApply'), anyGoods: 'userErrors items' },
  AllianceResult: {
    way: `mutation { ${call('allianceApply')} { items { FIELD } } }`,
    anyGoods: 'admitted userErrors sku',
  },
  AllianceRulePayload: { way: PAYLOAD('allianceRuleAdd'), admin: 'userErrors rule' },
  AllianceCategoryPayload: { way: PAYLOAD('allianceCategorySet'), admin: 'userErrors state' },

  Pick: {
    way: NODE('Pick', 'pick', 'FIELD'),
    isHidden: true,
    fans: 'id addedAt removedAt streamer sku isAvailable',
  },
  PickConnection: { way: OWN('picks { FIELD }'), fans: CONNECTION },
  PickEdge: { way: OWN('picks { edges { FIELD } }'), fans: 'cursor node' },
  PickPayload: { way: PAYLOAD('pickCreate'), fans: 'userErrors pick' },
  // No card: whom it is from are a handle and a name.
  SampleRequest: {
    way: NODE('SampleRequest', 'sampleRequest', 'FIELD'),
    isHidden: true,
    sampleRequest:
      'id quantity message status terms reason trackingNumber requestedAt answeredAt shippedAt receivedAt version ' +
      'updatedAt sku streamerHandle streamerName',
  },
  SampleRequestConnection: SUPPLIER_HAS('sampleRequests { FIELD }', CONNECTION),
  SampleRequestEdge: SUPPLIER_HAS('sampleRequests { edges { FIELD } }', 'cursor node'),
  SampleRequestPayload: { way: PAYLOAD('sampleRequestCreate'), fans: 'userErrors sampleRequest' },

  Board: { way: BOARD('FIELD'), everyone: 'kind week belt final settledAt places' },
  BoardPlace: {
    way: BOARD('places { FIELD }'),
    everyone: 'rank score picks sampleRequests answers sku supplier',
    cards: 'streamer',
  },

  SupplierReliability: { way: SUPPLIER('reliability { FIELD }'), everyone: 'granted since criteria history' },
  ReliabilityCheck: {
    way: SUPPLIER('reliability { criteria { FIELD } }'),
    everyone: 'criterion required actual requiredSampleSize sampleSize met message',
  },
  ReliabilityGrantConnection: { way: SUPPLIER('reliability { history { FIELD } }'), everyone: CONNECTION },
  ReliabilityGrantEdge: {
    way: SUPPLIER('reliability { history { edges { FIELD } } }'),
    everyone: 'cursor node',
  },
  ReliabilityGrant: {
    way: SUPPLIER('reliability { history { nodes { FIELD } } }'),
    everyone: 'at granted criteria reasons',
  },
  CredibleInterval: { way: SUPPLIER('quality { components { interval { FIELD } } }'), everyone: 'low high' },
  SupplierMetricDay: SUPPLIER_HAS(
    'metricDays(first: 10) { FIELD }',
    'day source orders ratings ratingSum dispatchedInTime enquiries replies qualityReturns disputes ' +
      'disputesSettledInTime version updatedAt sales',
  ),
  SupplierMetricsRecordPayload: { way: PAYLOAD('supplierMetricsRecord'), anyBelt: 'userErrors items' },
  SupplierMetricsResult: {
    way: `mutation { ${call('supplierMetricsRecord')} { items { FIELD } } }`,
    anyBelt: 'outcome metricDay userErrors',
  },

  SupplierCredit: SUPPLIER_HAS('credit { FIELD }', 'balance entries'),
  CreditEntryConnection: SUPPLIER_HAS('credit { entries { FIELD } }', CONNECTION),
  CreditEntryEdge: SUPPLIER_HAS('credit { entries { edges { FIELD } } }', 'cursor node'),
  CreditEntry: {
    way: NODE('CreditEntry', 'creditEntry', 'FIELD'),
    isHidden: true,
    insiders:
      'id kind points hold reason text evidence actor at supplier undoes standingPoints stands appeal',
  },
  CreditEntryPayload: { way: PAYLOAD('creditEntryCreate'), belt: 'userErrors entry supplier' },
  Appeal: {
    way: NODE('Appeal', 'appeal', 'FIELD'),
    isHidden: true,
    insiders: 'id status text openedBy openedAt decision decidedBy decidedAt version entry supplier',
  },
  AppealConnection: { way: '{ appeals { FIELD } }', anyGoods: CONNECTION },
  AppealEdge: { way: '{ appeals { edges { FIELD } } }', anyGoods: 'cursor node' },
  AppealPayload: { way: PAYLOAD('appealCreate'), anyGoods: 'userErrors appeal' },
  SupplierDeposit: SUPPLIER_HAS('deposit { FIELD }', 'sales tier required paid dueBy entries'),
  DepositTier: SUPPLIER_HAS('deposit { tier { FIELD } }', 'minSales required'),
  DepositEntryConnection: SUPPLIER_HAS('deposit { entries { FIELD } }', CONNECTION),
  DepositEntryEdge: SUPPLIER_HAS('deposit { entries { edges { FIELD } } }', 'cursor node'),
  DepositEntry: SUPPLIER_HAS('deposit { entries { nodes { FIELD } } }', 'kind note actor at amount'),
  DepositPayload: { way: PAYLOAD('depositRecord'), trusted: 'userErrors entry supplier' },

  AuditEntry: {
    way: NODE('AuditEntry', 'auditEntry', 'FIELD'),
    isHidden: true,
    history: 'id at actor roles action operation subjectType reference subjectId subject belt changes',
  },
  AuditChange: {
    way: NODE('AuditEntry', 'auditEntry', 'changes { FIELD }'),
    isHidden: true,
    history: 'field before after',
  },
  AuditEntryConnection: { way: '{ auditEntries { FIELD } }', auditLog: CONNECTION },
  AuditEntryEdge: { way: '{ auditEntries { edges { FIELD } } }', auditLog: 'cursor node' },
  SkuUpdatePayload: { way: PAYLOAD('skuUpdate'), belt: 'userErrors sku problems' },
  SupplierUpdatePayload: { way: PAYLOAD('supplierUpdate'), belt: 'userErrors supplier' },
  StreamerUpdatePayload: { way: PAYLOAD('streamerUpdate'), fans: 'userErrors streamer' },
  FanProfilePayload: { way: PAYLOAD('fanProfileReplace'), fans: 'userErrors fanProfile' },
};
