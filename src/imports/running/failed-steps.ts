import type { QueryRunner } from 'typeorm';
import { IMPORT_LIMITS } from '../../config/limits';
import { passesByItself } from '../../database/failures';
import { dropAccepted, moveImport, takeStep } from '../life-cycle';
import { type Problem, problem } from '../problems';
import { ImportStatus } from '../file-import.entity';

type Failed = { attempts: number; status: ImportStatus; written: number; left: number };

/**
 * A step of an import has failed. Where that does not pass by itself it counts as an attempt, whichever process made it,
 * and with the last one the import has FAILED: what is written stays written, and the rest can be confirmed again.
 * Returns whether it has.
 */
export async function countAttempt(runner: QueryRunner, id: string, error: unknown): Promise<boolean> {
  if (passesByItself(error)) return false;
  const [[failed]] = (await runner.query(
    `UPDATE sku_import SET attempts = attempts + 1 WHERE id = $1 AND finished_at IS NULL
     RETURNING attempts, status, rows_inserted + rows_updated AS written,
               (SELECT count(*)::integer FROM sku_import_row WHERE import_id = $1 AND outcome = 'ACCEPTED') AS left`,
    [id],
  )) as [Failed[]];
  if (!failed || failed.attempts < IMPORT_LIMITS.stepAttempts) return false;
  const { status } = failed;
  await takeStep(runner, id, () => moveImport(runner, id, [status], ImportStatus.FAILED, reasonOf(failed)));
  if (status !== ImportStatus.WRITING) await dropAccepted(runner, id);
  return true;
}

const reasonOf = ({ attempts, status, written, left }: Failed): Problem =>
  status === ImportStatus.WRITING
    ? problem('WRITING_FAILED', null, null, { attempts, written, left })
    : problem('CHECKING_FAILED', null, null, { attempts });
