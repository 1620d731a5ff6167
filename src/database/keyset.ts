import { PAGE_LIMITS } from '../config/limits';
import { Parameters, type Condition } from './parameters';
import { uncounted } from './prepared';
import type { Statements } from './statements';

export type KeyType = 'integer' | 'text' | 'timestamptz' | 'smallint' | 'bigint';

/** What the column id of a table holds. */
export type IdType = 'uuid' | 'bigint';

/**
 * A list that can be read from any of its rows on, forward and backward: ordered by one column and then by id, in the
 * same direction, so that one row comparison finds the place and one index serves both ways. No OFFSET.
 */
export type KeysetQuery = {
  table:
    | 'belt'
    | 'supplier'
    | 'sku'
    | 'streamer'
    | 'sku_import'
    | 'reliability_change'
    | 'credit_entry'
    | 'appeal'
    | 'deposit_entry'
    | 'alliance_decision'
    | 'pick'
    | 'sample_request'
    | 'audit_entry';
  /** UUIDs where left out. */
  id?: IdType;
  conditions: readonly Condition[];
  order: { column: string; type: KeyType; direction: 'ASC' | 'DESC' };
  /** For a list inside an object: the column that holds the object's key, and that column's type. */
  parent?: { column: string; type: 'smallint' | 'uuid' | 'text' };
  /** The list is made of those of each value, which an index has in order one after the other. */
  each?: { column: string; type: 'smallint'; values: readonly unknown[] };
  sought?: Sought;
  /** What to read of the rows found, beside their places: columns of t and of what is joined to it. */
  reading?: { columns: string; join: string };
};

/**
 * Conditions that no index serves together with the order, such as words. Two ways lead to a page: to find all that
 * fulfil them and sort, which is quick where they are few; or to go through the list in order until the page is full,
 * which is quick where they are many. The second is given up after `scan` rows, for those that fulfil the conditions
 * may all stand at the other end of the list; 0 goes the first way at once.
 */
export type Sought = {
  /** The same conditions twice: for an index to find rows by, and to be asked of a row at hand. */
  byIndex: readonly Condition[];
  ofRow: readonly Condition[];
  scan: number;
  /** Where those rows had some and not enough: up to how many are looked at before it is given up, if more. */
  further?: number;
  /**
   * Rows of which many fulfil the conditions, and which an index may have in order for each value. Where it does, they are
   * gone through in order if the whole list was in vain, up to `scan` of them, 0 where no index does; only the others are
   * then found by index.
   */
  each?: NonNullable<KeysetQuery['each']> & { others: readonly Condition[]; scan: number };
};

/** A row's place in the list. `key` is the order column as text, which loses nothing of a timestamp. */
export type Place = { id: string; key: string };

/** A row in its place, with what was to be read of it. */
export type PlacedRow = Place & { row: Record<string, unknown> };

/** Whether Postgres would read the text as a value of the type: a key comes back from clients, who may change it. */
export function isKey(type: KeyType, key: string): boolean {
  if (type === 'text') return !key.includes('\0');
  if (type === 'timestamptz') return isTimestamp(key);
  if (type === 'bigint') return isId('bigint', key);
  const max = type === 'smallint' ? 32_767 : 2_147_483_647;
  return /^-?\d{1,10}$/.test(key) && Math.abs(Number(key)) <= max;
}

const IDS: Record<IdType, RegExp> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  bigint: /^\d{1,18}$/,
};

export const isId = (type: IdType, id: string): boolean => IDS[type].test(id);

const TIMESTAMP = /^([1-9]\d{3}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)[+-](?:0\d|1[0-5])(?::[0-5]\d)?$/;

function isTimestamp(key: string): boolean {
  const [, day, time] = TIMESTAMP.exec(key) ?? [];
  const at = new Date(`${day}T${time}Z`);
  // Date takes 31 February for 3 March.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day!);
}

export type Window = { limit: number; after?: Place; before?: Place; backward: boolean };

const OPPOSITE = { ASC: 'DESC', DESC: 'ASC' } as const;

/**
 * The places of the window's rows, in list order, for each parent, in one statement however many parents there are; two
 * more where what is sought was not found in order. Without a parent column, `parents` is one null.
 */
