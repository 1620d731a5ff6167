import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A cell tells the largest sum of each two static factors among its SKUs. The largest value of each alone promised a SKU
 * that has the best of everything, and under most weights cells were read by the thousand for it.
 */
const SUMS = {
  max_quality_advantage: 'supplier_quality + price_advantage',
  max_commission_momentum: 'commission_value + momentum',
  max_quality_commission: 'supplier_quality + commission_value',
  max_advantage_momentum: 'price_advantage + momentum',
  max_quality_momentum: 'supplier_quality + momentum',
  max_advantage_commission: 'price_advantage + commission_value',
};

export class CellPairs1764000000034 implements MigrationInterface {
  name = 'CellPairs1764000000034';

  async up(db: QueryRunner): Promise<void> {
    const columns = Object.keys(SUMS);
    await db.query(`
      -- Until a cell is counted anew, any sum is possible.
      ALTER TABLE matching_cell ${columns.map((name) => `ADD COLUMN ${name} integer NOT NULL DEFAULT 2000000`).join(', ')},
        -- With which version they were counted: a server of before counts cells anew and leaves them as they were.
        ADD COLUMN sums_version bigint NOT NULL DEFAULT 0;

      UPDATE matching_cell m
         SET (${columns.join(', ')}) = (${columns.map((name) => `counted.${name}`).join(', ')}),
             sums_version = m.version
        FROM (SELECT cell, ${Object.entries(SUMS)
          .map(([name, sum]) => `max(${sum}) AS ${name}`)
          .join(', ')}
                FROM sku
               WHERE cell IS NOT NULL
               GROUP BY cell) counted
       WHERE counted.cell = m.cell;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE matching_cell ${[...Object.keys(SUMS), 'sums_version']
        .map((name) => `DROP COLUMN ${name}`)
        .join(', ')};
    `);
  }
}
