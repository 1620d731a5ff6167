/** Read anew every 30 seconds beside all requests, and by no request. */
const REFERENCE = /FROM "(region|belt|base|category|price_band|audience|shipping_class)"/;

/** Where a transaction begins and ends. */
const FRAME = /^(START TRANSACTION|COMMIT|SAVEPOINT|RELEASE SAVEPOINT)/;

/**
 * What a statement is for: the places of a page, a list's length, the rows of a table by id, what only a SKU's page
 * shows, a count, totals of belts or suppliers, related goods, suppliers whose names have a text's words, the goods that
 * streamers are looked for, streamers by name, an import's problems, a write, a setting of the connection, whom the audit log
 * keeps as author, or a ranking's probe.
 */
function kindOf(statement: string): string {
  if (statement.includes('AS "skuCount"') && statement.includes('catalogue_count')) return 'totals belt';
  if (statement.includes('GROUP BY t.supplier_id')) return 'totals supplier';
  if (statement.includes('image_urls')) return 'details sku';
  if (statement.includes('AS other')) return 'related';
  if (statement.includes('SELECT s.id FROM supplier s')) return 'names supplier';
  if (statement.includes('jsonb_array_elements'))
    return statement.includes('count(*)') ? 'count problems' : 'problems';
  if (statement.includes('statement_timeout')) return 'setting';
  if (statement.includes('headwater.author')) return 'author';
  const written = /^\s*(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)/.exec(statement)?.[1];
  if (written) return `write ${written}`;
  const list =
    statement.includes('p.slot') &&
    /FROM (belt|supplier|sku|streamer|sku_import|audit_entry) t\b/.exec(statement)?.[1];
  if (list) return statement.includes('count(*)') ? `count ${list}` : `places ${list}`;
  if (statement.includes('cell IS NULL')) return 'count ineligible';
  if (statement.includes('DISTINCT ON')) return 'goods';
  if (statement.startsWith('SELECT t.id FROM streamer t')) return 'names';
  const table = /FROM (?:"(\w+)"|(\w+) t\b[^$]* WHERE t\.\w+ = ANY)/.exec(statement)?.slice(1).find(Boolean);
  return table ? `rows ${table}` : 'probe';
}

/** What the statements of requests are for, in their order; those sent beside requests are left out. */
export const kindsOf = (statements: readonly string[]): string[] =>
  statements.filter((statement) => !REFERENCE.test(statement) && !FRAME.test(statement)).map(kindOf);
