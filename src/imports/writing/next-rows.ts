/** The next rows of an import, $1, after row $2, at most $3 of them. The LIMIT tells the planner how few they are. */
export const NEXT_ROWS = `
  SELECT * FROM sku_import_row
   WHERE import_id = $1 AND row_no > $2 AND outcome = 'ACCEPTED'
   ORDER BY row_no LIMIT $3`;
