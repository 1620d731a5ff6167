import type { QueryRunner } from 'typeorm';

/**
 * Counts all matching cells at once, for a catalogue that was loaded past the trigger which notes changes; returns
 * how many there are.
 */
export async function fillCellDirectory(runner: QueryRunner): Promise<number> {
  const { affected } = await runner.query(
    `INSERT INTO matching_cell (cell, sku_count, max_static, max_quality, max_advantage, max_commission,
                                max_momentum, version)
     SELECT cell, count(*), max(static_score), max(supplier_quality), max(price_advantage), max(commission_value),
            max(momentum), (SELECT nextval('matching_cell_version'))
       FROM sku
      WHERE cell IS NOT NULL
      GROUP BY cell`,
    undefined,
    true,
  );
  return affected ?? 0;
}
