import type { QueryRunner } from 'typeorm';

/**
 * Takes written rows out of the staging table: those without notes go, of the others the notes stay.
 * @param rows says which rows, over the parameters from $2 on @param emptied the columns of the kind's rows beside them
 */
export async function takeOut(
  runner: QueryRunner,
  importId: string,
  rows: string,
  parameters: readonly unknown[],
  emptied: readonly string[],
): Promise<void> {
  const written = `import_id = $1 AND ${rows} AND outcome = 'ACCEPTED'`;
  const empty = emptied.map((column) => `${column} = NULL`).join(', ');
  await runner.query(`DELETE FROM sku_import_row WHERE ${written} AND problems IS NULL`, [
    importId,
    ...parameters,
  ]);
  await runner.query(`UPDATE sku_import_row SET outcome = 'WRITTEN', ${empty} WHERE ${written}`, [
    importId,
    ...parameters,
  ]);
}
