import { IMPORT_NAMES, ImportKind } from '../../src/imports/import-kind';
import { toNodeId } from '../../src/graphql/node-id';
import { OPERATOR, type Use } from './operation-use';
import type { TestServer } from './server';

/** One import for each thing that is done with one, of each kind. */
export type Imports = { imports: Record<ImportKind, string[]> };

/** How frontends use the operations of imports. */
export const importUses = (ids: () => Imports): Record<string, Use> => ({
  ...usesOf('', ImportKind.SKUS, ids),
  ...usesOf('metrics-', ImportKind.SUPPLIER_METRICS, ids),
});

/** They cost the same, whatever a file is of. */
function usesOf(prefix: string, kind: ImportKind, ids: () => Imports): Record<string, Use> {
  const name = IMPORT_NAMES[kind].action;
  const id = (at: number) => () => ({ id: ids().imports[kind].at(at) });
  const fileName = 'file.csv';
  const input = { belt: 'yiwu', fileName, format: 'CSV', idempotencyKey: `operations of ${name}` };
  const changed = (data: any, what: string): string[] => [data[name + what][name].id];
  return {
    [`${prefix}imports`]: {
      as: OPERATOR,
      variables: (first) => ({ first }),
      rows: (data) => data[`${name}s`].nodes,
      statements: ['places sku_import', 'rows sku_import'],
    },
    [`${prefix}import-page`]: {
      as: OPERATOR,
      variables: (first) => ({ ...id(0)(), first }),
      rows: (data) => data.node.problems.nodes,
      statements: ['rows sku_import', 'problems', 'count problems'],
    },
    [`${prefix}import-create`]: {
      as: OPERATOR,
      sizes: [1],
      variables: () => ({ input }),
      rows: (data) => changed(data, 'Create'),
      statements: ['author', 'write sku_import', 'rows sku_import', 'rows sku_import'],
    },
    [`${prefix}import-confirm`]: {
      as: OPERATOR,
      sizes: [1],
      variables: id(1),
      rows: (data) => changed(data, 'Confirm'),
      statements: ['rows sku_import', 'author', 'write sku_import', 'rows sku_import'],
    },
    [`${prefix}import-cancel`]: {
      as: OPERATOR,
      sizes: [1],
      variables: id(2),
      rows: (data) => changed(data, 'Cancel'),
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
    [`${prefix}import-watch`]: {
      as: OPERATOR,
      sizes: [1],
      variables: id(-1),
      rows: (data) => [data[`${name}Progress`].id],
      statements: ['rows sku_import', 'rows sku_import'],
    },
  };
}

/**
 * Imports of each kind into the operator's belt that are checked, but for the last, which is over; and the problems of
 * the first.
 */
export async function addImports(server: TestServer): Promise<Imports> {
  // What it would do with them is done beside requests.
  await server.app.importWorker.stop();
  return {
    imports: {
      [ImportKind.SKUS]: await addImportsOf(server, ImportKind.SKUS),
      [ImportKind.SUPPLIER_METRICS]: await addImportsOf(server, ImportKind.SUPPLIER_METRICS),
    },
  };
}

async function addImportsOf(server: TestServer, kind: ImportKind): Promise<string[]> {
  const { dataSource } = server.database;
  const added: { id: string }[] = await dataSource.query(
    `INSERT INTO sku_import (kind, belt_number, file_name, format, created_by, assumed_stock, status, sha256)
     SELECT $1, number, 'file.csv', 'CSV', 'test', 100, 'CHECKED', repeat('0', 64)
       FROM belt, generate_series(1, 50) WHERE slug = 'yiwu' RETURNING id`,
    [kind],
  );
  await dataSource.query(
    `INSERT INTO sku_import_row (import_id, row_no, outcome, problems)
     SELECT $1, n, 'REJECTED', '[{"code": "SUPPLIER_MISSING", "column": "shop", "value": null, "params": {}}]'
       FROM generate_series(1, 50) AS n`,
    [added[0]!.id],
  );
  await dataSource.query(`UPDATE sku_import SET status = 'CANCELLED', finished_at = now() WHERE id = $1`, [
    added.at(-1)!.id,
  ]);
  return added.map(({ id }) => toNodeId(IMPORT_NAMES[kind].type, id));
}
