import type { DataSource, QueryRunner } from 'typeorm';
import { IMPORT_LIMITS } from '../../config/limits';

/** What is to be done next with an import that nobody works at. */
export type Step = 'AWAIT_UPLOAD' | 'COMPARE' | 'CONFIRM' | 'WRITE' | 'EXPIRE_UPLOAD' | 'EXPIRE_CONFIRMATION';

export type DueImport = { id: string; beltNumber: number; step: Step };

const DUE = `
  SELECT * FROM (
    SELECT id, belt_number AS "beltNumber", confirmed_at, updated_at,
           CASE WHEN status = 'CHECKING' AND sha256 IS NOT NULL THEN 'COMPARE'
                WHEN status = 'CHECKING' THEN 'AWAIT_UPLOAD'
                WHEN status = 'CHECKED' AND auto_confirm THEN 'CONFIRM'
                WHEN status = 'WRITING' THEN 'WRITE'
                WHEN status = 'AWAITING_UPLOAD' AND updated_at < now() - make_interval(hours => $1)
                  THEN 'EXPIRE_UPLOAD'
                WHEN status = 'CHECKED' AND updated_at < now() - make_interval(days => $2)
                  THEN 'EXPIRE_CONFIRMATION'
           END AS step
      FROM sku_import WHERE finished_at IS NULL) unfinished
   WHERE step IS NOT NULL`;

const ages = (): number[] => [IMPORT_LIMITS.awaitUploadHours, IMPORT_LIMITS.awaitConfirmDays];

/** All that is due, unless somebody is at it: what was confirmed first comes first. */
export const dueImports = (dataSource: DataSource): Promise<DueImport[]> =>
  dataSource.query(`${DUE} ORDER BY confirmed_at, updated_at`, ages());

/** What is due with one import; for whoever holds it, and so knows that nobody is at it. */
export async function dueStep(runner: QueryRunner, id: string): Promise<Step | undefined> {
  const [due] = (await runner.query(`${DUE} AND id = $3`, [...ages(), id])) as DueImport[];
  return due?.step;
}
