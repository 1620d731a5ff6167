import type { Language } from '../graphql/language';
import { SupplierStatus } from '../suppliers/supplier.entity';

/** Where every supplier starts. */
export const FULL_CREDIT = 100;

type Rule = { why: Record<Language, string> };

/** What follows from credit, the severest first; with as much as none of them asks for, a supplier is ACTIVE. */
export const CREDIT_STATUSES: readonly (Rule & { below: number; status: SupplierStatus })[] = [
  {
    below: 30,
    status: SupplierStatus.FROZEN,
    why: {
      en: 'Several grave findings stand: buyers must not come upon its goods at all.',
      'zh-CN': '存在多项严重违规，货品不应再展示给买家。',
    },
  },
  {
    below: 60,
    status: SupplierStatus.LIMITED,
    why: {
      en: 'More than one finding stands: whoever looks for its goods may find them, but nobody is pointed to them.',
      'zh-CN': '存在多项违规，货品可被检索，但不再主动推荐。',
    },
  },
];

/** Days in which a deposit may be paid, from when it was first noticed to be short: two pay runs of most companies. */
export const DEPOSIT_GRACE_DAYS = 14;

/** The days before today whose sales count. */
export const DEPOSIT_SALES_DAYS = 30;

/** What follows from a deposit that is still short after that: its goods are not recommended any more. */
export const DEPOSIT_OVERDUE_STATUS = SupplierStatus.LIMITED;

/**
 * The deposit (保证金) by sales, from the least: 5 % of a month's sales where a tier begins, down to 1 %.
 * Small suppliers owe none, so that no deposit keeps them out. All in fen.
 */
export const DEPOSIT_TIERS: readonly { minSalesFen: number; requiredFen: number }[] = [
  { minSalesFen: 0, requiredFen: 0 },
  { minSalesFen: 10_000_000, requiredFen: 500_000 },
  { minSalesFen: 50_000_000, requiredFen: 2_000_000 },
  { minSalesFen: 200_000_000, requiredFen: 5_000_000 },
  { minSalesFen: 1_000_000_000, requiredFen: 10_000_000 },
];

export const tierOf = (salesFen: number): (typeof DEPOSIT_TIERS)[number] =>
  DEPOSIT_TIERS.findLast(({ minSalesFen }) => salesFen >= minSalesFen)!;

/** What a supplier's status follows from. */
export type Standing = {
  /** Points, 0..100. */
  balance: number;
  /** What holds that stand ask for. */
  holds: readonly SupplierStatus[];
  depositOverdue: boolean;
};

const SEVEREST_FIRST = [SupplierStatus.FROZEN, SupplierStatus.LIMITED, SupplierStatus.ACTIVE];

/** The severest of what follows from credit, holds and deposit. */
export function statusOf({ balance, holds, depositOverdue }: Standing): SupplierStatus {
  const following = [
    CREDIT_STATUSES.find(({ below }) => balance < below)?.status,
    ...holds,
    depositOverdue ? DEPOSIT_OVERDUE_STATUS : undefined,
  ];
  return SEVEREST_FIRST.find((status) => following.includes(status)) ?? SupplierStatus.ACTIVE;
}
