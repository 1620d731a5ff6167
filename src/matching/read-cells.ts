import type { DataSource } from 'typeorm';
import { columnar, type Columns, numbersOf } from '../database/columnar';
import { LARGEST_COLUMNS } from './cell-counts';
import type { CellRow } from './directory';
import { PAIRS } from './static-bound';

const COLUMNS = [
  'cell',
  'version',
  'sums_version',
  'sku_count',
  'max_static',
  'quality_static',
  'advantage_static',
  'commission_static',
  'momentum_static',
  ...LARGEST_COLUMNS,
] as const;

type Column = (typeof COLUMNS)[number];

/** At the start these are all cells: as 150,000 rows of their own they took two seconds to be taken apart. */
const CHANGED = columnar(
  COLUMNS,
  // By category: searches go through the cells of one after another, and what they read then lies together in memory.
  'SELECT * FROM matching_cell WHERE version > $1 ORDER BY abs(cell) >> 29 & 16383',
);

/** The cells that were counted after a version, and the version that they are of; that one again where there are none. */
export async function readCells(
  dataSource: DataSource,
  seenVersion: number,
): Promise<{ cells: CellRow[]; version: number }> {
  const [found] = await dataSource.query<[Columns<Column>]>(CHANGED, [seenVersion]);
  const lists = new Map(COLUMNS.map((column) => [column, numbersOf(found[column])]));
  const cells = lists.get('cell')!.map((cell, i): CellRow => {
    const value = (column: Column): number => lists.get(column)![i]!;
    return {
      cell,
      skuCount: value('sku_count'),
      maxStatic: value('max_static'),
      largest: largestOf(value),
      staticAtLargest: [
        value('quality_static'),
        value('advantage_static'),
        value('commission_static'),
        value('momentum_static'),
      ],
    };
  });
  const version = lists.get('version')!.reduce((last, each) => Math.max(last, each), seenVersion);
  return { cells, version };
}

/** A server of before the sums counts cells without them: then no more is known of two factors than of each. */
function largestOf(value: (column: Column) => number): number[] {
  const largest = LARGEST_COLUMNS.map(value);
  if (value('sums_version') === value('version')) return largest;
  return [...largest.slice(0, 4), ...PAIRS.map(([f, g]) => largest[f]! + largest[g]!)];
}
