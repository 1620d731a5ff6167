import type { DataSource, QueryRunner } from 'typeorm';
import { auditedTransaction } from '../../audit/audited-transaction';
import { type Author, sayAuthor } from '../../audit/author';
import type { CheckReference } from '../checking/check-reference';
import { AssumptionTally } from '../assumptions';
import { type CheckedRow, checkRow } from '../checking/check-row';
import { compareRows } from '../compare-import';
import { GOODS, GOODS_KEY } from '../kinds/goods';
import { type ImportRequest, moveImport, openImport } from '../life-cycle';
import type { Problem } from '../problems';
import { millionths } from '../progress';
import type { MappedRow } from '../reading/columns';
import { ImportStatus } from '../file-import.entity';
import { writeRows } from '../write-import';
import { rejectDuplicates } from '../writing/compare';
import { stagedRow } from '../writing/staged-columns';
import { Staging } from '../writing/staging';
import { type ExpectedRow, rejectMoved } from './expected-versions';

export enum UpsertOutcome {
  INSERTED = 'INSERTED',
  UPDATED = 'UPDATED',
  UNCHANGED = 'UNCHANGED',
  REJECTED = 'REJECTED',
}

export type UpsertedRow = {
  outcome: UpsertOutcome;
  /** Null where it was rejected, unless because the goods have another version. */
  skuId: string | null;
  problems: Problem[];
};

/** A row, and the version that whoever sends it has seen; null for whatever there is. */
export type UpsertRow = MappedRow & { expectedVersion: number | null };

export type Upserted = { importId: string; /** In the order of the rows. */ rows: UpsertedRow[] };

/**
 * Brings a few rows into the catalogue at once: an import whose rows need no file, all of whose steps are one
 * transaction, which is done anew where it lost against another one. So the very checks and statements of imports decide
 * what becomes of a row, and what came about can be looked up like that of a file. The other way, to call the checks and
 * the merging without an import, would need a second source of rows beside the staging table for each of the
 * statements.
 *
 * Rows are numbered from 1.
 */
export function upsertRows(
  dataSource: DataSource,
  reference: CheckReference,
  request: ImportRequest,
  rows: readonly UpsertRow[],
  by: Author,
): Promise<Upserted> {
  const checked = rows.map((row) => checkRow(row, reference));
  return auditedTransaction(dataSource, by, async (runner) => {
    const { uuid: importId } = await openImport(runner, request, by);
    await sayAuthor(runner, { ...by, reference: importId });
    await moveImport(runner, importId, [ImportStatus.AWAITING_UPLOAD], ImportStatus.CHECKING);
    const staging = new Staging(runner, importId, () => millionths(1));
    const assumptions = new AssumptionTally();
    for (const row of checked) {
      if (row.clean) assumptions.add(row.clean);
      await staging.add(stagedRow(importId, row));
    }
    await staging.finish();
    await staging.conclude(null, assumptions.result());
    const expected = expectedOf(rows, checked);
    if (expected.length > 0) {
      // First of all, or one of two that are meant for the same goods would land where the other is rejected.
      await rejectDuplicates(runner, importId, GOODS_KEY);
      await rejectMoved(runner, request.beltNumber, importId, expected);
    }
    await compareRows(runner, GOODS, reference, importId);
    await moveImport(runner, importId, [ImportStatus.CHECKED], ImportStatus.WRITING);
    const { inserted, updated } = await writeRows(runner, GOODS, reference, importId);
    const left = await rowsLeft(runner, importId);
    const skuIds = await skuIdsOf(runner, request.beltNumber, checked);
    return {
      importId,
      rows: checked.map(({ number }) => {
        const { isRejected = false, problems = [] } = left.get(number) ?? {};
        if (isRejected) {
          const isMoved = problems.some(({ code }) => code === 'VERSION_MOVED');
          const skuId = isMoved ? (skuIds.get(number) ?? null) : null;
          return { outcome: UpsertOutcome.REJECTED, skuId, problems };
        }
        const skuId = skuIds.get(number)!;
        if (inserted.includes(number)) return { outcome: UpsertOutcome.INSERTED, skuId, problems };
        if (updated.includes(number)) return { outcome: UpsertOutcome.UPDATED, skuId, problems };
        return { outcome: UpsertOutcome.UNCHANGED, skuId, problems };
      }),
    };
  });
}

/** Rejected rows, and those that landed with notes. */
async function rowsLeft(
  runner: QueryRunner,
  importId: string,
): Promise<Map<number, { isRejected: boolean; problems: Problem[] }>> {
  const left = (await runner.query(
    `SELECT row_no AS row, outcome = 'REJECTED' AS "isRejected", problems FROM sku_import_row WHERE import_id = $1`,
    [importId],
  )) as { row: number; isRejected: boolean; problems: Problem[] }[];
  return new Map(left.map(({ row, ...found }) => [row, found]));
}

/** By the number of the row; of rejected rows, too, where there are such goods. */
async function skuIdsOf(
  runner: QueryRunner,
  beltNumber: number,
  rows: readonly CheckedRow[],
): Promise<Map<number, string>> {
  const accepted = rows.flatMap(({ number, clean }) => (clean ? [{ number, clean }] : []));
  const found = (await runner.query(
    `SELECT r.row_no AS row, k.id
       FROM unnest($2::integer[], $3::text[], $4::text[]) AS r (row_no, supplier_code, code)
       JOIN supplier s ON s.belt_number = $1 AND s.code = r.supplier_code
       JOIN sku k ON k.supplier_id = s.id AND k.code = r.code`,
    [
      beltNumber,
      accepted.map(({ number }) => number),
      accepted.map(({ clean }) => clean.supplier.code),
      accepted.map(({ clean }) => clean.code),
    ],
  )) as { row: number; id: string }[];
  return new Map(found.map(({ row, id }) => [row, id]));
}

const expectedOf = (rows: readonly UpsertRow[], checked: readonly CheckedRow[]): ExpectedRow[] =>
  checked.flatMap(({ number, clean }, i) => {
    const { expectedVersion } = rows[i]!;
    if (!clean || expectedVersion === null) return [];
    return [{ number, supplierCode: clean.supplier.code, code: clean.code, expectedVersion }];
  });
