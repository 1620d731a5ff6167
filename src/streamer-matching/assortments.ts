import type { EntityManager } from 'typeorm';
import { Parameters } from '../database/parameters';
import { STATIC_FACTORS, type Weights } from '../matching/factors';
import type { BestOfCell } from './assortment';

/** Goods that streamers are looked for: one SKU, or all of a supplier. */
export type Goods = { kind: 'sku' | 'supplier'; id: string };

const OWN_COLUMN: Record<Goods['kind'], string> = { sku: 'id', supplier: 'supplier_id' };

/** In the order of STATIC_FACTORS. */
const VALUES = ['supplier_quality', 'price_advantage', 'commission_value', 'momentum'] as const;

/**
 * The best SKU of each cell that eligible goods lie in, for any number of goods of a kind by one statement. What the
 * static factors add is rounded as `contribution` does it; integers divide downwards here.
 */
export async function readAssortments(
  db: EntityManager,
  kind: Goods['kind'],
  ids: readonly string[],
  weights: Weights,
): Promise<Map<string, BestOfCell[]>> {
  const parameters = new Parameters();
  const own = `t.${OWN_COLUMN[kind]}`;
  const gain = VALUES.map(
    (value, f) => `(${parameters.add(weights[STATIC_FACTORS[f]!])}::bigint * t.${value} + 500000) / 1000000`,
  ).join(' + ');
  const best = `${gain} DESC, t.static_score DESC, t.id`;
  // The window is in the order of the result, so that rows are sorted once.
  const rows: RawBest[] = await db.query(
    `SELECT DISTINCT ON (${own}, t.cell)
            ${own} AS own, t.cell, t.id, t.static_score, ${VALUES.map((value) => `t.${value}`).join(', ')},
            (count(*) OVER of_cell)::integer AS sku_count
       FROM sku t
      WHERE ${own} = ANY (${parameters.add(ids)}::uuid[]) AND t.cell IS NOT NULL
     WINDOW of_cell AS (PARTITION BY ${own}, t.cell ORDER BY ${best}
                        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
      ORDER BY ${own}, t.cell, ${best}`,
    parameters.values,
  );
  const found = new Map<string, BestOfCell[]>(ids.map((id) => [id, []]));
  for (const row of rows) {
    found.get(row.own)!.push({
      cell: Number(row.cell),
      skuCount: row.sku_count,
      skuId: row.id,
      staticScore: row.static_score,
      factors: [row.supplier_quality, row.price_advantage, row.commission_value, row.momentum],
    });
  }
  return found;
}

type RawBest = {
  own: string;
  cell: string;
  id: string;
  sku_count: number;
  static_score: number;
  supplier_quality: number;
  price_advantage: number;
  commission_value: number;
  momentum: number;
};
