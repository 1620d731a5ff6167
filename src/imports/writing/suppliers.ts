import type { QueryRunner } from 'typeorm';
import { qualityOf } from '../../quality/score';
import { settleSuppliers } from '../../quality/settle-suppliers';

/**
 * Creates the suppliers that the belt does not have yet, of all rows at once: a supplier's region may stand in any of its
 * rows. Nobody has observed them, so their quality is what is expected of anybody in their belt; it is settled at once,
 * while there are no goods yet that have to follow.
 */
export async function createSuppliers(runner: QueryRunner, importId: string): Promise<void> {
  const created = (await runner.query(
    `INSERT INTO supplier (belt_number, code, name, kind, region_code, quality)
     SELECT DISTINCT ON (r.supplier_code)
            i.belt_number, r.supplier_code, r.supplier_name, r.supplier_kind, r.supplier_region_code, $2::integer
       FROM sku_import i
       JOIN sku_import_row r ON r.import_id = i.id
      WHERE i.id = $1 AND i.create_suppliers AND r.outcome = 'ACCEPTED' AND r.supplier_name IS NOT NULL
      ORDER BY r.supplier_code, r.supplier_region_code IS NULL, r.row_no
     ON CONFLICT (belt_number, code) DO NOTHING
     RETURNING id`,
    [importId, qualityOf([]).score],
  )) as { id: string }[];
  const ids = created.map(({ id }) => id);
  await settleSuppliers(runner, ids, { leastChange: 0 });
}
