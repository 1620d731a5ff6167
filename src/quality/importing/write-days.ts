import type { QueryRunner } from 'typeorm';
import { QUALITY_LIMITS } from '../../config/limits';
import type { Written } from '../../imports/kinds/kind';
import { takeOut } from '../../imports/writing/take-out';
import { recordDays } from '../recording/record-days';
import { stagedDays } from './staged-days';
import { EMPTIED_COLUMNS } from './staged-row';

/**
 * Supplier by supplier, not in the order of the file, which mostly goes day by day: so a supplier's quality, and with it
 * its SKUs, is written once or twice instead of once for each of its days.
 */
const NEXT_DAYS = `
  SELECT * FROM sku_import_row
   WHERE import_id = $1 AND outcome = 'ACCEPTED' AND day IS NOT NULL
   ORDER BY supplier_code, row_no LIMIT $2`;

/**
 * Records the next days of an import and takes them out of the staging table; belongs into one transaction. As whoever
 * records days, it locks their suppliers first, in the order of their ids.
 */
export async function writeDays(runner: QueryRunner, importId: string): Promise<Written> {
  const days = await stagedDays(runner, NEXT_DAYS, [importId, QUALITY_LIMITS.chunkRows]);
  const recorded = await recordDays(runner, days);
  const numbers = days.map(({ row }) => row);
  await takeOut(runner, importId, 'row_no = ANY ($2::integer[])', [numbers], EMPTIED_COLUMNS);
  const whose = (outcome: string): number[] => numbers.filter((_, i) => recorded[i]!.outcome === outcome);
  return {
    last: numbers.at(-1) ?? null,
    rows: numbers.length,
    inserted: whose('CREATED'),
    updated: whose('REPLACED'),
  };
}
