import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { arrayOf } from '../database/columnar';
import { isAmong, queryPrepared } from '../database/prepared';
import type { SkuReading } from './sku-columns';
import type { Sku } from './sku.entity';

type Ids = readonly string[];
type PageLoader = DataLoader<Ids, (Sku | undefined)[]>;

/**
 * Reads SKUs that are known by id as lists read theirs: with the columns that a document asks for, and with their
 * suppliers. One statement for all pages of a request that are asked for the same.
 */
export class ProjectedSkus {
  private readonly loaders = new Map<string, PageLoader>();

  constructor(private readonly dataSource: DataSource) {}

  /** In the order of the ids; undefined where there is no such SKU. */
  page(reading: SkuReading, ids: Ids): Promise<(Sku | undefined)[]> {
    const sql = `SELECT ${reading.columns} FROM sku t ${reading.join} WHERE t.id ${isAmong('$1', 'uuid')}`;
    let loader = this.loaders.get(sql);
    if (!loader) {
      loader = new DataLoader((pages) => this.read(sql, reading, pages), { cache: false });
      this.loaders.set(sql, loader);
    }
    return loader.load(ids);
  }

  private async read(sql: string, { of }: SkuReading, pages: readonly Ids[]): Promise<(Sku | undefined)[][]> {
    const ids = [...new Set(pages.flat())];
    if (ids.length === 0) return pages.map(() => []);
    const rows = await queryPrepared<Record<string, unknown>>(this.dataSource, sql, [arrayOf(ids)]);
    const byId = new Map(rows.map((row) => of(row)).map((sku) => [sku.uuid, sku]));
    return pages.map((page) => page.map((id) => byId.get(id)));
  }
}
