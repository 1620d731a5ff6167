import type { DataSource, QueryRunner } from 'typeorm';
import { inTransaction } from '../../database/transaction';
import { settleLabels } from './settle-labels';

/** Nobody else can gain or lose a label by their goods. */
const OF_BELT = 'SELECT id FROM supplier WHERE belt_number = $1 AND (enterprise_qualified OR reliable)';
const OF_SKUS = 'SELECT DISTINCT supplier_id AS id FROM sku WHERE id = ANY ($1::uuid[])';

/**
 * Goods of these suppliers changed. After the transaction that wrote them, never in it: it holds suppliers by a lock that
 * others share, and two of them that both wanted more would wait for each other.
 */
const settleFor = (on: DataSource | QueryRunner, suppliers: string, of: unknown): Promise<number> =>
  inTransaction(on, async (runner) => {
    const rows = (await runner.query(suppliers, [of])) as { id: string }[];
    return settleLabels(
      runner,
      rows.map(({ id }) => id),
    );
  });

export const settleLabelsOfBelt = (on: DataSource | QueryRunner, beltNumber: number): Promise<number> =>
  settleFor(on, OF_BELT, beltNumber);

export const settleLabelsOfSkus = (
  on: DataSource | QueryRunner,
  skuIds: readonly string[],
): Promise<number> => settleFor(on, OF_SKUS, skuIds);
