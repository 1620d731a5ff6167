import type { Provenance, SkuStatus } from '../../skus/sku.enums';
import type { SupplierKind } from '../../suppliers/supplier.entity';

/** A row that passed all checks, in the units of the database; null where the file says nothing. */
export type CleanRow = {
  supplier: CleanSupplier;
  category: CleanCategory;
  prices: CleanPrices;
  code: string;
  codeGiven: boolean;
  title: string;
  description: string | null;
  attributes: Record<string, string> | null;
  audienceNumber: number | null;
  shippingNumber: number | null;
  provenance: Provenance | null;
  commissionBasisPoints: number | null;
  stock: number | null;
  status: SkuStatus | null;
  salesTotal: number | null;
};

export type CleanSupplier = {
  code: string;
  codeGiven: boolean;
  /** Null where only the code is given: then there must be such a supplier. */
  name: string | null;
  kind: SupplierKind | null;
  regionCode: string | null;
};

export type CleanCategory = {
  number: number;
  /** What it was recognised by. */
  by: 'LABEL' | 'TITLE' | 'NOTHING';
  audienceNumber: number;
};

/** In fen. */
export type CleanPrices = { supply: number | null; live: number; market: number | null };
