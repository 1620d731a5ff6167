import type { DataSource } from 'typeorm';
import { IMPORT_LIMITS } from '../config/limits';
import type { Problem } from './problems';
import type { ImportRow } from './import-row.entity';

export type RejectedRow = {
  row: number;
  problems: Problem[];
  /** As in the file; of a row that could not be read, the beginning of its text. */
  raw: NonNullable<ImportRow['raw']>;
};

/** All rejected rows in the order of the file, read from the database a page at a time. */
export async function* rejectedRowsOf(
  dataSource: DataSource,
  importId: string,
): AsyncGenerator<RejectedRow, undefined> {
  let after = 0;
  for (;;) {
    const rows = await dataSource.query<RejectedRow[]>(
      `SELECT row_no AS row, problems, raw FROM sku_import_row
        WHERE import_id = $1 AND row_no > $2 AND problems IS NOT NULL AND outcome = 'REJECTED'
        ORDER BY row_no LIMIT $3`,
      [importId, after, IMPORT_LIMITS.problemPageRows],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = last.row;
  }
}
