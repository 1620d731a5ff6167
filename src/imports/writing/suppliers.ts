import type { QueryRunner } from 'typeorm';
import { qualityOf } from '../../quality/score';

/**
 * Creates the suppliers that the belt does not have yet, of all rows at once: a supplier's region may stand in any of
 * its rows. Nobody has observed them yet, so their quality is what is expected of a newcomer.
 */
export async function createSuppliers(runner: QueryRunner, importId: string): Promise<void> {
  await runner.query(
    `INSERT INTO supplier (belt_number, code, name, kind, region_code, quality)
     SELECT DISTINCT ON (r.supplier_code)
            i.belt_number, r.supplier_code, r.supplier_name, r.supplier_kind, r.supplier_region_code, $2::integer
       FROM sku_import i
       JOIN sku_import_row r ON r.import_id = i.id
      WHERE i.id = $1 AND i.create_suppliers AND r.outcome = 'ACCEPTED' AND r.supplier_name IS NOT NULL
      ORDER BY r.supplier_code, r.supplier_region_code IS NULL, r.row_no
     ON CONFLICT (belt_number, code) DO NOTHING`,
    [importId, qualityOf([]).score],
  );
}
