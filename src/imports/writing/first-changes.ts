import type { QueryRunner } from 'typeorm';
import { IMPORT_LIMITS } from '../../config/limits';
import { formatFen } from '../../pricing/fen';
import type { ColumnChange, SkuChange } from '../changes';
import { shown } from '../problems';
import type { ColumnName } from '../reading/column-names';
import { mergedRows, type MergeConstants } from './merged-rows';

/** Columns of sku that hold one value each: the file's name for them, and how it reads. */
const COLUMNS: readonly {
  name: ColumnName;
  sql: (row: string) => string;
  read?: (stored: string) => string;
}[] = [
  { name: 'title', sql: (row) => `${row}.title` },
  { name: 'description', sql: (row) => `nullif(${row}.description, '')` },
  { name: 'category', sql: slugOf('category', 'category_number') },
  { name: 'audience', sql: slugOf('audience', 'audience_number') },
  { name: 'shipping', sql: slugOf('shipping_class', 'shipping_number') },
  { name: 'provenance', sql: (row) => `${row}.provenance` },
  { name: 'supplyPrice', sql: (row) => `${row}.supply_price`, read: (fen) => formatFen(Number(fen)) },
  { name: 'livePrice', sql: (row) => `${row}.live_price`, read: (fen) => formatFen(Number(fen)) },
  { name: 'marketPrice', sql: (row) => `${row}.market_price`, read: (fen) => formatFen(Number(fen)) },
  {
    name: 'commissionRate',
    sql: (row) => `${row}.commission_rate`,
    read: (points) => String(Number(points) / 10_000),
  },
  { name: 'stock', sql: (row) => `${row}.stock` },
  { name: 'status', sql: (row) => `${row}.status` },
  { name: 'salesTotal', sql: (row) => `${row}.sales_total` },
];

function slugOf(table: string, column: string): (row: string) => string {
  return (row) => `(SELECT slug FROM ${table} WHERE number = ${row}.${column})`;
}

const valuesOf = (row: string): string =>
  `ARRAY[${COLUMNS.map(({ sql }) => `${sql(row)}::text`).join(', ')}]`;

type Attributes = Record<string, string>;
type Compared = {
  row: number;
  supplierCode: string;
  code: string;
  before: (string | null)[];
  after: (string | null)[];
  attributesBefore: Attributes;
  attributesAfter: Attributes;
};

/** The first changes among the next rows of an import; the arguments of mergedRows say which rows. */
export async function firstChanges(
  runner: QueryRunner,
  slice: readonly [importId: string, after: number, rows: number],
  constants: MergeConstants,
  count: number,
): Promise<SkuChange[]> {
  const compared = (await runner.query(
    `SELECT m.row_no AS row, s.code AS "supplierCode", m.code, ${valuesOf('old')} AS before, ${valuesOf('m')} AS after,
            old.attributes AS "attributesBefore", m.attributes AS "attributesAfter"
       FROM (${mergedRows(constants)}) m
       JOIN sku old ON old.id = m.sku_id
       JOIN supplier s ON s.id = m.supplier_id
      WHERE m.is_changed ORDER BY m.row_no LIMIT $4`,
    [...slice, count],
  )) as Compared[];
  return compared.map(changeOf);
}

function changeOf({ row, supplierCode, code, before, after, ...attributes }: Compared): SkuChange {
  const columns = COLUMNS.flatMap(({ name, read = String }, i) => {
    const readable = (stored: string | null): string | null => (stored === null ? null : read(stored));
    return difference(name, readable(before[i]!), readable(after[i]!));
  });
  const { attributesBefore, attributesAfter } = attributes;
  // Attributes are only ever added to.
  const ofAttributes = Object.entries(attributesAfter).flatMap(([name, value]) =>
    difference(name, Object.hasOwn(attributesBefore, name) ? attributesBefore[name]! : null, value),
  );
  return { row, supplierCode, code, columns: [...columns, ...ofAttributes] };
}

function difference(column: string, from: string | null, to: string | null): ColumnChange[] {
  if (from === to) return [];
  const start = beginningOfExcerpts(from ?? '', to ?? '');
  return [{ column, from: excerpt(from, start), to: excerpt(to, start) }];
}

/** Of two long texts what is shown should hold the first difference, with a little of what stands before it. */
function beginningOfExcerpts(a: string, b: string): number {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  return same < IMPORT_LIMITS.problemValueCharacters ? 0 : same - CHARACTERS_BEFORE;
}

const CHARACTERS_BEFORE = 20;

const excerpt = (text: string | null, start: number): string | null =>
  text === null
    ? null
    : `${start > 0 ? '…' : ''}${shown(text.slice(start), IMPORT_LIMITS.problemValueCharacters)}`;
