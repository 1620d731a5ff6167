import type { DataSource, QueryRunner } from 'typeorm';
import { Parameters } from '../database/parameters';
import { LISTED } from '../skus/listed';
import { type KindCriteria, ofKind } from '../skus/sku-criteria';
import { CountGroup, type GroupCount } from './count-group';
import type { CutRange } from './price-steps';

/** So many listed SKUs of a belt, a category, a step of the price and a kind. */
export type Count = { belt: number; category: number } & GroupCount;

/** Goods at a price within a step that a filter cuts: to be added to what it lets through, or taken away. */
export type CutCount = { belt: number; category: number; skus: number };

export type Read = { pending: Count[]; cut: CutCount[] };

type Row = { what: 'HEAD' | 'FOLDED' | 'PENDING' | 'CUT'; version: string } & Count;

/**
 * The whole table of counts in memory, so that any filter's facets are one pass over it. It lags behind the
 * database; `read` brings it up to the moment of a request, in one statement, hence of one snapshot: what was added up
 * since into the table, what was noted and not yet added up, and the rows that the filter's price cuts.
 */
export class CatalogueCounts {
  private readonly byPlace = new Map<number, CountGroup>();
  private version = 0;

  /** One for each belt and category that ever had goods. */
  get groups(): Iterable<CountGroup> {
    return this.byPlace.values();
  }

  constructor(private readonly dataSource: DataSource) {}

  /** @param db where the statement is sent; ranges may leave many rows to be read, hence one with a limit of its own */
  async read(
    db: Pick<QueryRunner, 'query'> | DataSource = this.dataSource,
    criteria: KindCriteria = {},
    ranges: readonly CutRange[] = [],
  ): Promise<Read> {
    for (;;) {
      const { sql, values } = this.statement(criteria, ranges);
      const rows = (await db.query(sql, values)) as Row[];
      const head = Number(rows.find(({ what }) => what === 'HEAD')!.version);
      // Another request has brought the counts further than this snapshot: what it saw pending is in them by now.
      if (head < this.version) continue;
      for (const row of rows) if (row.what === 'FOLDED') this.put(row);
      this.version = head;
      return {
        pending: rows.filter(({ what }) => what === 'PENDING'),
        cut: rows.filter(({ what }) => what === 'CUT'),
      };
    }
  }

  private statement(criteria: KindCriteria, ranges: readonly CutRange[]): { sql: string; values: unknown[] } {
    const { values, add } = new Parameters();
    const version = add(this.version);
    const cuts = ranges.map(
      ({ min, max, sign }) => `
      SELECT 'CUT', 0, t.belt_number, t.category_number, 0, 0, (${sign} * count(*))::integer
        FROM sku t
       WHERE ${[() => LISTED, ...ofKind(criteria)].map((condition) => condition(add)).join(' AND ')}
         AND t.live_price BETWEEN ${add(min)} AND ${add(max)}
       GROUP BY t.belt_number, t.category_number`,
    );
    const sql = [
      `SELECT 'HEAD' AS what, coalesce(max(version), 0) AS version, 0::smallint AS belt, 0::smallint AS category,
              0::smallint AS step, 0::smallint AS kind, 0 AS skus
         FROM catalogue_count`,
      `SELECT 'FOLDED', version, belt_number, category_number, price_step, kind, sku_count
         FROM catalogue_count WHERE version > ${version}`,
      `SELECT 'PENDING', 0, belt_number, category_number, price_step, kind, sku_count FROM catalogue_count_change`,
      ...cuts,
    ].join(' UNION ALL ');
    return { sql, values };
  }

  private put({ belt, category, ...count }: Count): void {
    // Two smallints.
    const place = belt * 65_536 + category;
    let group = this.byPlace.get(place);
    if (!group) this.byPlace.set(place, (group = new CountGroup(belt, category)));
    group.put(count);
  }
}
