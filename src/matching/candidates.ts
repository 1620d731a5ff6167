import type { DataSource } from 'typeorm';
import { columnar, type Columns, listed, numbersOf, uuidsOf } from '../database/columnar';
import { Parameters } from '../database/parameters';
import type { RowFilter } from './filter';
import type { ProbedRow } from './probe';

/** A row, and the cell that it was found in. */
export type FoundRow = ProbedRow & { cell: number };

const COLUMNS = [
  'id',
  'supplier_id',
  'cell',
  'static_score',
  'supplier_quality',
  'price_advantage',
  'commission_value',
  'momentum',
] as const;

/** What Postgres expects of a statement that finds all rows of a filter. */
export type Estimate = { rows: number; cost: number };

export async function estimate(dataSource: DataSource, filter: RowFilter): Promise<Estimate> {
  const parameters = new Parameters();
  const [{ 'QUERY PLAN': plan }] = await dataSource.query(
    `EXPLAIN (FORMAT JSON) SELECT t.id FROM sku t WHERE ${filter.toSql(parameters)}`,
    parameters.values,
  );
  const { 'Plan Rows': rows, 'Total Cost': cost } = plan[0].Plan;
  return { rows, cost };
}

/** The quality of the last of so many best suppliers; 0 where there are fewer. */
export async function qualityOfBest(dataSource: DataSource, suppliers: number): Promise<number> {
  const rows: { quality: number }[] = await dataSource.query(
    `SELECT quality FROM supplier WHERE status = 'ACTIVE' ORDER BY quality DESC, id OFFSET $1 LIMIT 1`,
    [suppliers - 1],
  );
  return rows[0]?.quality ?? 0;
}

/** The cells in which a filter lets any SKU through. */
export async function findCells(dataSource: DataSource, filter: RowFilter): Promise<number[]> {
  const parameters = new Parameters();
  const [{ cells }] = await dataSource.query(
    `SELECT ${listed('DISTINCT t.cell')} AS cells FROM sku t WHERE ${filter.toSql(parameters)}`,
    parameters.values,
  );
  return numbersOf(cells);
}

/** All SKUs that a filter lets through; undefined where there are more than so many after all. */
export async function findCandidates(
  dataSource: DataSource,
  filter: RowFilter,
  max: number,
): Promise<FoundRow[] | undefined> {
  const parameters = new Parameters();
  const [arrays] = await dataSource.query<Columns<(typeof COLUMNS)[number]>[]>(
    columnar(
      COLUMNS,
      `SELECT ${COLUMNS.join(', ')} FROM sku t WHERE ${filter.toSql(parameters)} LIMIT ${parameters.add(max + 1)}`,
    ),
    parameters.values,
  );
  const [ids, supplierIds] = [uuidsOf(arrays!.id), uuidsOf(arrays!.supplier_id)];
  const [cell, staticScore, ...factors] = COLUMNS.slice(2).map((column) => numbersOf(arrays![column]));
  if (ids.length > max) return undefined;
  return ids.map((id, i) => ({
    id,
    supplierId: supplierIds[i]!,
    cell: cell![i]!,
    staticScore: staticScore![i]!,
    factors: [factors[0]![i]!, factors[1]![i]!, factors[2]![i]!, factors[3]![i]!],
  }));
}
