import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { PAGE_LIMITS } from '../config/limits';
import type { Problem } from './problems';

/** A place in the list of an import's problems: by row, and among the problems of a row in the order they were found. */
export type ProblemPlace = { row: number; ordinal: number };
export type PlacedProblem = ProblemPlace & { problem: Problem };

type Page = { importId: string; after: ProblemPlace; limit: number };
export type ImportProblemLoader = DataLoader<Page, PlacedProblem[], string>;

/** The pages that a query asks for, of however many imports, in one statement. */
export const importProblemLoader = (dataSource: DataSource): ImportProblemLoader =>
  new DataLoader(
    async (pages) => {
      const rows = await dataSource.query<(PlacedProblem & { slot: string })[]>(
        `SELECT p.slot, found.*
           FROM unnest($1::uuid[], $2::integer[], $3::integer[], $4::integer[])
                  WITH ORDINALITY AS p (import_id, row_no, ordinal, size, slot)
          CROSS JOIN LATERAL (
            SELECT r.row_no AS row, one.ordinality::integer AS ordinal, one.problem
              FROM sku_import_row r
             CROSS JOIN jsonb_array_elements(r.problems) WITH ORDINALITY AS one (problem, ordinality)
             WHERE r.import_id = p.import_id AND r.problems IS NOT NULL AND r.row_no >= p.row_no
               AND (r.row_no, one.ordinality) > (p.row_no, p.ordinal)
             ORDER BY r.row_no, one.ordinality
             LIMIT p.size) found
          ORDER BY p.slot, found.row, found.ordinal`,
        [
          pages.map(({ importId }) => importId),
          pages.map(({ after }) => after.row),
          pages.map(({ after }) => after.ordinal),
          pages.map(({ limit }) => limit),
        ],
      );
      const found: PlacedProblem[][] = pages.map(() => []);
      for (const { slot, ...placed } of rows) found[Number(slot) - 1]!.push(placed);
      return found;
    },
    { cacheKeyFn: ({ importId, after, limit }) => `${importId} ${after.row} ${after.ordinal} ${limit}` },
  );

/** How many problems imports have, counted as far as all lists are. */
export const importProblemCountLoader = (dataSource: DataSource): DataLoader<string, number> =>
  new DataLoader(async (importIds) => {
    const rows = await dataSource.query<{ count: number }[]>(
      `SELECT (SELECT count(*)::integer
                 FROM (SELECT FROM sku_import_row r CROSS JOIN jsonb_array_elements(r.problems)
                        WHERE r.import_id = p.import_id AND r.problems IS NOT NULL LIMIT $2) counted) AS count
         FROM unnest($1::uuid[]) WITH ORDINALITY AS p (import_id, slot)
        ORDER BY p.slot`,
      [importIds, PAGE_LIMITS.maxTotalCount + 1],
    );
    return rows.map(({ count }) => count);
  });
