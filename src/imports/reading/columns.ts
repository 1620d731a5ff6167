import { IMPORT_LIMITS } from '../../config/limits';
import { problem, type Problem } from '../problems';
import { remembered } from '../remembered';
import { fromCell } from '../spreadsheet-text';
import { type ColumnName, isReasonColumn } from './column-names';
import type { ColumnSet } from './column-set';
import type { RawCell, RawRow } from './rows';

/** A value that is not blank, with the header it stands under. */
export type Cell = { header: string; value: string };

export type MappedRow<Name extends string = ColumnName> = {
  number: number;
  cells: ReadonlyMap<Name, Cell>;
  /** Columns we do not know. */
  attributes: readonly Cell[];
  problems: Problem[];
  /** Whose cell has something that could not be read: a problem tells so, and the cell counts as empty. */
  unread?: ReadonlySet<Name>;
  /** What is given back where the row is rejected. */
  raw: [header: string, value: string][] | string;
};

const textOf = (value: RawCell[1]): string => (typeof value === 'string' ? fromCell(value) : value.nested);

/** Puts cells under the columns we know. One per file: it remembers the headers. */
export class Columns<Name extends string = ColumnName> {
  private readonly columnOf: (header: string) => Name | 'IGNORED' | null;

  constructor(columns: ColumnSet<Name>) {
    this.columnOf = remembered((header) =>
      isReasonColumn(header) ? 'IGNORED' : (columns.columnOf(header) ?? null),
    );
  }

  map({ number, cells, problems: ofCells = [], unreadable }: RawRow): MappedRow<Name> {
    if (unreadable) {
      const { problem: reason, text } = unreadable;
      return { number, cells: new Map(), attributes: [], problems: [reason], raw: text };
    }
    const found = new Map<Name, Cell>();
    const attributes: Cell[] = [];
    const problems: Problem[] = [...ofCells];
    if (cells.length > IMPORT_LIMITS.columns) {
      problems.push(problem('TOO_MANY_COLUMNS', null, null, { max: IMPORT_LIMITS.columns }));
    }
    const raw: [string, string][] = [];
    for (const [name, value] of cells) {
      const header = fromCell(name).trim();
      const column = this.columnOf(header);
      if (column === 'IGNORED') continue;
      const text = textOf(value);
      raw.push([fromCell(name), text]);
      const cell = { header, value: text.trim() };
      if (cell.value === '') continue;
      if (column === null) {
        attributes.push(cell);
        continue;
      }
      const earlier = found.get(column);
      if (earlier) {
        problems.push(problem('COLUMN_REPEATED', header, cell.value, { other: earlier.header }));
      } else if (typeof value !== 'string') {
        problems.push(problem('VALUE_NOT_TEXT', header, cell.value));
      }
      found.set(column, cell);
    }
    return { number, cells: found, attributes, problems, unread: this.columnsOf(ofCells), raw };
  }

  private columnsOf(problems: readonly Problem[]): ReadonlySet<Name> | undefined {
    if (problems.length === 0) return undefined;
    const columns = problems.map(({ column }) => column && this.columnOf(fromCell(column).trim()));
    return new Set(columns.filter((column): column is Name => !!column && column !== 'IGNORED'));
  }
}
