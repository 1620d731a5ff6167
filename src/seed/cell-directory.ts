import type { QueryRunner } from 'typeorm';
import { CELL_COUNTS, COUNTED_COLUMNS } from '../matching/cell-counts';

/**
 * Counts all matching cells at once, for a catalogue that was loaded past the trigger which notes changes; returns
 * how many there are.
 */
export async function fillCellDirectory(runner: QueryRunner): Promise<number> {
  const { affected } = await runner.query(
    `WITH version AS (SELECT nextval('matching_cell_version') AS version)
     INSERT INTO matching_cell (cell, ${COUNTED_COLUMNS}, version, sums_version)
     SELECT s.cell, ${CELL_COUNTS}, version.version, version.version
       FROM sku s, version
      WHERE s.cell IS NOT NULL
      GROUP BY s.cell, version.version`,
    undefined,
    true,
  );
  return affected ?? 0;
}
