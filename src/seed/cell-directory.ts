import type { QueryRunner } from 'typeorm';
import { CELL_COUNTS, COUNTED_COLUMNS } from '../matching/cell-counts';

/**
 * Counts all matching cells at once, for a catalogue that was loaded past the trigger which notes changes; returns
 * how many there are.
 */
export async function fillCellDirectory(runner: QueryRunner): Promise<number> {
  const { affected } = await runner.query(
    `INSERT INTO matching_cell (cell, ${COUNTED_COLUMNS}, version)
     SELECT s.cell, ${CELL_COUNTS}, (SELECT nextval('matching_cell_version'))
       FROM sku s
      WHERE s.cell IS NOT NULL
      GROUP BY s.cell`,
    undefined,
    true,
  );
  return affected ?? 0;
}
