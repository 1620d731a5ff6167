/** Statements that are known by a part of theirs, where their tables say too little. */
const BY_PART: [part: string, kind: string][] = [
  ['headwater.author', 'author'],
  ['set_config', 'setting'],
  ['RESET ', 'setting'],
  ['AS examined', 'probe'],
  ['DISTINCT ON (t.', 'goods'],
  ['cell IS NULL', 'count ineligible'],
  ['AS other', 'related'],
  ['image_urls', 'details sku'],
  ['AS "supplierCount"', 'totals belt'],
  ['GROUP BY t.supplier_id', 'totals supplier'],
  ['normalize(t.name', 'names streamer'],
  ['s.search_vector @@', 'names supplier'],
  ['count(*)::integer FROM (SELECT FROM sku_import_row', 'count problems'],
  ['jsonb_array_elements(r.problems)', 'problems'],
  ['power(0.5', 'sums of days'],
  ['supplier_metric_day m', 'days'],
  ['WITH RECURSIVE rule', 'verdicts'],
  ['WITH event', 'board'],
  ['AS "depositOverdue"', 'standing'],
  ['AS "paidFen"', 'deposit'],
];

/** The others by their first table; in this order, as those further down would take those above them as well. */
const BY_TABLE: [kind: string, table: RegExp][] = [
  ['lock', /FROM (\w+)\b.* FOR (?:NO KEY UPDATE|UPDATE|KEY SHARE|SHARE)\b/],
  ['write', /(?:INSERT INTO|(?<!DO )UPDATE|DELETE FROM) "?(\w+)/],
  ['count', /count\(\*\).* FROM (\w+) t .*p\.slot|p\.slot.* FROM (\w+) t .*count\(\*\)/],
  ['places', /p\.slot.* FROM (\w+) t /],
  ['rows', /FROM "?(\w+)/],
];

/** What a statement is for, in a word or two: the tables of the tests have them. */
function kindOf(sent: string): string {
  const statement = sent.replaceAll(/\s+/g, ' ');
  const known = BY_PART.find(([part]) => statement.includes(part));
  if (known) return known[1];
  for (const [kind, pattern] of BY_TABLE) {
    const table = pattern.exec(statement)?.slice(1).find(Boolean);
    if (table) return `${kind} ${table}`;
  }
  return statement;
}

/** What the statements of requests are for, in their order. */
export const kindsOf = (statements: readonly string[]): string[] => statements.map(kindOf);
