import type { DataSource } from 'typeorm';
import { lexemesOf, searchTextOf } from '../../src/search/text';

/** Rows that tests put in by plain SQL: what a test does not care about is filled in with something valid. */
export type Row = Record<string, unknown>;

type Db = Pick<DataSource, 'query'>;

let counter = 0;
const unique = (): number => ++counter;

/** Inserts a row and gives it back as it stands, defaults and computed columns included. */
export async function insertRow<T = any>(db: Db, table: string, row: Row): Promise<T> {
  const columns = Object.keys(row);
  const values = columns.map((column, i) =>
    column === 'search_vector' ? `array_to_tsvector($${i + 1}::text[])` : `$${i + 1}`,
  );
  const [inserted] = await db.query(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')}) RETURNING *`,
    Object.values(row),
  );
  return inserted as T;
}

export type SupplierRow = {
  id: string;
  belt_number: number;
  status: string;
  quality: number;
  reliable: boolean;
  code: string;
};

export const insertSupplier = (db: Db, given: Row = {}): Promise<SupplierRow> =>
  insertRow(db, 'supplier', {
    belt_number: 13,
    code: `S-${unique()}`,
    name: '测试供应商',
    kind: 'FACTORY',
    quality: 800_000,
    ...given,
  });

export type SkuRow = { id: string; supplier_id: string; code: string; title: string; cell: string | null };

/** A SKU of the supplier, with the columns copied from it that the foreign key asks for, and its search columns. */
export function insertSku(db: Db, supplier: SupplierRow, given: Row = {}): Promise<SkuRow> {
  const { title, code } = { title: '测试货品', code: `K-${unique()}`, ...given };
  const searchText = searchTextOf(title, code);
  return insertRow(db, 'sku', {
    supplier_id: supplier.id,
    belt_number: supplier.belt_number,
    supplier_status: supplier.status,
    supplier_quality: supplier.quality,
    supplier_reliable: supplier.reliable,
    category_number: 3,
    audience_number: 1,
    shipping_number: 1,
    provenance: 'BELT',
    supply_price: 1000,
    live_price: 2000,
    stock: 10,
    ...given,
    title,
    code,
    search_text: searchText,
    search_vector: lexemesOf(searchText),
  });
}

export type StreamerRow = { id: string; handle: string; name: string; follower_count: number };

export const insertStreamer = (db: Db, given: Row = {}): Promise<StreamerRow> =>
  insertRow(db, 'streamer', { handle: `streamer-${unique()}`, name: '测试主播', ...given });
