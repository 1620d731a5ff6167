import type { QueryRunner } from 'typeorm';
import { problem } from '../problems';

/** A row that is meant for goods at one version alone. */
export type ExpectedRow = { number: number; supplierCode: string; code: string; expectedVersion: number };

/**
 * Rejects rows whose goods no longer have the version that was seen. The others are locked until the transaction ends, in
 * the order in which writing locks them, so that they still have it when they are written.
 */
export async function rejectMoved(
  runner: QueryRunner,
  beltNumber: number,
  importId: string,
  rows: readonly ExpectedRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const keys = [beltNumber, rows.map(({ supplierCode }) => supplierCode), rows.map(({ code }) => code)];
  const found = (await runner.query(
    `SELECT s.code AS "supplierCode", k.code, k.version
       FROM sku k JOIN supplier s ON s.id = k.supplier_id
      WHERE s.belt_number = $1
        AND (s.code, k.code) IN (SELECT * FROM unnest($2::text[], $3::text[]))
      ORDER BY k.supplier_id, k.code FOR NO KEY UPDATE OF k`,
    keys,
  )) as { supplierCode: string; code: string; version: number }[];
  const versions = new Map(
    found.map(({ supplierCode, code, version }) => [keyOf(supplierCode, code), version]),
  );
  const moved = rows.flatMap((row) => {
    const version = versions.get(keyOf(row.supplierCode, row.code)) ?? 0;
    if (version === row.expectedVersion) return [];
    const { number, code } = row;
    return [{ number, problem: problem('VERSION_MOVED', null, code, { version }) }];
  });
  if (moved.length === 0) return;
  await runner.query(
    `UPDATE sku_import_row r
        SET outcome = 'REJECTED', problems = coalesce(r.problems, '[]') || jsonb_build_array(m.problem)
       FROM unnest($2::integer[], $3::jsonb[]) AS m (row_no, problem)
      WHERE r.import_id = $1 AND r.row_no = m.row_no`,
    [importId, moved.map(({ number }) => number), moved.map((row) => JSON.stringify(row.problem))],
  );
}

const keyOf = (supplierCode: string, code: string): string => JSON.stringify([supplierCode, code]);
