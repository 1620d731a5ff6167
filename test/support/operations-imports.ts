import { toNodeId } from '../../src/graphql/node-id';
import { OPERATOR, type Use } from './operation-use';
import type { TestServer } from './server';

/** One import for each thing that is done with one. */
export type Imports = { imports: string[] };

/** How frontends use the operations of imports. */
export const importUses = (ids: () => Imports): Record<string, Use> => ({
  imports: {
    as: OPERATOR,
    variables: (first) => ({ first }),
    rows: (data) => data.skuImports.nodes,
    statements: ['places sku_import', 'rows sku_import'],
  },
  'import-page': {
    as: OPERATOR,
    variables: (first) => ({ id: ids().imports[0], first }),
    rows: (data) => data.node.problems.nodes,
    statements: ['rows sku_import', 'problems', 'count problems'],
  },
  'import-create': {
    as: OPERATOR,
    sizes: [1],
    variables: () => ({
      input: { belt: 'yiwu', fileName: 'goods.csv', format: 'CSV', idempotencyKey: 'operations' },
    }),
    rows: (data) => [data.skuImportCreate.skuImport.id],
    statements: ['author', 'write sku_import', 'rows sku_import'],
  },
  'import-confirm': {
    as: OPERATOR,
    sizes: [1],
    variables: () => ({ id: ids().imports[1] }),
    rows: (data) => [data.skuImportConfirm.skuImport.id],
    statements: ['rows sku_import', 'author', 'write sku_import', 'rows sku_import'],
  },
  'import-cancel': {
    as: OPERATOR,
    sizes: [1],
    variables: () => ({ id: ids().imports[2] }),
    rows: (data) => [data.skuImportCancel.skuImport.id],
    statements: [
      'rows sku_import',
      'setting',
      'author',
      'write sku_import',
      'write sku_import_row',
      'setting',
      'rows sku_import',
    ],
  },
  'import-watch': {
    as: OPERATOR,
    sizes: [1],
    variables: () => ({ id: ids().imports.at(-1) }),
    rows: (data) => [data.skuImportProgress.id],
    statements: ['rows sku_import', 'rows sku_import'],
  },
});

/** Imports into the operator's belt that are checked, but for the last, which is over; and the problems of the first. */
export async function addImports(server: TestServer): Promise<Imports> {
  // What it would do with them is done beside requests.
  await server.app.importWorker.stop();
  const { dataSource } = server.database;
  const added: { id: string }[] = await dataSource.query(
    `INSERT INTO sku_import (belt_number, file_name, format, created_by, assumed_stock, status, sha256)
     SELECT number, 'goods.csv', 'CSV', 'test', 100, 'CHECKED', repeat('0', 64)
       FROM belt, generate_series(1, 50) WHERE slug = 'yiwu' RETURNING id`,
  );
  await dataSource.query(
    `INSERT INTO sku_import_row (import_id, row_no, outcome, problems)
     SELECT $1, n, 'REJECTED', '[{"code": "TITLE_MISSING", "column": "title", "value": null, "params": {}}]'
       FROM generate_series(1, 50) AS n`,
    [added[0]!.id],
  );
  await dataSource.query(`UPDATE sku_import SET status = 'CANCELLED', finished_at = now() WHERE id = $1`, [
    added.at(-1)!.id,
  ]);
  return { imports: added.map(({ id }) => toNodeId('SkuImport', id)) };
}
