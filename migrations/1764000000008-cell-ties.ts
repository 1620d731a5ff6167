import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where one static factor alone counts, thousands of SKUs tie at its largest value and the static score decides among
 * them. So a cell also tells the largest static score among its SKUs that have the largest value of each factor: its
 * bound is then a key that one of its SKUs really has, and no cell is read in vain.
 */
const LARGEST = (value: string): string =>
  `(coalesce(max((${value}::bigint << 20) | static_score), 0) & 1048575)::integer`;

export class CellTies1764000000008 implements MigrationInterface {
  name = 'CellTies1764000000008';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Until a cell is counted anew, any static score is possible.
      ALTER TABLE matching_cell
        ADD COLUMN quality_static integer NOT NULL DEFAULT 1000000,
        ADD COLUMN advantage_static integer NOT NULL DEFAULT 1000000,
        ADD COLUMN commission_static integer NOT NULL DEFAULT 1000000,
        ADD COLUMN momentum_static integer NOT NULL DEFAULT 1000000;

      UPDATE matching_cell m
         SET (quality_static, advantage_static, commission_static, momentum_static) =
             (counted.quality_static, counted.advantage_static, counted.commission_static, counted.momentum_static)
        FROM (SELECT cell, ${LARGEST('supplier_quality')} AS quality_static,
                     ${LARGEST('price_advantage')} AS advantage_static,
                     ${LARGEST('commission_value')} AS commission_static,
                     ${LARGEST('momentum')} AS momentum_static
                FROM sku
               WHERE cell IS NOT NULL
               GROUP BY cell) counted
       WHERE counted.cell = m.cell;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE matching_cell
        DROP COLUMN quality_static, DROP COLUMN advantage_static, DROP COLUMN commission_static,
        DROP COLUMN momentum_static;
    `);
  }
}
