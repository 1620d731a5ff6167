/** Read anew every 30 seconds beside all requests, and by no request. */
const REFERENCE = /FROM "(region|belt|base|category|price_band|audience|shipping_class)"/;

/**
 * What a statement is for: the places of a page, a list's length, the rows of a table by id, what only a SKU's page
 * shows, a count, totals of belts or suppliers, related goods, suppliers whose names have a text's words, the goods that
 * streamers are looked for, streamers by name, an import's problems, the standing or the deposit of suppliers, a write, a lock, a setting of the connection, or a ranking's
 * probe.
 */
function kindOf(statement: string): string {
  if (statement.includes('AS "skuCount"') && statement.includes('catalogue_count')) return 'totals belt';
  if (statement.includes('GROUP BY t.supplier_id')) return 'totals supplier';
  if (statement.includes('image_urls')) return 'details sku';
  if (statement.includes('AS other')) return 'related';
  if (statement.includes('SELECT s.id FROM supplier s')) return 'names supplier';
  if (statement.includes('jsonb_array_elements'))
    return statement.includes('count(*)') ? 'count problems' : 'problems';
  if (statement.includes('statement_timeout') || statement.includes('set_config(')) return 'setting';
  if (statement.includes('FOR UPDATE')) return 'lock';
  if (statement.includes('"depositOverdue"')) return 'standing';
  if (statement.includes('AS "paidFen"')) return 'deposit';
  const written = /^\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)/.exec(statement)?.[1];
  if (written) return `write ${written}`;
  const list =
    statement.includes('p.slot') &&
    /FROM (belt|supplier|sku|streamer|sku_import|reliability_change|credit_entry|appeal|deposit_entry) t\b/.exec(
      statement,
    )?.[1];
  if (list) return statement.includes('count(*)') ? `count ${list}` : `places ${list}`;
  if (statement.includes('cell IS NULL')) return 'count ineligible';
  if (statement.includes('DISTINCT ON')) return 'goods';
  if (statement.startsWith('SELECT t.id FROM streamer t')) return 'names';
  if (/^(START TRANSACTION|COMMIT)/.test(statement)) return 'transaction';
  if (statement.includes('WITH short')) return 'write deposit_shortfall';
  const named =
    /FROM (credit_entry u|credit_entry\s+WHERE|reliability_change c|supplier_metric WHERE|sku k JOIN)/.exec(
      statement,
    )?.[1];
  if (named) return `rows ${named.split(/\s/)[0]}`;
  const table = /FROM (?:"(\w+)"|(\w+) t\b[^$]* WHERE t\.\w+ = ANY)/.exec(statement)?.slice(1).find(Boolean);
  return table ? `rows ${table}` : 'probe';
}

/** What the statements of requests are for, in their order; those sent beside requests are left out. */
export const kindsOf = (statements: readonly string[]): string[] =>
  statements.filter((statement) => !REFERENCE.test(statement)).map(kindOf);