export async function readPlaces(
  db: Statements,
  query: KeysetQuery,
  parents: readonly unknown[],
  window: Window,
): Promise<PlacedRow[][]> {
  const { sought } = query;
  if (!sought) return placesFrom(db, query, parents, window, query.each ? inEach(query.each) : inOrder);
  const isFull = (places: PlacedRow[][]): boolean => places.every((found) => found.length === window.limit);
  const { scan, further = 0, each } = sought;
  if (scan > 0) {
    let places = await placesFrom(db, query, parents, window, scanned(sought, scan));
    if (!isFull(places) && further > scan && places.some((found) => found.length > 0))
      places = await placesFrom(db, query, parents, window, scanned(sought, further));
    if (isFull(places)) return places;
  }
  if (each && each.scan > 0) {
    const places = await placesFrom(db, query, parents, window, scannedInEach(sought, each));
    if (isFull(places)) return places;
  }
  return placesFrom(db, query, parents, window, foundByIndex(sought.byIndex));
}

/** Writes the table `t` that a page is cut from; given its name, conditions, order, length and placeholders. */
type Source = (from: {
  table: string;
  where: string[];
  order: string;
  limit: string;
  /** Whether a plan for any values of the parameters is as good as one for these. */
  isSteady: boolean;
  add: Parameters['add'];
}) => string;

const inOrder: Source = ({ table, where }) => `${table} t WHERE ${where.join(' AND ')}`;

/** A page and one row more, which tells that another page follows. */
const LONGEST = PAGE_LIMITS.maxSize + 1;

/**
 * As many rows as a page wants. Postgres keeps a plan for any values of a statement's parameters only if it finds that no dearer
 * than one for these; it takes a limit that it does not know for a tenth of all, and so would plan anew each time, which takes
 * longer than reading the page. Therefore the longest page stands there as a number, and around it the limit asked for, from a
 * subquery, which is not looked into: no more is read than that.
 */
const firstOf = (
  rows: string,
  { order, limit, isSteady }: { order: string; limit: string; isSteady: boolean },
): string =>
  isSteady
    ? `SELECT t.* FROM (${rows} ORDER BY ${order} LIMIT ${LONGEST}) t ORDER BY ${order} LIMIT (SELECT ${limit}::bigint)`
    : `${rows} ORDER BY ${order} LIMIT ${limit}`;

const listOf = (placeholder: string, type: string, isSteady: boolean): string =>
  isSteady ? uncounted(placeholder, type) : `${placeholder}::${type}[]`;

/** As far as a page may reach, of each value; of those the page is made. */
const inEach =
  ({ column, type, values }: NonNullable<KeysetQuery['each']>): Source =>
  ({ table, where, order, limit, isSteady, add }) =>
    `unnest(${listOf(add(values), type, isSteady)}) AS e (value)
      CROSS JOIN LATERAL (${firstOf(
        `SELECT t.* FROM ${table} t WHERE t.${column} = e.value AND ${where.join(' AND ')}`,
        { order, limit, isSteady },
      )}) t`;

const scanned =
  ({ ofRow }: Sought, scan: number): Source =>
  ({ table, where, order, add }) =>
    `(SELECT t.* FROM ${table} t WHERE ${where.join(' AND ')} ORDER BY ${order} LIMIT ${add(scan)}) t
      WHERE ${ofRow.map((condition) => condition(add)).join(' AND ')}`;

/**
 * The lists of the values merged into one, which is gone through as the whole list is, and the others. Nothing where it
 * does not fill a page alone: rows that were not looked at may then stand before the others.
 */
const scannedInEach =
  ({ ofRow }: Sought, each: NonNullable<Sought['each']>): Source =>
  ({ table, where, order, limit, isSteady, add }) => {
    const scan = add(each.scan);
    // Each with a limit of its own: Postgres merges lists that it knows to be in order, and would else sort all.
    const lists = each.values.map(
      (value) =>
        `(SELECT t.* FROM ${table} t WHERE t.${each.column} = ${add(value)}::${each.type} AND ${where.join(' AND ')}
           ORDER BY ${order} LIMIT ${scan})`,
    );
    const others = foundByIndex([...each.others, isAmong(each, '<> ALL')])({
      table,
      where,
      order,
      limit,
      isSteady,
      add,
    });
    return `(WITH in_each AS MATERIALIZED (
        SELECT t.* FROM (SELECT t.* FROM (${lists.join(' UNION ALL ')}) t ORDER BY ${order} LIMIT ${scan}) t
         WHERE ${ofRow.map((condition) => condition(add)).join(' AND ')}
         ORDER BY ${order} LIMIT ${limit})
      SELECT t.* FROM (SELECT t.* FROM in_each t UNION ALL SELECT t.* FROM ${others}) t
       WHERE (SELECT count(*) FROM in_each) = ${limit}) t`;
  };

