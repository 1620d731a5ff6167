import type { SupplierMetricsImport } from '../quality/importing/supplier-metrics-import.entity';
import type { IMPORT_NAMES, ImportKind } from './import-kind';
import type { SkuImport } from './sku-import.entity';

/** The class of each kind's imports. */
export type ImportOf = {
  [ImportKind.SKUS]: SkuImport;
  [ImportKind.SUPPLIER_METRICS]: SupplierMetricsImport;
};

/** An import as payloads have it: under the name of its kind. */
export type Named<K extends ImportKind> = Record<(typeof IMPORT_NAMES)[K]['action'], ImportOf[K]>;
