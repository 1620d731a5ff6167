import type { QueryRunner } from 'typeorm';
import { IMPORT_LIMITS } from '../../config/limits';
import { qualityOf } from '../../quality/score';
import { settleSuppliers } from '../../quality/settle-suppliers';

/**
 * Creates the suppliers that the belt does not have yet, of all rows at once: a supplier's region may stand in any of its
 * rows. Nobody has observed them, so their quality is what is expected of anybody in their belt; it is settled at once,
 * while there are no goods yet that have to follow. Belongs into a transaction.
 */
export async function createSuppliers(runner: QueryRunner, importId: string): Promise<void> {
  const quality = qualityOf([]).score;
  await runner.query(
    `INSERT INTO supplier (belt_number, code, name, kind, region_code, quality)
     SELECT DISTINCT ON (r.supplier_code)
            i.belt_number, r.supplier_code, r.supplier_name, r.supplier_kind, r.supplier_region_code, $2::integer
       FROM sku_import i
       JOIN sku_import_row r ON r.import_id = i.id
      WHERE i.id = $1 AND i.create_suppliers AND r.outcome = 'ACCEPTED' AND r.supplier_name IS NOT NULL
      ORDER BY r.supplier_code, r.supplier_region_code IS NULL, r.row_no
     ON CONFLICT (belt_number, code) DO NOTHING`,
    [importId, quality],
  );
  // A file may bring a hundred thousand: some at a time, or all that their scores are made of would be held at once.
  let after: string | undefined = '00000000-0000-0000-0000-000000000000';
  while (after !== undefined) {
    const created: { id: string }[] = await runner.query(CREATED, [
      importId,
      quality,
      after,
      IMPORT_LIMITS.chunkSuppliers,
    ]);
    const ids = created.map(({ id }) => id);
    if (ids.length > 0) await settleSuppliers(runner, ids, { leastChange: 0 });
    after = ids.at(-1);
  }
}

/** The next of the suppliers that this transaction created; by their quality, which has an index. */
const CREATED = `
  SELECT s.id FROM supplier s
   WHERE s.belt_number = (SELECT i.belt_number FROM sku_import i WHERE i.id = $1)
     AND s.quality = $2 AND s.created_at = now() AND s.id > $3
   ORDER BY s.id LIMIT $4`;
