import type { Language } from '../graphql/language';
import type { Sku } from '../skus/sku.entity';
import { SkuStatus } from '../skus/sku.enums';
import { SupplierStatus } from '../suppliers/supplier.entity';
import { type Exclusion, ExclusionReason } from './exclusion.types';

/**
 * Not of a supplier that may not be matched any more and whose SKUs, aliased t, do not say so yet (src/governance). Read
 * once a statement, and nearly always empty.
 */
export const NOT_WITHHELD = 't.supplier_id <> ALL (ARRAY (SELECT w.supplier_id FROM withheld_supplier w))';

/** What eligibility looks at. */
export type Eligibility = Pick<Sku, 'status' | 'supplierStatus' | 'flagged' | 'stock'>;

type Obstacle = {
  reason: ExclusionReason;
  applies: (sku: Eligibility) => boolean;
  message: (sku: Eligibility) => Record<Language, string>;
};

/**
 * A SKU is eligible where none of these applies. Postgres has the same rule in matching_cell_key, which keeps the
 * ineligible out of the cells; this one says which part of it failed.
 */
const OBSTACLES: readonly Obstacle[] = [
  {
    reason: ExclusionReason.NOT_LISTED,
    applies: ({ status }) => status !== SkuStatus.LISTED,
    message: ({ status }) =>
      status === SkuStatus.DRAFT
        ? { 'zh-CN': '还是草稿，尚未上架', en: 'It is a draft, not offered yet' }
        : { 'zh-CN': '已下架', en: 'It was taken out of the catalogue' },
  },
  {
    reason: ExclusionReason.SUPPLIER_NOT_ACTIVE,
    applies: ({ supplierStatus }) => supplierStatus !== SupplierStatus.ACTIVE,
    message: ({ supplierStatus }) =>
      supplierStatus === SupplierStatus.LIMITED
        ? {
            'zh-CN': '供应商受限，其货品暂不参与匹配',
            en: 'Its supplier is limited: listed, but not matched',
          }
        : { 'zh-CN': '供应商已被冻结', en: 'Its supplier is frozen' },
  },
  {
    reason: ExclusionReason.FLAGGED,
    applies: ({ flagged }) => flagged,
    message: () => ({
      'zh-CN': '已被审核标记，暂不参与匹配',
      en: 'A reviewer holds it back from matching',
    }),
  },
  {
    reason: ExclusionReason.OUT_OF_STOCK,
    applies: ({ stock }) => stock === 0,
    message: () => ({ 'zh-CN': '没有库存', en: 'It is out of stock' }),
  },
];

/** The first of the reasons for which a SKU is not eligible. */
export const firstReasonAgainst = (sku: Eligibility): ExclusionReason | undefined =>
  OBSTACLES.find(({ applies }) => applies(sku))?.reason;

/** Every reason for which the SKU is not eligible, in words. */
export const exclusionsOf = (sku: Eligibility, language: Language): Exclusion[] =>
  OBSTACLES.filter(({ applies }) => applies(sku)).map(({ reason, message }) => ({
    reason,
    message: message(sku)[language],
  }));
