import type { QueryRunner } from 'typeorm';
import { auditedTransaction } from '../audit/audited-transaction';
import { type Author, program } from '../audit/author';
import { IMPORT_LIMITS } from '../config/limits';
import { importsEnded } from '../observability/metrics';
import { onImportConnection, OPENING_LOCK, type StepConnection } from './connection';
import type { Problem } from './problems';
import { type ImportFormat, ImportStatus, SkuImport } from './sku-import.entity';

const DAY_MS = 86_400_000;

export type ImportRequest = {
  beltNumber: number;
  fileName: string;
  format: ImportFormat;
  createdBy: string;
  assumedStock: number;
  /** Whether suppliers that the belt does not have are created; true where left out. */
  createSuppliers?: boolean;
  /** Of a workbook; the first that is visible where left out. */
  sheet?: string | null;
  autoConfirm?: boolean;
  idempotencyKey?: string;
};

/** The import is not in a state in which this can be done; somebody else may have moved it on. */
export class WrongImportState extends Error {
  constructor(id: string, expected: readonly ImportStatus[]) {
    super(`The import ${id} is not ${expected.join(' or ')}.`);
  }
}

/** As many imports of the belt are open as may be. */
export class TooManyOpenImports extends Error {}

/** What imports are called in the audit log where no mutation says more. */
export const IMPORT_ACTION = 'skuImport';

/**
 * Opens an import, or finds the one that the same person opened under the same idempotency key.
 * @param by as whom the audit log keeps it: that is where the roles of whoever opened it are found later
 * @param maxOpen how many of the belt's may be open with it; no end to them where left out
 * @throws TooManyOpenImports
 */
export const openImport = (
  on: StepConnection,
  request: ImportRequest,
  by: Author = { actor: request.createdBy, roles: [], action: IMPORT_ACTION },
  maxOpen?: number,
): Promise<SkuImport> =>
  auditedTransaction(on, by, async (runner) => {
    if (maxOpen === undefined) return (await open(runner, request)).skuImport;
    const { beltNumber } = request;
    // Of those who open one at once, each counts the others'.
    await runner.query('SELECT pg_advisory_xact_lock($1, $2)', [OPENING_LOCK, beltNumber]);
    const { skuImport, isNew } = await open(runner, request);
    if (isNew && (await countOpen(runner, beltNumber)) > maxOpen) throw new TooManyOpenImports();
    return skuImport;
  });

async function countOpen(db: QueryRunner, beltNumber: number): Promise<number> {
  const [{ open: count }] = (await db.query(
    'SELECT count(*)::integer AS open FROM sku_import WHERE belt_number = $1 AND finished_at IS NULL',
    [beltNumber],
  )) as [{ open: number }];
  return count;
}

type Opened = { skuImport: SkuImport; isNew: boolean };

async function open(db: QueryRunner, request: ImportRequest): Promise<Opened> {
  const imports = db.manager.getRepository(SkuImport);
  const { beltNumber, fileName, format, createdBy, assumedStock } = request;
  const { createSuppliers = true, sheet = null, autoConfirm = false, idempotencyKey = null } = request;
  const [opened] = (await db.query(
    `INSERT INTO sku_import
       (belt_number, file_name, format, sheet, created_by, assumed_stock, create_suppliers, auto_confirm,
        idempotency_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (created_by, idempotency_key) DO NOTHING RETURNING id`,
    [
      beltNumber,
      fileName,
      format,
      sheet,
      createdBy,
      assumedStock,
      createSuppliers,
      autoConfirm,
      idempotencyKey,
    ],
  )) as { id: string }[];
  return opened
    ? { skuImport: await imports.findOneByOrFail({ uuid: opened.id }), isNew: true }
    : {
        skuImport: await imports.findOneByOrFail({ createdBy, idempotencyKey: idempotencyKey! }),
        isNew: false,
      };
}

/** Whether its file has still to come, or is just coming. */
export const awaitsFile = ({ sha256, finishedAt }: SkuImport): boolean =>
  sha256 === null && finishedAt === null;

/**
 * Moves an import on, if it is in one of the states it may be moved from: of two who try, one succeeds. One that FAILED
 * while it was written can be gone on with, as long as its rows are kept. Belongs into a transaction that says who does it.
 */
