import { METRICS } from '../../quality/importing/metrics-kind';
import { ImportKind } from '../import-kind';
import { GOODS } from './goods';
import type { Kind } from './kind';

export const KINDS: Readonly<Record<ImportKind, Kind>> = {
  [ImportKind.SKUS]: GOODS,
  [ImportKind.SUPPLIER_METRICS]: METRICS,
};
