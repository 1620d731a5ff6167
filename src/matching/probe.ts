import type { DataSource } from 'typeorm';
import { arrayOf, columnar, type Columns, listed, numbersOf, uuidsOf } from '../database/columnar';
import { Parameters } from '../database/parameters';
import { queryPrepared } from '../database/prepared';
import { NOT_WITHHELD } from './eligibility';
import { STATIC_FACTORS, type Weights } from './factors';
import type { RowFilter } from './filter';
import { scoreOf, staticScoreOf } from './rank-key';
import type { StaticFactors } from './static-bound';

/** Rows of one cell, by rank key: from the ceiling (there, only ids behind `after`) down to the floor. */
export type CellRange = {
  cell: number;
  /** What the streamer-dependent factors add to the score of each row. */
  base: number;
  ceiling: number;
  after: string;
  floor: number;
  /** Static scores between which the rows must be, so that the index can find them. */
  least: number;
  most: number;
  /** How many rows come back at most, the best. */
  limit: number;
  /** How many rows the cell has. */
  skus: number;
  /** Whether the range is all of the cell: its rows need not be counted. */
  isWhole: boolean;
};

export type ProbeRequest = {
  residual: RowFilter;
  /** Those of the ranking, unless its static scores are the stored ones: the order of the index is then that of rank keys. */
  weights: Weights | undefined;
};

export type ProbedRow = {
  id: string;
  supplierId: string;
  staticScore: number;
  factors: StaticFactors;
};

export type ProbedRange = {
  rows: ProbedRow[];
  /** Rows that were read, whether or not they came back. */
  examined: number;
};

/** Before every UUID: a range with it starts at its very top. */
export const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** The columns that hold the static factors, in the order of STATIC_FACTORS. */
const FACTOR_COLUMNS = ['supplier_quality', 'price_advantage', 'commission_value', 'momentum'] as const;

const NUMBERS = ['slot', 'static_score', ...FACTOR_COLUMNS] as const;
const ROW = ['id', 'supplier_id', ...NUMBERS] as const;

/** One row: the columns of all rows found, and how many rows each range has where they were counted apart. */
type Found = Columns<(typeof ROW)[number] | 'examined'>;

/**
 * Reads rows of ranges, in one statement for all ranges of all streamers. A row in a cell is eligible by construction,
 * whatever the directory believed, unless its supplier is withheld.
 */
export async function probe(
  dataSource: DataSource,
  ranges: readonly CellRange[],
  request: ProbeRequest,
): Promise<ProbedRange[]> {
  const parameters = new Parameters();
  const column = (name: string, type: string, value: (range: CellRange) => number | boolean | string) => ({
    name,
    sql: `${parameters.add(arrayOf(ranges.map(value)))}::${type}[]`,
  });
  const columns = [
    column('cell', 'bigint', ({ cell }) => cell),
    column('least', 'integer', ({ least }) => least),
    column('most', 'integer', ({ most }) => most),
    column('after', 'uuid', ({ after }) => after),
    column('most_rows', 'bigint', ({ limit }) => limit),
    column('is_whole', 'boolean', ({ isWhole }) => isWhole),
    ...(request.weights
      ? [
          column('floor_score', 'bigint', ({ floor, base }) => scoreOf(floor) - base),
          column('floor_static', 'integer', ({ floor }) => staticScoreOf(floor)),
          column('ceiling_score', 'bigint', ({ ceiling, base }) => scoreOf(ceiling) - base),
          column('ceiling_static', 'integer', ({ ceiling }) => staticScoreOf(ceiling)),
        ]
      : []),
  ];
  const from = `FROM unnest(${columns.map(({ sql }) => sql).join(', ')})
      WITH ORDINALITY AS r (${columns.map(({ name }) => name).join(', ')}, slot)`;
  const { residual, weights } = request;
  // Every row of a range comes back, unless there is something to ask it; then they must be counted apart.
  const isAsked = !residual.isEmpty || weights !== undefined;
  const countsApart = isAsked && ranges.some(({ isWhole }) => !isWhole);
  const rows = columnar(
    ROW,
    `SELECT r.slot, s.* ${from} CROSS JOIN LATERAL (${rowsOf(request, parameters)}) s`,
  );
  const counts = countsApart
    ? `(SELECT ${listed('read.count', 'r.slot')} ${from} CROSS JOIN LATERAL (SELECT count(*) ${RANGE} AND NOT r.is_whole) read)`
    : 'NULL';
  const sql = `SELECT found.*, ${counts} AS examined FROM (${rows}) found`;
  const [found] = residual.isEmpty
    ? await queryPrepared<Found>(dataSource, sql, parameters.values)
    : await dataSource.query<Found[]>(sql, parameters.values);
  return distribute(ranges, isAsked, found!);
}

/** What was found, by range. */
function distribute(ranges: readonly CellRange[], isAsked: boolean, found: Found): ProbedRange[] {
  const counted = numbersOf(found.examined);
  const probed = ranges.map(({ skus, isWhole }, i): ProbedRange => {
    const inRange = isWhole ? skus : counted[i]!;
    return { rows: [], examined: isAsked ? inRange : 0 };
  });
  const [ids, supplierIds] = [uuidsOf(found.id), uuidsOf(found.supplier_id)];
  const [slot, staticScore, ...factors] = NUMBERS.map((column) => numbersOf(found[column]));
  ids.forEach((id, i) => {
    const range = probed[slot![i]! - 1]!;
    range.rows.push({
      id,
      supplierId: supplierIds[i]!,
      staticScore: staticScore![i]!,
      factors: [factors[0]![i]!, factors[1]![i]!, factors[2]![i]!, factors[3]![i]!],
    });
    if (!isAsked) range.examined++;
  });
  return probed;
}

const RANGE = `
      FROM sku t
     WHERE t.cell = r.cell AND t.static_score BETWEEN r.least AND r.most`;

/** The best rows of a range that pass. */
function rowsOf({ residual, weights }: ProbeRequest, parameters: Parameters): string {
  const score = weights && staticScoreSql(weights, parameters);
  const conditions = [
    score
      ? `(${score}, t.static_score) BETWEEN (r.floor_score, r.floor_static) AND (r.ceiling_score, r.ceiling_static)
         AND ((${score}, t.static_score) < (r.ceiling_score, r.ceiling_static) OR t.id > r.after)`
      : '(t.static_score < r.most OR t.id > r.after)',
    NOT_WITHHELD,
    residual.toSql(parameters),
  ];
  return `
    SELECT t.id, t.supplier_id, t.static_score, ${FACTOR_COLUMNS.map((column) => `t.${column}`).join(', ')}
    ${[RANGE, ...conditions.filter((condition) => condition !== undefined)].join(' AND ')}
     ORDER BY ${score ? `${score} DESC, ` : ''}t.static_score DESC, t.id
     LIMIT r.most_rows`;
}

/** What the static factors of the SKU aliased t add to its score, as `contribution` has it; those without weight add 0. */
function staticScoreSql(weights: Weights, parameters: Parameters): string {
  const terms = STATIC_FACTORS.flatMap((factor, f) =>
    weights[factor] === 0
      ? []
      : [`(${parameters.add(weights[factor])}::bigint * t.${FACTOR_COLUMNS[f]!} + 500000) / 1000000`],
  );
  return terms.length === 0 ? '0::bigint' : terms.join(' + ');
}
