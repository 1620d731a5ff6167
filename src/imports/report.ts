import type { DataSource } from 'typeorm';
import { IMPORT_LIMITS } from '../config/limits';
import { levelOf, type Problem, type ProblemCode, ProblemLevel, rejectsRow } from './problems';

export type ProblemCount = { code: ProblemCode; level: ProblemLevel; rows: number };
export type RowProblem = { row: number; problem: Problem };

const LEVELS = Object.values(ProblemLevel);

/** How many rows have which problem: what blocks first, then warnings, then notes; the most frequent first. */
export async function countProblems(dataSource: DataSource, importId: string): Promise<ProblemCount[]> {
  const counts = await dataSource.query<{ code: ProblemCode; rows: number }[]>(
    `SELECT problem ->> 'code' AS code, count(DISTINCT row_no)::integer AS rows
       FROM sku_import_row, jsonb_array_elements(problems) AS problem
      WHERE import_id = $1 AND problems IS NOT NULL
      GROUP BY 1 ORDER BY 2 DESC, 1`,
    [importId],
  );
  return counts
    .map(({ code, rows }) => ({ code, level: levelOf({ code }), rows }))
    .toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
}

/** All problems by row, read from the database a page at a time. */
export async function* problemsOf(dataSource: DataSource, importId: string): AsyncGenerator<RowProblem> {
  let after = 0;
  for (;;) {
    const rows = await dataSource.query<{ row: number; problems: Problem[] }[]>(
      `SELECT row_no AS row, problems FROM sku_import_row
        WHERE import_id = $1 AND row_no > $2 AND problems IS NOT NULL ORDER BY row_no LIMIT $3`,
      [importId, after, IMPORT_LIMITS.problemPageRows],
    );
    for (const { row, problems } of rows) for (const problem of problems) yield { row, problem };
    const last = rows.at(-1);
    if (!last) return;
    after = last.row;
  }
}

/** What rejected the first rows that were, to be shown at once. */
export async function firstRejections(
  dataSource: DataSource,
  importId: string,
  count: number,
): Promise<RowProblem[]> {
  const rows = await dataSource.query<{ row: number; problems: Problem[] }[]>(
    `SELECT row_no AS row, problems FROM sku_import_row
      WHERE import_id = $1 AND outcome = 'REJECTED' AND problems IS NOT NULL ORDER BY row_no LIMIT $2`,
    [importId, count],
  );
  return rows
    .flatMap(({ row, problems }) => problems.map((problem) => ({ row, problem })))
    .filter(({ problem }) => rejectsRow(problem))
    .slice(0, count);
}