/** OFFSET 0 keeps Postgres from going through the list in order after all. */
const foundByIndex =
  (byIndex: readonly Condition[]): Source =>
  ({ table, where, add }) =>
    `(SELECT t.* FROM ${table} t
       WHERE ${[...where, ...byIndex.map((condition) => condition(add))].join(' AND ')} OFFSET 0) t`;

const isAmong =
  ({ column, type, values }: NonNullable<KeysetQuery['each']>, sign: '= ANY' | '<> ALL'): Condition =>
  (add) =>
    `t.${column} ${sign} (${add(values)}::${type}[])`;

async function placesFrom(
  db: Statements,
  query: KeysetQuery,
  parents: readonly unknown[],
  window: Window,
  source: Source,
): Promise<PlacedRow[][]> {
  const parameters = new Parameters();
  const { add } = parameters;
  const where = conditionsOf(query, parameters);
  // What conditions ask for may be rare or common: a plan for any values could be the wrong one for these.
  const isSteady = parameters.values.length === 0 && !query.sought && window.limit <= LONGEST;
  const parentList = parentsOf(query, parents, parameters, isSteady);
  const { column, type, direction } = query.order;
  const beyond = (place: Place, sign: '<' | '>'): void => {
    where.push(
      `(t.${column}, t.id) ${sign} (${add(place.key)}::${type}, ${add(place.id)}::${query.id ?? 'uuid'})`,
    );
  };
  if (window.after) beyond(window.after, direction === 'ASC' ? '>' : '<');
  if (window.before) beyond(window.before, direction === 'ASC' ? '<' : '>');
  const way = window.backward ? OPPOSITE[direction] : direction;
  const order = `t.${column} ${way}, t.id ${way}`;
  const limit = add(window.limit);
  const { columns, join } = query.reading ?? { columns: '', join: '' };
  const rows = await db.prepared<{ slot: string; id: string; key: string }>(
    `SELECT p.slot, t.id, t.${column}::text AS key${columns && `, ${columns}`}
       FROM ${parentList}
      CROSS JOIN LATERAL (${firstOf(
        `SELECT t.* FROM ${source({ table: query.table, where, order, limit, isSteady, add })}`,
        { order, limit, isSteady },
      )}) t
       ${join}
      ORDER BY p.slot, ${order}`,
    parameters.values,
  );
  const places: PlacedRow[][] = parents.map(() => []);
  for (const row of rows) places[Number(row.slot) - 1]!.push({ id: row.id, key: row.key, row });
  return window.backward ? places.map((found) => found.toReversed()) : places;
}

/** How many rows each parent's list has, counted up to `cap`. */
export async function countRows(
  db: Statements,
  query: KeysetQuery,
  parents: readonly unknown[],
  cap: number,
): Promise<number[]> {
  const parameters = new Parameters();
  const parentList = parentsOf(query, parents, parameters);
  const { each, sought } = query;
  const base = [
    ...conditionsOf(query, parameters),
    ...(each ? [isAmong(each, '= ANY')(parameters.add)] : []),
  ];
  const rowsOf = (conditions: readonly Condition[]): string =>
    `SELECT 1 FROM ${query.table} t
      WHERE ${[...base, ...conditions.map((condition) => condition(parameters.add))].join(' AND ')}`;
  const parts = sought?.each
    ? [
        [...sought.ofRow, isAmong(sought.each, '= ANY')],
        [...sought.each.others, isAmong(sought.each, '<> ALL')],
      ]
    : [sought?.byIndex ?? []];
  const rows = await db.query<{ count: number }>(
    `SELECT (SELECT count(*)::integer
               FROM (${parts.map(rowsOf).join(' UNION ALL ')} LIMIT ${parameters.add(cap)}) counted) AS count
       FROM ${parentList}
      ORDER BY p.slot`,
    parameters.values,
  );
  return rows.map(({ count }) => count);
}

/** A table p (key, slot), one row a parent. */
const parentsOf = (
  { parent }: KeysetQuery,
  parents: readonly unknown[],
  { add }: Parameters,
  isSteady = false,
): string =>
  parent
    ? `unnest(${listOf(add(parents), parent.type, isSteady)}) WITH ORDINALITY AS p (key, slot)`
    : '(VALUES (1)) AS p (slot)';

const conditionsOf = ({ conditions, parent }: KeysetQuery, parameters: Parameters): string[] => [
  ...(parent ? [`t.${parent.column} = p.key`] : []),
  ...conditions.map((condition) => condition(parameters.add)),
  'true',
];
