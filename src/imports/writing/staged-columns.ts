import { lexemesOf, searchTextOf } from '../../search/text';
import type { CopyRow } from '../../seed/copy';
import type { CheckedRow } from '../checking/check-row';
import type { CleanRow } from '../checking/clean-row';
import { ImportRowOutcome } from '../sku-import-row.entity';

/** The columns of sku_import_row that hold a clean row, in any order; null in the rows of another outcome. */
const CLEAN_COLUMNS: Record<string, (row: CleanRow, searchText: string) => CopyRow[string]> = {
  supplier_code: (row) => row.supplierCode,
  supplier_name: (row) => row.supplierName,
  supplier_kind: (row) => row.supplierKind,
  supplier_region_code: (row) => row.supplierRegionCode,
  code: (row) => row.code,
  title: (row) => row.title,
  search_text: (_, searchText) => searchText,
  search_vector: (_, searchText) => tsvectorOf(searchText),
  description: (row) => row.description,
  attributes: (row) => (row.attributes === null ? null : JSON.stringify(row.attributes)),
  category_number: (row) => row.categoryNumber,
  category_by_label: (row) => row.categoryBy === 'LABEL',
  category_audience_number: (row) => row.categoryAudienceNumber,
  audience_number: (row) => row.audienceNumber,
  shipping_number: (row) => row.shippingNumber,
  provenance: (row) => row.provenance,
  supply_price: (row) => row.supplyPrice,
  live_price: (row) => row.livePrice,
  market_price: (row) => row.marketPrice,
  commission_rate: (row) => row.commissionRate,
  stock: (row) => row.stock,
  status: (row) => row.status,
  sales_total: (row) => row.salesTotal,
};

const CLEAN_ENTRIES = Object.entries(CLEAN_COLUMNS);

export const CLEAN_COLUMN_NAMES = Object.keys(CLEAN_COLUMNS);

/** A row as COPY takes it. */
export function stagedRow(importId: string, { number, raw, problems, clean }: CheckedRow): CopyRow {
  const row: CopyRow = {
    import_id: importId,
    row_no: number,
    outcome: clean ? ImportRowOutcome.ACCEPTED : ImportRowOutcome.REJECTED,
    problems: problems.length > 0 ? JSON.stringify(problems) : null,
    raw: JSON.stringify(raw),
  };
  const searchText = clean ? searchTextOf(clean.title, clean.code) : '';
  for (const [column, valueOf] of CLEAN_ENTRIES) row[column] = clean ? valueOf(clean, searchText) : null;
  return row;
}

/** A tsvector in its text form, which has lexemes quoted; Postgres sorts them. */
const tsvectorOf = (searchText: string): string =>
  lexemesOf(searchText)
    .map((lexeme) => `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`)
    .join(' ');
