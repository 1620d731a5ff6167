import { IMPORT_LIMITS } from '../../config/limits';
import { FileProblem, problem } from '../problems';
import type { ColumnSet } from './column-set';
import { similarTo } from './similar-names';
import type { TableRow } from './rows';

/** By column; '' where a column has no name. */
export type Header = { line: number; names: readonly string[] };

/** Rows among which the header is looked for: above it stand a title, who to ask, how to fill it in. */
export const HEADER_ROWS = 20;
/** Columns that we know make a row a header; one alone may be a heading. */
const KNOWN_COLUMNS = 2;
/** Names told in a problem; more than that nobody reads. */
const NAMED = 30;

export const knownColumns = (cells: readonly string[], columns: ColumnSet): number =>
  new Set(cells.map((cell) => columns.columnOf(cell)).filter((column) => column !== undefined)).size;

/** @throws FileProblem where there is none, or it lacks a column that is required */
export function findHeader(rows: readonly TableRow[], columns: ColumnSet): Header {
  const found = rows
    .slice(0, HEADER_ROWS)
    .findIndex(({ cells }) => knownColumns(cells, columns) >= KNOWN_COLUMNS);
  const top = rows[found] ?? rows.find(({ cells }) => trimmed(cells).length > 1) ?? rows[0]!;
  const names = trimmed(top.cells);
  const below = found < 0 ? undefined : rows[found + 1];
  const header =
    below && continues(below, top, columns)
      ? { line: below.line, names: combined(names, trimmed(below.cells)) }
      : { line: top.line, names };
  expectUsable(header.names, columns);
  return header;
}

/** Where cells of the header are merged ("价格" above 直播价 and 供货价), names of columns alone stand in the next row. */
function continues(below: TableRow, top: TableRow, columns: ColumnSet): boolean {
  const names = trimmed(below.cells).filter((name) => name !== '');
  return (
    below.line === top.line + 1 &&
    names.length > 0 &&
    names.every((name) => columns.columnOf(name) !== undefined)
  );
}

function combined(above: readonly string[], below: readonly string[]): string[] {
  const { length } = above.length > below.length ? above : below;
  return Array.from({ length }, (_, column) => below[column] || (above[column] ?? ''));
}

/** Without the empty cells at the end, of which spreadsheets write many. */
function trimmed(cells: readonly string[]): string[] {
  const names = cells.map((cell) => cell.trim());
  return names.slice(0, names.findLastIndex((name) => name !== '') + 1);
}

function expectUsable(header: readonly string[], columns: ColumnSet): void {
  const names = header.filter((name) => name !== '');
  if (header.length > IMPORT_LIMITS.columns) {
    throw new FileProblem(problem('FILE_TOO_MANY_COLUMNS', null, null, { max: IMPORT_LIMITS.columns }));
  }
  const known = new Set(names.map((name) => columns.columnOf(name)));
  const missing = columns.required.filter((either) => !either.some((column) => known.has(column)));
  if (missing.length > 0) {
    const wanted = missing.map((either) => either.map((column) => columns.labelOf(column)).join(' / '));
    const similar = missing.flat().flatMap((column) => similarTo(columns.namesOf(column), names));
    const params = {
      missing: wanted.join(', '),
      found: names.slice(0, NAMED).map(shortened).join(', '),
      similar: [...new Set(similar)].slice(0, NAMED).map(shortened).join(', '),
    };
    throw new FileProblem(problem('COLUMN_MISSING', null, null, params));
  }
  expectDistinct(names, columns);
}

/** Which of two is meant, only people can say. */
function expectDistinct(names: readonly string[], columns: ColumnSet): void {
  const earlier = new Map<string, string>();
  for (const name of names) {
    const meaning = columns.columnOf(name) ?? `as it is written: ${name}`;
    const other = earlier.get(meaning);
    if (other !== undefined) throw new FileProblem(problem('HEADER_REPEATED', name, null, { other }));
    earlier.set(meaning, name);
  }
}

const shortened = (name: string): string =>
  name.length > IMPORT_LIMITS.headerCharacters ? `${name.slice(0, IMPORT_LIMITS.headerCharacters)}…` : name;
