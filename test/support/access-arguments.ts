/** The arguments of fields that need some. Mutations that may succeed change nothing by which anybody else is asked. */
export const ARGUMENTS: Record<string, string> = {
  'Query.node': '(id: $sku)',
  'Query.nodes': '(ids: [$sku])',
  'Query.belt': '(slug: "yiwu")',
  'Query.streamer': '(handle: "own")',
  'Query.boards': '(kind: SKUS_PICKED)',
  'Streamer.matchOf': '(sku: $sku)',
  'Supplier.metricDays': '(first: 10)',

  'Mutation.skuImportCreate': `(input: {
    belt: "yiwu", fileName: "a.csv", format: CSV, idempotencyKey: "rights" })`,
  'Mutation.skuImportConfirm': '(id: "x")',
  'Mutation.skuImportCancel': '(id: "x")',
  'Mutation.supplierMetricsImportCreate': `(input: {
    belt: "yiwu", fileName: "a.csv", format: CSV, idempotencyKey: "rights of days" })`,
  'Mutation.supplierMetricsImportConfirm': '(id: "x")',
  'Mutation.supplierMetricsImportCancel': '(id: "x")',
  'Mutation.skuBulkUpsert': `(input: { belt: "yiwu", items: [{
    code: "UPSERT", title: "翡翠手镯 A12", livePrice: "9.90", supplierCode: "OWN" }, { title: "", livePrice: "1.00" }] })`,
  'Mutation.skuUpdate': '(input: { sku: $sku, expectedVersion: 999 })',
  'Mutation.supplierUpdate': '(input: { supplier: $supplier, expectedVersion: 999 })',
  'Mutation.supplierMetricsRecord': `(input: { items: [{
    supplier: $supplier, day: "2020-01-01", source: "long ago" }] })`,

  'Mutation.allianceApply': '(input: { skus: [$soldOut] })',
  'Mutation.allianceWithdraw': '(input: { skus: [$soldOut] })',
  'Mutation.allianceRuleAdd': '(input: { kind: LICENCE, validFrom: "2020-01-01" })',
  'Mutation.allianceCategorySet': '(input: { category: "nowhere", isOpen: true })',
  'Mutation.pickCreate': '(input: { streamer: $streamer, sku: $sku })',
  'Mutation.pickRemove': '(input: { streamer: $streamer, sku: $soldOut })',
  'Mutation.sampleRequestCreate': '(input: { streamer: $streamer, sku: $sku, quantity: 1 })',
  'Mutation.sampleRequestAnswer': `(input: {
    sampleRequest: $sampleRequest, expectedVersion: 999, answer: RECEIVE })`,
  'Mutation.streamerUpdate': '(input: { streamer: $streamer, expectedVersion: 999 })',
  'Mutation.fanProfileReplace': '(input: { streamer: $streamer, expectedVersion: 999 })',

  'Mutation.creditEntryCreate': `(input: {
    supplier: $supplier, kind: DEDUCTION, points: 1, reason: OTHER, text: "rights", idempotencyKey: "rights" })`,
  'Mutation.appealCreate': '(input: { entry: $creditEntry, text: "rights" })',
  'Mutation.appealDecide':
    '(input: { appeal: $appeal, expectedVersion: 999, outcome: REJECTED, text: "rights" })',
  'Mutation.depositRecord': `(input: {
    supplier: $supplier, kind: PAID, amount: "1.00", note: "rights", idempotencyKey: "rights" })`,
};

/** A mutation with its arguments. */
export const call = (mutation: string): string => mutation + ARGUMENTS[`Mutation.${mutation}`];
