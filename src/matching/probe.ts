import type { EntityManager } from 'typeorm';
import { Parameters } from '../database/parameters';
import type { StaticFactors } from './static-bound';
import type { ResidualFilter } from './filter';

/** A range of one cell's index entries: `least` ≤ static score ≤ `most`, and at `most` only ids after `after`. */
export type CellRange = { cell: number; least: number; most: number; after: string };

export type ProbedRow = {
  id: string;
  supplierId: string;
  staticScore: number;
  factors: StaticFactors;
};

export type ProbedRange = {
  rows: ProbedRow[];
  /** Rows read, whether or not the residual filter let them through. */
  examined: number;
  /** The last row read. */
  last: Place | undefined;
};

/** Before every UUID: a range with it starts at its very top. */
export const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

const COLUMNS =
  't.id, t.supplier_id, t.static_score, t.supplier_quality, t.price_advantage, t.commission_value, t.momentum';

/**
 * The only SQL of a ranking: reads up to `limit` rows of each range, best static score first, in one statement for
 * all ranges of all streamers. A row in a cell is eligible by construction, whatever the directory believed.
 */
export async function probe(
  db: EntityManager,
  ranges: readonly CellRange[],
  limit: number,
  residual: ResidualFilter,
): Promise<ProbedRange[]> {
  const parameters = new Parameters();
  const columns = [
    `${parameters.add(ranges.map(({ cell }) => cell))}::bigint[]`,
    `${parameters.add(ranges.map(({ least }) => least))}::integer[]`,
    `${parameters.add(ranges.map(({ most }) => most))}::integer[]`,
    `${parameters.add(ranges.map(({ after }) => after))}::uuid[]`,
  ];
  const condition = residual.toSql(parameters);
  const range = `
    SELECT ${COLUMNS}${condition ? `, (${condition}) AS passes` : ''}
      FROM sku t
     WHERE t.cell = r.cell AND t.static_score BETWEEN r.least AND r.most
       AND (t.static_score < r.most OR t.id > r.after)
     ORDER BY t.static_score DESC, t.id
     LIMIT ${parameters.add(limit)}`;
  // With a residual filter, only the rows that pass come back, and the last row of a range, which tells how far it
  // was read; they are numbered to tell how many were read.
  const rows: RawRow[] = await db.query(
    `SELECT r.slot, s.*
       FROM unnest(${columns.join(', ')}) WITH ORDINALITY AS r (cell, least, most, after, slot)
      CROSS JOIN LATERAL (${condition ? onlyPassing(range) : range}) s`,
    parameters.values,
  );
  const probed: ProbedRange[] = ranges.map(() => ({ rows: [], examined: 0, last: undefined }));
  for (const row of rows) {
    const target = probed[Number(row.slot) - 1]!;
    target.examined = condition ? Number(row.examined) : target.examined + 1;
    target.last = later(target.last, { staticScore: row.static_score, id: row.id });
    if (condition && !row.passes) continue;
    target.rows.push({
      id: row.id,
      supplierId: row.supplier_id,
      staticScore: row.static_score,
      factors: [row.supplier_quality, row.price_advantage, row.commission_value, row.momentum],
    });
  }
  return probed;
}

type Place = { staticScore: number; id: string };

/** SQL promises no order across the join, so the last row is found, not taken from the end. */
const later = (a: Place | undefined, b: Place): Place =>
  a && (a.staticScore < b.staticScore || (a.staticScore === b.staticScore && a.id > b.id)) ? a : b;

const onlyPassing = (range: string): string => `
  SELECT numbered.* FROM (
    SELECT read.*, row_number() OVER (ORDER BY read.static_score DESC, read.id) AS position, count(*) OVER () AS examined
      FROM (${range}) read
  ) numbered
  WHERE numbered.passes OR numbered.position = numbered.examined
  ORDER BY numbered.position`;

type RawRow = {
  slot: string;
  id: string;
  supplier_id: string;
  static_score: number;
  supplier_quality: number;
  price_advantage: number;
  commission_value: number;
  momentum: number;
  passes?: boolean;
  examined?: string;
};
