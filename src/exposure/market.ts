import type { QueryRunner } from 'typeorm';
import { NEWCOMER_LIMITS } from '../config/limits';
import type { MarketSupplier } from './newcomers';

/**
 * All suppliers with eligible goods, in the order of their ids, and how often those were shown in the days before
 * this one. What is recorded on the day itself does not count.
 */
export async function marketBefore(runner: QueryRunner, day: string): Promise<MarketSupplier[]> {
  const rows: (Omit<MarketSupplier, 'shown'> & { shown: string })[] = await runner.query(
    `SELECT s.id, s.quality, goods.skus AS "eligibleSkus", coalesce(exposure.shown, 0) AS shown
       FROM supplier s
       JOIN (SELECT supplier_id, count(*)::integer AS skus FROM sku WHERE cell IS NOT NULL GROUP BY supplier_id) goods
         ON goods.supplier_id = s.id
       LEFT JOIN (SELECT supplier_id, sum(shown) AS shown
                    FROM supplier_exposure WHERE day >= $1::date - $2::integer AND day < $1::date
                   GROUP BY supplier_id) exposure
         ON exposure.supplier_id = s.id
      ORDER BY s.id`,
    [day, NEWCOMER_LIMITS.windowDays],
  );
  return rows.map((row) => ({ ...row, shown: Number(row.shown) }));
}