export async function moveImport(
  runner: QueryRunner,
  id: string,
  from: readonly ImportStatus[],
  to: ImportStatus,
  failure: Problem | null = null,
): Promise<void> {
  const isLast = [ImportStatus.DONE, ImportStatus.FAILED, ImportStatus.CANCELLED].includes(to);
  const [moved] = (await runner.query(
    `UPDATE sku_import
        SET status = $3::import_status, failure = $4, progress = 0, attempts = 0, updated_at = now(),
            confirmed_at = CASE WHEN $3::import_status = 'WRITING' THEN clock_timestamp() ELSE confirmed_at END,
            finished_at = CASE WHEN $5 THEN now() END
      WHERE id = $1 AND status = ANY ($2::import_status[])
        AND (status <> 'FAILED' OR confirmed_at IS NOT NULL AND finished_at > now() - make_interval(hours => $6))
     RETURNING id`,
    [id, from, to, failure && JSON.stringify(failure), isLast, IMPORT_LIMITS.rowsKeptDays * 24],
  )) as [unknown[]];
  if (moved.length === 0) throw new WrongImportState(id, from);
  if (isLast) importsEnded.inc({ status: to });
}

/** Does a step that the program takes with an import by itself. */
export const takeStep = <T>(
  on: StepConnection,
  id: string,
  step: (runner: QueryRunner) => Promise<T>,
): Promise<T> => auditedTransaction(on, program(IMPORT_ACTION, id), step);

/** From here on the import will be written, by whoever gets to it, or the rest of it: see writeImport. */
export const confirmImport = (
  on: StepConnection,
  id: string,
  by: Author = program(IMPORT_ACTION, id),
): Promise<void> =>
  auditedTransaction(on, by, (runner) =>
    moveImport(runner, id, [ImportStatus.CHECKED, ImportStatus.FAILED], ImportStatus.WRITING),
  );

export const CANCELLABLE: readonly ImportStatus[] = [
  ImportStatus.AWAITING_UPLOAD,
  ImportStatus.CHECKING,
  ImportStatus.CHECKED,
];

/** Gives up an import whose writing has not begun. Its counts and the rejected rows stay. */
export async function cancelImport(
  on: StepConnection,
  id: string,
  {
    from = CANCELLABLE,
    by = program(IMPORT_ACTION, id),
    why = null,
  }: { from?: readonly ImportStatus[]; by?: Author; why?: Problem | null } = {},
): Promise<void> {
  await onImportConnection(on, async (runner) => {
    await auditedTransaction(runner, by, () => moveImport(runner, id, from, ImportStatus.CANCELLED, why));
    await dropAccepted(runner, id);
  });
}

/** Until when the rows of an import are kept; null while it goes on, and they stay. */
export const rowsKeptUntil = ({ finishedAt }: Pick<SkuImport, 'finishedAt'>): Date | null =>
  finishedAt && new Date(finishedAt.getTime() + IMPORT_LIMITS.rowsKeptDays * DAY_MS);

/** By the clock, and not by what is dropped already: so all rows are there, or none are told of. */
export const keepsRows = (skuImport: Pick<SkuImport, 'finishedAt'>): boolean =>
  (rowsKeptUntil(skuImport)?.getTime() ?? Infinity) > Date.now();

/** Of an import that will not be written. */
export const dropAccepted = (runner: QueryRunner, id: string): Promise<unknown> =>
  runner.query(`DELETE FROM sku_import_row WHERE import_id = $1 AND outcome = 'ACCEPTED'`, [id]);

/** Forgets the rows that were staged so far, so that the file can be read again. */
export async function dropRows(runner: QueryRunner, id: string): Promise<void> {
  await runner.query('DELETE FROM sku_import_row WHERE import_id = $1', [id]);
  await runner.query('UPDATE sku_import SET rows_read = 0, rows_rejected = 0 WHERE id = $1', [id]);
}

/** An import whose file broke off awaits it anew; for whoever holds the import, and so knows that it does not come. */
export async function awaitUploadAnew(runner: QueryRunner, id: string): Promise<void> {
  await dropRows(runner, id);
  await takeStep(runner, id, () =>
    moveImport(runner, id, [ImportStatus.CHECKING], ImportStatus.AWAITING_UPLOAD),
  );
}
