import type { CheckReference } from '../checking/check-reference';
import { NEXT_ROWS } from './next-rows';

/**
 * What becomes of a SKU when a row reaches it, column by column: r is the row, old the SKU where there is one, i the
 * import. Forecast and writing both use this one definition, so a dry run tells what writing then does.
 *
 * Where the row says nothing (null), existing goods keep what they have; an assumption never overwrites knowledge.
 */
const NEW_CATEGORY = `CASE WHEN old.id IS NULL OR r.category_by_label OR old.category_number = $uncategorised
  THEN r.category_number ELSE old.category_number END`;

const MERGED: Record<string, string> = {
  title: 'r.title',
  description: `coalesce(r.description, old.description, '')`,
  attributes: `coalesce(old.attributes, '{}') || coalesce(r.attributes, '{}')`,
  // A guess from the title replaces nothing but ignorance.
  category_number: NEW_CATEGORY,
  audience_number: `coalesce(r.audience_number,
    CASE WHEN old.category_number = ${NEW_CATEGORY} THEN old.audience_number ELSE r.category_audience_number END)`,
  shipping_number: 'coalesce(r.shipping_number, old.shipping_number, $freightCharged)',
  provenance: `coalesce(r.provenance, old.provenance, 'BELT')`,
  // A supply price that equals the live price was most likely assumed itself, so it follows; a known one stays.
  supply_price: `coalesce(r.supply_price,
    CASE WHEN old.supply_price < old.live_price THEN least(old.supply_price, r.live_price) ELSE r.live_price END)`,
  live_price: 'r.live_price',
  market_price: 'coalesce(r.market_price, old.market_price)',
  commission_rate: 'coalesce(r.commission_rate, old.commission_rate, 0)',
  stock: 'coalesce(r.stock, old.stock, i.assumed_stock)',
  status: `coalesce(r.status, old.status, 'LISTED')`,
  sales_total: 'coalesce(r.sales_total, old.sales_total, 0)',
};

/** The columns that an import may change, and by which a changed SKU is told from an unchanged one. */
export const MERGED_COLUMNS = Object.keys(MERGED);

/** Functions of the title and the code, written with them. */
export const DERIVED_COLUMNS = ['search_text', 'search_vector'];

/** What the statement needs to know of the reference data. */
export type MergeConstants = { uncategorised: number; freightCharged: number };

export const mergeConstantsOf = ({ categories, freightCharged }: CheckReference): MergeConstants => ({
  uncategorised: categories.uncategorised.number,
  freightCharged,
});

/** Certain rows of an import, $1, by their numbers, $2; OFFSET keeps the planner from wrong guesses at what they join. */
export const NUMBERED_ROWS = `
  SELECT * FROM sku_import_row WHERE import_id = $1 AND row_no = ANY ($2::integer[]) OFFSET 0`;

/** The SKU that a row is about: that of its natural key, or none where it is known that there is none. */
const OLD = {
  // OFFSET keeps the planner to one look into the index a row: it would rather read all SKUs for each slice of a file.
  LOOKED_UP:
    'LATERAL (SELECT * FROM sku WHERE sku.supplier_id = s.id AND sku.code = r.code OFFSET 0) old ON true',
  NONE: 'sku old ON false',
};

/**
 * Rows of an import, each with what would become of its SKU. Says also which SKU that is (null: a new one), and whether
 * it is changed.
 */
export function mergedRows(
  { uncategorised, freightCharged }: MergeConstants,
  rows = NEXT_ROWS,
  old: keyof typeof OLD = 'LOOKED_UP',
): string {
  const expressions = Object.values(MERGED).map((expression) =>
    expression
      .replaceAll('$uncategorised', String(uncategorised))
      .replaceAll('$freightCharged', String(freightCharged)),
  );
  return `
    SELECT r.row_no, old.id AS sku_id, s.id AS supplier_id, i.belt_number, s.status AS supplier_status,
           s.quality AS supplier_quality, s.newcomer AS supplier_newcomer, s.reliable AS supplier_reliable,
           r.code, r.search_text, r.search_vector,
           ${expressions.map((expression, at) => `${expression} AS ${MERGED_COLUMNS[at]}`).join(',\n           ')},
           old.live_price AS old_live_price, old.stock AS old_stock,
           old.id IS NOT NULL
             AND ROW (${expressions.join(', ')})
                 IS DISTINCT FROM ROW (${MERGED_COLUMNS.map((column) => `old.${column}`).join(', ')}) AS is_changed
      FROM (${rows}) r
      JOIN sku_import i ON i.id = r.import_id
      LEFT JOIN supplier s ON s.belt_number = i.belt_number AND s.code = r.supplier_code
      LEFT JOIN ${OLD[old]}`;
}
