import type { QueryRunner } from 'typeorm';

/** What a file is of. */
export enum ImportKind {
  SKUS = 'SKUS',
  SUPPLIER_METRICS = 'SUPPLIER_METRICS',
}

/** What imports of a kind are called: their type in the API, and their steps in the audit log. */
export const IMPORT_NAMES = {
  [ImportKind.SKUS]: { type: 'SkuImport', action: 'skuImport' },
  [ImportKind.SUPPLIER_METRICS]: { type: 'SupplierMetricsImport', action: 'supplierMetricsImport' },
} as const;

/** What an import that there is is of. */
export async function importKind(runner: QueryRunner, id: string): Promise<ImportKind> {
  const [found] = (await runner.query('SELECT kind FROM sku_import WHERE id = $1', [id])) as {
    kind: ImportKind;
  }[];
  if (!found) throw new Error(`There is no import ${id}.`);
  return found.kind;
}
