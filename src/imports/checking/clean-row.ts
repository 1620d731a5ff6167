import type { Provenance, SkuStatus } from '../../skus/sku.enums';
import type { SupplierKind } from '../../suppliers/supplier.entity';

/** A row that passed all checks, in the units of the database; null where the file says nothing. */
export type CleanRow = {
  supplierCode: string;
  supplierCodeGiven: boolean;
  supplierName: string | null;
  supplierKind: SupplierKind | null;
  supplierRegionCode: string | null;
  code: string;
  codeGiven: boolean;
  title: string;
  description: string | null;
  attributes: Record<string, string> | null;
  categoryNumber: number;
  /** What the category was recognised by. */
  categoryBy: 'LABEL' | 'TITLE' | 'NOTHING';
  categoryAudienceNumber: number;
  audienceNumber: number | null;
  shippingNumber: number | null;
  provenance: Provenance | null;
  /** Fen. */
  supplyPrice: number | null;
  livePrice: number;
  marketPrice: number | null;
  /** Basis points. */
  commissionRate: number | null;
  stock: number | null;
  status: SkuStatus | null;
  salesTotal: number | null;
};
