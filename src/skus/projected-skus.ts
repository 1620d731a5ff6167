import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { queryPrepared } from '../database/prepared';
import type { SkuReading } from './sku-columns';
import type { Sku } from './sku.entity';

type Row = Record<string, unknown>;
type Ids = readonly string[];

/**
 * Reads SKUs that are known by id as lists read theirs: with the columns that a document asks for, and with their
 * suppliers. One statement for all pages of a request that are asked for the same.
 */
export class ProjectedSkus {
  private readonly loaders = new Map<string, DataLoader<Ids, (Row | undefined)[]>>();

  constructor(private readonly dataSource: DataSource) {}

  /** In the order of the ids; undefined where there is no such SKU. */
  async page(reading: SkuReading, ids: Ids): Promise<(Sku | undefined)[]> {
    const rows = await this.loaderFor(reading).load(ids);
    return rows.map((row) => row && reading.of(row));
  }

  private loaderFor({ columns, join }: SkuReading): DataLoader<Ids, (Row | undefined)[]> {
    const sql = `SELECT t.id, ${columns} FROM sku t ${join} WHERE t.id = ANY ($1::uuid[])`;
    let loader = this.loaders.get(sql);
    if (!loader) {
      loader = new DataLoader((pages) => this.read(sql, pages), { cache: false });
      this.loaders.set(sql, loader);
    }
    return loader;
  }

  private async read(sql: string, pages: readonly Ids[]): Promise<(Row | undefined)[][]> {
    const ids = [...new Set(pages.flat())];
    if (ids.length === 0) return pages.map(() => []);
    const rows = await queryPrepared<Row & { id: string }>(this.dataSource, sql, [ids]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return pages.map((page) => page.map((id) => byId.get(id)));
  }
}
