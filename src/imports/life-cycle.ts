import type { QueryRunner } from 'typeorm';
import { auditedTransaction } from '../audit/audited-transaction';
import { type Author, program } from '../audit/author';
import { IMPORT_LIMITS } from '../config/limits';
import { importsEnded } from '../observability/metrics';
import { onImportConnection, OPENING_LOCK, type StepConnection } from './connection';
import type { Problem } from './problems';
import { FileImport, type ImportFormat, ImportStatus } from './file-import.entity';
import { IMPORT_NAMES, ImportKind, importKind } from './import-kind';

const DAY_MS = 86_400_000;

export type ImportRequest = {
  /** Goods where left out. */
  kind?: ImportKind;
  beltNumber: number;
  fileName: string;
  format: ImportFormat;
  createdBy: string;
  /** Of goods of which the file does not say it; of nothing else. */
  assumedStock?: number;
  /** Who counted, where a file of days does not say it. */
  source?: string | null;
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

/**
 * Opens an import, or finds the one that the same person opened under the same idempotency key.
 * @param by as whom the audit log keeps it: that is where the roles of whoever opened it are found later
 * @param maxOpen how many of the belt's may be open with it; no end to them where left out
 * @throws TooManyOpenImports
 */
export const openImport = (
  on: StepConnection,
  request: ImportRequest,
  by: Author = {
    actor: request.createdBy,
    roles: [],
    action: IMPORT_NAMES[request.kind ?? ImportKind.SKUS].action,
  },
  maxOpen?: number,
): Promise<FileImport> =>
  auditedTransaction(on, by, async (runner) => {
    if (maxOpen === undefined) return (await open(runner, request)).fileImport;
    const { beltNumber } = request;
    // Of those who open one at once, each counts the others'.
    await runner.query('SELECT pg_advisory_xact_lock($1, $2)', [OPENING_LOCK, beltNumber]);
    const { fileImport, isNew } = await open(runner, request);
    if (isNew && (await countOpen(runner, beltNumber)) > maxOpen) throw new TooManyOpenImports();
    return fileImport;
  });

async function countOpen(db: QueryRunner, beltNumber: number): Promise<number> {
  const [{ open: count }] = (await db.query(
    'SELECT count(*)::integer AS open FROM sku_import WHERE belt_number = $1 AND finished_at IS NULL',
    [beltNumber],
  )) as [{ open: number }];
  return count;
}

type Opened = { fileImport: FileImport; isNew: boolean };

async function open(db: QueryRunner, request: ImportRequest): Promise<Opened> {
  const imports = db.manager.getRepository(FileImport);
  const { kind = ImportKind.SKUS, beltNumber, fileName, format, createdBy, assumedStock = 0 } = request;
  const { createSuppliers = true, sheet = null, source = null, autoConfirm = false } = request;
  const { idempotencyKey = null } = request;
  const [opened] = (await db.query(
    `INSERT INTO sku_import
       (kind, belt_number, file_name, format, sheet, created_by, assumed_stock, create_suppliers, source, auto_confirm,
        idempotency_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (created_by, idempotency_key) DO NOTHING RETURNING id`,
    [
      kind,
      beltNumber,
      fileName,
      format,
      sheet,
      createdBy,
      assumedStock,
      createSuppliers,
      source,
      autoConfirm,
      idempotencyKey,
    ],
  )) as { id: string }[];
  return opened
    ? { fileImport: await imports.findOneByOrFail({ uuid: opened.id }), isNew: true }
    : {
        fileImport: await imports.findOneByOrFail({ createdBy, idempotencyKey: idempotencyKey! }),
        isNew: false,
      };
}

/** Whether its file has still to come, or is just coming. */
export const awaitsFile = ({ sha256, finishedAt }: FileImport): boolean =>
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
): Promise<T> =>
  onImportConnection(on, async (runner) => {
    const { action } = IMPORT_NAMES[await importKind(runner, id)];
    return auditedTransaction(runner, program(action, id), step);
  });

/** The same for somebody, where that is known. */
const takeStepFor = <T>(
  on: StepConnection,
  id: string,
  by: Author | undefined,
  step: (runner: QueryRunner) => Promise<T>,
): Promise<T> => (by ? auditedTransaction(on, by, step) : takeStep(on, id, step));

/** From here on the import will be written, by whoever gets to it, or the rest of it: see writeImport. */
export const confirmImport = (on: StepConnection, id: string, by?: Author): Promise<void> =>
  takeStepFor(on, id, by, (runner) =>
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
    by,
    why = null,
  }: { from?: readonly ImportStatus[]; by?: Author; why?: Problem | null } = {},
): Promise<void> {
  await onImportConnection(on, async (runner) => {
    await takeStepFor(runner, id, by, () => moveImport(runner, id, from, ImportStatus.CANCELLED, why));
    await dropAccepted(runner, id);
  });
}

/** Until when the rows of an import are kept; null while it goes on, and they stay. */
export const rowsKeptUntil = ({ finishedAt }: Pick<FileImport, 'finishedAt'>): Date | null =>
  finishedAt && new Date(finishedAt.getTime() + IMPORT_LIMITS.rowsKeptDays * DAY_MS);

/** By the clock, and not by what is dropped already: so all rows are there, or none are told of. */
export const keepsRows = (fileImport: Pick<FileImport, 'finishedAt'>): boolean =>
  (rowsKeptUntil(fileImport)?.getTime() ?? Infinity) > Date.now();

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
