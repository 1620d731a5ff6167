import { IMPORT_LIMITS } from '../../config/limits';
import { type Problem, problem, type ProblemCode } from '../problems';
import type { ColumnSet } from './column-set';
import { findHeader, HEADER_ROWS, type Header } from './header';
import type { RawCell, RawRow, TableRow } from './rows';

/**
 * Finds the header and puts the cells of the rows below it under its names.
 * @param beyond what it is where a row has a value to the right of the header's last one
 * @throws FileProblem where no row is a header, or it lacks a column that is required
 */
export async function* rowsBelowHeader(
  batches: AsyncIterable<readonly TableRow[]>,
  beyond: 'ROW_LONGER_THAN_HEADER' | 'VALUE_WITHOUT_HEADER',
  columns: ColumnSet,
): AsyncGenerator<RawRow> {
  let first: TableRow[] | undefined = [];
  let header: Header | undefined;
  for await (const batch of batches) {
    if (header) {
      for (const row of batch) if (!isBlank(row)) yield rowBelow(header, row, beyond);
      continue;
    }
    for (const row of batch) if (!isBlank(row)) first!.push(row);
    // One more than the header may need, because it may have two rows.
    if (first!.length <= HEADER_ROWS) continue;
    header = findHeader(first!, columns);
    yield* rowsOf(first!, header, beyond);
    first = undefined;
  }
  if (first && first.length > 0) yield* rowsOf(first, findHeader(first, columns), beyond);
}

function* rowsOf(rows: readonly TableRow[], header: Header, beyond: ProblemCode): Generator<RawRow> {
  for (const row of rows) if (row.line > header.line) yield rowBelow(header, row, beyond);
}

const isBlank = ({ cells, unreadable, wrong }: TableRow): boolean =>
  !unreadable && !wrong && cells.every((cell) => cell.trim() === '');

function rowBelow(header: Header, { line, cells, wrong, unreadable }: TableRow, beyond: ProblemCode): RawRow {
  const number = line - header.line;
  if (unreadable) return { number, cells: [], unreadable };
  const named: RawCell[] = [];
  const problems: Problem[] = [];
  for (const [column, name] of header.names.entries()) {
    const value = cells[column] ?? '';
    if (name !== '') named.push([name, value]);
    else if (value.trim() !== '') problems.push(problem('VALUE_WITHOUT_HEADER', null, value));
    if (value.length > IMPORT_LIMITS.cellCharacters) {
      const tooLong = problem('CELL_TOO_LONG', name, value, { max: IMPORT_LIMITS.cellCharacters });
      return { number, cells: [], unreadable: { problem: tooLong, text: tooLong.value ?? '' } };
    }
  }
  for (const value of cells.slice(header.names.length)) {
    if (value.trim() !== '') problems.push(problem(beyond, null, value));
  }
  for (const { column, code, value, params } of wrong ?? []) {
    problems.push(problem(code, header.names[column] ?? null, value, params));
  }
  return problems.length > 0 ? { number, cells: named, problems } : { number, cells: named };
}
