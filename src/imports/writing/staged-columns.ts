import { lexemesOf, searchTextOf } from '../../search/text';
import type { CheckedRow } from '../checking/check-row';
import { ImportRowOutcome } from '../import-row.entity';
import type { StagedRow } from '../kinds/kind';

/**
 * A row of sku_import_row as COPY takes it. One literal for accepted and rejected rows, so that all have the same
 * columns in the same order; the search columns are made here because Postgres cannot make them.
 */
export function stagedRow(importId: string, { number, raw, problems, clean }: CheckedRow): StagedRow {
  const searchText = clean ? searchTextOf(clean.title, clean.code) : null;
  const columns = {
    import_id: importId,
    row_no: number,
    outcome: clean ? ImportRowOutcome.ACCEPTED : ImportRowOutcome.REJECTED,
    problems: problems.length > 0 ? JSON.stringify(problems) : null,
    raw: JSON.stringify(raw),
    supplier_code: clean?.supplier.code ?? null,
    supplier_name: clean?.supplier.name ?? null,
    supplier_kind: clean?.supplier.kind ?? null,
    supplier_region_code: clean?.supplier.regionCode ?? null,
    code: clean?.code ?? null,
    title: clean?.title ?? null,
    search_text: searchText,
    search_vector: searchText === null ? null : tsvectorOf(searchText),
    description: clean?.description ?? null,
    attributes: clean?.attributes ? JSON.stringify(clean.attributes) : null,
    category_number: clean?.category.number ?? null,
    category_by_label: clean ? clean.category.by === 'LABEL' : null,
    category_audience_number: clean?.category.audienceNumber ?? null,
    audience_number: clean?.audienceNumber ?? null,
    shipping_number: clean?.shippingNumber ?? null,
    provenance: clean?.provenance ?? null,
    supply_price: clean?.prices.supply ?? null,
    live_price: clean?.prices.live ?? null,
    market_price: clean?.prices.market ?? null,
    commission_rate: clean?.commissionBasisPoints ?? null,
    stock: clean?.stock ?? null,
    status: clean?.status ?? null,
    sales_total: clean?.salesTotal ?? null,
  };
  return { columns, isRejected: !clean };
}

/** What search looks at, which follows from title and code. */
export function searchColumnsOf(title: string, code: string): { searchText: string; searchVector: string } {
  const searchText = searchTextOf(title, code);
  return { searchText, searchVector: tsvectorOf(searchText) };
}

/** What a written row no longer needs: everything but its key, its outcome and its notes. */
export const EMPTIED_COLUMNS = Object.keys(stagedRow('', { number: 0, raw: '', problems: [] }).columns).slice(
  4,
);

const QUOTED = /['\\]/;

/** A tsvector in its text form, which has lexemes quoted; Postgres sorts them. */
function tsvectorOf(searchText: string): string {
  const lexemes = lexemesOf(searchText);
  const quoted = QUOTED.test(searchText)
    ? lexemes.map((lexeme) => lexeme.replaceAll(/['\\]/g, (character) => character + character))
    : lexemes;
  return quoted.length > 0 ? `'${quoted.join(`' '`)}'` : '';
}
