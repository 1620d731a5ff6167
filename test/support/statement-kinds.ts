/** Read anew every 30 seconds beside all requests, and by no request. */
const REFERENCE = /FROM "(region|belt|base|category|price_band|audience|shipping_class)"/;

/** Of transactions, and of counting changed cells, which other processes may do first. */
const FRAME = /^(START TRANSACTION|COMMIT|SAVEPOINT|RELEASE SAVEPOINT)|pg_(try_)?advisory_xact_lock/;

/** What a statement is for, in a word or two: the tables of the tests have them. */
function kindOf(statement: string): string {
  if (statement.includes('AS "supplierCount"')) return 'totals belt';
  if (statement.includes('FROM catalogue_count ')) return 'counts';
  if (statement.includes('GROUP BY t.supplier_id')) return 'totals supplier';
  if (statement.includes('image_urls')) return 'details sku';
  if (statement.includes('AS other')) return 'related';
  if (statement.includes('SELECT s.id FROM supplier s')) return 'names supplier';
  if (statement.includes('jsonb_array_elements'))
    return statement.includes('count(*)') ? 'count problems' : 'problems';
  if (statement.includes('statement_timeout')) return 'setting';
  if (statement.includes('headwater.author')) return 'author';
  if (statement.includes('UNION') && statement.includes('s.code')) return 'named supplier';
  if (/FROM supplier\s[^]*FOR UPDATE/.test(statement)) return 'lock supplier';
  if (statement.includes('FROM quality_prior')) return 'priors';
  if (statement.includes('power(0.5')) return 'sums of days';
  if (statement.includes('supplier_metric_day m')) return 'days';
  if (statement.includes('FROM supplier_metric ')) return 'rows supplier_metric';
  if (/FOR (NO KEY UPDATE|UPDATE|SHARE)/.test(statement)) return 'lock';
  if (statement.includes('WITH RECURSIVE rule')) return 'verdicts';
  if (statement.includes('WITH event')) return 'board';
  if (statement.includes('"depositOverdue"')) return 'standing';
  if (statement.includes('AS "paidFen"')) return 'deposit';
  const written = /^\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)/.exec(statement)?.[1];
  if (written) return `write ${written}`;
  const list =
    statement.includes('p.slot') &&
    /FROM (belt|supplier|sku|streamer|sku_import|reliability_change|credit_entry|appeal|deposit_entry|pick|sample_request|alliance_decision|audit_entry) t\b/.exec(
      statement,
    )?.[1];
  if (list) return statement.includes('count(*)') ? `count ${list}` : `places ${list}`;
  if (statement.includes('cell IS NULL')) return 'count ineligible';
  if (statement.includes('DISTINCT ON')) return 'goods';
  if (statement.startsWith('SELECT t.id FROM streamer t')) return 'names';
  if (statement.includes('WITH short')) return 'write deposit_shortfall';
  const named =
    /FROM (credit_entry u|credit_entry\s+WHERE|reliability_change c|supplier_metric WHERE|sku k JOIN)/.exec(
      statement,
    )?.[1];
  if (named) return `rows ${named.split(/\s/)[0]}`;
  const looked = /^\s*SELECT [\w, ]+ FROM (\w+)\s+WHERE/.exec(statement)?.[1];
  if (looked) return `look ${looked}`;
  const table = /FROM (?:"(\w+)"|(\w+) t\b[^$]* WHERE t\.\w+ = ANY)/.exec(statement)?.slice(1).find(Boolean);
  return table ? `rows ${table}` : 'probe';
}

/** What the statements of requests are for, in their order; those sent beside requests are left out. */
export const kindsOf = (statements: readonly string[]): string[] =>
  statements.filter((statement) => !REFERENCE.test(statement) && !FRAME.test(statement)).map(kindOf);
