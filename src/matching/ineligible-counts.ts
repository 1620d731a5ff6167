import type { DataSource } from 'typeorm';
import { forAll } from '../observability/request-record';
import { type Eligibility, firstReasonAgainst } from './eligibility';
import type { ExclusionReason } from './exclusion.types';

/** Answered from sku_ineligible_ix alone; eighteen groups at most. */
const COUNT = `
  SELECT status, supplier_status AS "supplierStatus", flagged, count(*)::integer AS count
    FROM sku WHERE cell IS NULL GROUP BY status, supplier_status, flagged`;

type Group = Omit<Eligibility, 'stock'> & { count: number };

export type IneligibleCounts = ReadonlyMap<ExclusionReason, number>;

/**
 * How many SKUs are in no cell, by the first reason that applies. Counting reads an index entry for each of them, so
 * what was counted is kept for a while, and all who ask meanwhile share one statement.
 */
export class IneligibleCounter {
  private counts: Promise<IneligibleCounts> | undefined;
  private keptUntil = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly maxAgeMs: number,
  ) {}

  /** As of one moment, at most `maxAgeMs` before the call, or when a count still under way began. */
  current(): Promise<IneligibleCounts> {
    if (!this.counts || performance.now() >= this.keptUntil) this.counts = forAll(() => this.count());
    return this.counts;
  }

  private async count(): Promise<IneligibleCounts> {
    const began = performance.now();
    this.keptUntil = Infinity;
    try {
      const groups: Group[] = await this.dataSource.query(COUNT);
      this.keptUntil = began + this.maxAgeMs;
      return sumUp(groups);
    } catch (error) {
      this.keptUntil = 0;
      throw error;
    }
  }
}

function sumUp(groups: readonly Group[]): IneligibleCounts {
  const counts = new Map<ExclusionReason, number>();
  for (const group of groups) {
    // Stock is not in the index, whose every change would then be a change of the index as well. It need not be: what
    // nothing else keeps out of the cells has none.
    const reason = firstReasonAgainst({ ...group, stock: 0 })!;
    counts.set(reason, (counts.get(reason) ?? 0) + group.count);
  }
  return counts;
}
