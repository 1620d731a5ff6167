import type { ColumnName } from '../reading/column-names';
import type { Cell, MappedRow } from '../reading/columns';
import type { SkuBulkUpsertItem } from './sku-upsert.types';

/** The fields of an item that are columns of a file; a field that is added there has to be added here. */
const COLUMNS = {
  title: true,
  code: true,
  supplierCode: true,
  supplierName: true,
  region: true,
  category: true,
  livePrice: true,
  supplyPrice: true,
  marketPrice: true,
  commissionRate: true,
  stock: true,
  salesTotal: true,
  description: true,
  shipping: true,
  audience: true,
  provenance: true,
  status: true,
} satisfies Record<ColumnName & keyof SkuBulkUpsertItem, true>;

const NAMES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];

export const isColumn = (name: string): boolean => Object.hasOwn(COLUMNS, name);

/**
 * An item as a row whose columns are known already: nothing has to be guessed from headers, and nothing is a
 * spreadsheet's mark. Null and blank say nothing, as in a file.
 */
export function rowOf(item: SkuBulkUpsertItem, number: number): MappedRow {
  const cells = new Map<ColumnName, Cell>();
  for (const name of NAMES) {
    const value = String(item[name] ?? '').trim();
    if (value !== '') cells.set(name, { header: name, value });
  }
  const attributes = (item.attributes ?? [])
    .map(({ name, value }) => ({ header: name.trim(), value: value.trim() }))
    .filter(({ value }) => value !== '');
  const raw = [...cells.values(), ...attributes].map(({ header, value }): [string, string] => [
    header,
    value,
  ]);
  return { number, cells, attributes, problems: [], raw };
}
