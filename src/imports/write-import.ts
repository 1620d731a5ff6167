import type { QueryRunner } from 'typeorm';
import { auditedTransaction } from '../audit/audited-transaction';
import type { Author } from '../audit/author';
import type { CheckReference } from './checking/check-reference';
import { onImportConnection, type StepConnection, whileWritingTo } from './connection';
import { IMPORT_NAMES, importKind } from './import-kind';
import type { Kind, Written } from './kinds/kind';
import { KINDS } from './kinds/kinds';
import { takeStep, WrongImportState } from './life-cycle';
import { millionths, type OnProgress } from './progress';
import { FileImport, ImportStatus } from './file-import.entity';
import { importRows, importsEnded } from '../observability/metrics';

export type WriteOptions = {
  onProgress?: OnProgress;
  /** All that it brings is written; it is DONE when this resolves. */
  onWritten?: () => Promise<void>;
  /** Ends it after the chunk in hand, to be gone on with. */
  signal?: AbortSignal;
};

/** An import that has to be written before the one that was asked for cannot be. */
export class EarlierImportFailed extends Error {
  constructor(
    readonly importId: string,
    cause: unknown,
  ) {
    super(`The import ${importId}, confirmed earlier, cannot be written: ${String(cause)}`, { cause });
  }
}

/**
 * Writes what a confirmed import brings, a chunk at a time; takes it up where an earlier process was killed. A
 * row is either still staged or written, so each is written once, however often this is called. Imports into the same
 * belt that were confirmed earlier are written before it: of two that have the same goods, the one confirmed later
 * wins, whoever works at them.
 * @throws EarlierImportFailed
 */
export function writeImport(
  on: StepConnection,
  reference: CheckReference,
  id: string,
  { onProgress = () => undefined, onWritten, signal }: WriteOptions = {},
): Promise<void> {
  return onImportConnection(on, async (runner) => {
    const { beltNumber } = await runner.manager.findOneByOrFail(FileImport, { uuid: id });
    const write = async (): Promise<void> => {
      const { status } = await runner.manager.findOneByOrFail(FileImport, { uuid: id });
      // Somebody else had the belt before us, and has written it all.
      if (status === ImportStatus.DONE) return;
      if (status !== ImportStatus.WRITING) throw new WrongImportState(id, [ImportStatus.WRITING]);
      for (const due of await confirmedUpTo(runner, id)) {
        if (due === id) await writeOne(id, onProgress);
        else {
          await writeOne(due, () => undefined).catch((error: unknown) => {
            throw new EarlierImportFailed(due, error);
          });
        }
      }
    };
    const writeOne = async (due: string, tell: OnProgress): Promise<void> => {
      const name = await importKind(runner, due);
      const kind = KINDS[name];
      const author = await authorOfRows(runner, due, IMPORT_NAMES[name]);
      if (kind.prepare) await auditedTransaction(runner, author, () => kind.prepare!(runner, due));
      await writeChunks(runner, { id: due, kind, reference, author }, tell, signal);
      await onWritten?.();
      await takeStep(runner, due, () => finish(runner, due));
      importsEnded.inc({ status: ImportStatus.DONE });
      await kind.settle?.(runner, beltNumber);
    };
    await whileWritingTo(runner, beltNumber, write, signal);
  });
}

/**
 * Writes the few rows of a confirmed import, at most a chunk of them; belongs into the transaction that opened it, and
 * says who did. It waits for no other import: nobody else can see this one before it is DONE.
 */
export async function writeRows(
  runner: QueryRunner,
  kind: Kind,
  reference: CheckReference,
  id: string,
): Promise<Written> {
  await kind.prepare?.(runner, id);
  const written = await kind.writeChunk(runner, id, 0, reference);
  await count(runner, id, written, millionths(1));
  await finish(runner, id);
  return written;
}

/** The import and those of its belt that come before it, in the order in which they were confirmed. */
async function confirmedUpTo(runner: QueryRunner, id: string): Promise<string[]> {
  const due: { id: string }[] = await runner.query(
    `SELECT earlier.id
       FROM sku_import i
       JOIN sku_import earlier ON earlier.belt_number = i.belt_number AND earlier.status = 'WRITING'
                              AND (earlier.confirmed_at, earlier.id) <= (i.confirmed_at, i.id)
      WHERE i.id = $1
      ORDER BY earlier.confirmed_at, earlier.id`,
    [id],
  );
  return due.map((row) => row.id);
}

/**
 * Rows of a file are written in the name of whoever opened its import, whichever process does it. Which roles they had
 * is what the audit log keeps of that; none where it was pruned.
 */
async function authorOfRows(
  runner: QueryRunner,
  id: string,
  { type, action }: { type: string; action: string },
): Promise<Author> {
  const [opened] = (await runner.query(
    `SELECT i.created_by AS actor, coalesce(e.roles, '{}') AS roles
       FROM sku_import i
       LEFT JOIN audit_entry e
              ON e.subject_type = $2 AND e.subject_id = i.id::text AND e.operation = 'CREATED'
      WHERE i.id = $1`,
    [id, type],
  )) as [Pick<Author, 'actor' | 'roles'>];
  return { ...opened, action, reference: id };
}

type Work = { id: string; kind: Kind; reference: CheckReference; author: Author };

async function writeChunks(
  runner: QueryRunner,
  { id, kind, reference, author }: Work,
  onProgress: OnProgress,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { accepted, left } = await countRows(runner, id);
  let rows = accepted - left;
  let after: number | null = 0;
  while (after !== null) {
    const from: number = after;
    const written: Written = await auditedTransaction(runner, author, async () => {
      const chunk = await kind.writeChunk(runner, id, from, reference);
      await count(runner, id, chunk, millionths(shareOf(rows + chunk.rows, accepted)));
      return chunk;
    });
    importRows.inc({ what: 'inserted' }, written.inserted.length);
    importRows.inc({ what: 'updated' }, written.updated.length);
    rows += written.rows;
    after = written.last;
    onProgress({ step: 'WRITING', rows, share: shareOf(rows, accepted) });
    signal?.throwIfAborted();
  }
}

const shareOf = (rows: number, accepted: number): number => (accepted === 0 ? 1 : rows / accepted);

async function countRows(runner: QueryRunner, id: string): Promise<{ accepted: number; left: number }> {
  const [counts] = (await runner.query(
    `SELECT i.rows_read - i.rows_rejected AS accepted,
            (SELECT count(*)::integer FROM sku_import_row WHERE import_id = i.id AND outcome = 'ACCEPTED') AS left
       FROM sku_import i WHERE i.id = $1`,
    [id],
  )) as [{ accepted: number; left: number }];
  return counts;
}

const count = (runner: QueryRunner, id: string, chunk: Written, progress: number): Promise<unknown> =>
  runner.query(
    `UPDATE sku_import
        SET rows_inserted = rows_inserted + $2, rows_updated = rows_updated + $3, progress = $4, updated_at = now()
      WHERE id = $1`,
    [id, chunk.inserted.length, chunk.updated.length, progress],
  );

/** What was foreseen gives way to what came about: the catalogue may have changed in between. */
const finish = (runner: QueryRunner, id: string): Promise<unknown> =>
  runner.query(
    `UPDATE sku_import
        SET status = 'DONE', progress = 1000000, rows_to_insert = rows_inserted, rows_to_update = rows_updated,
            rows_unchanged = rows_read - rows_rejected - rows_inserted - rows_updated,
            updated_at = now(), finished_at = now()
      WHERE id = $1`,
    [id],
  );
