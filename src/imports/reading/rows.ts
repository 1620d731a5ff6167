import type { Problem, ProblemCode } from '../problems';
import type { ColumnSet } from './column-set';

/** A value as the file has it: numbers keep their digits. A list or an object is told apart, as JSON text. */
export type RawValue = string | { nested: string };

export type RawCell = readonly [header: string, value: RawValue];

export type RawRow = {
  /** Counts from 1 at the first data row, as somebody who opens the file would count. */
  number: number;
  cells: readonly RawCell[];
  /** What is wrong with single cells, found while reading. */
  problems?: readonly Problem[];
  /** Set where the row could not be read at all: what is wrong, and the beginning of its text. */
  unreadable?: { problem: Problem; text: string };
};

export type ReadOptions = {
  /** What the file is of; goods where left out. */
  columns?: ColumnSet;
  /** The sheet of a workbook; the first that is visible where left out. */
  sheet?: string;
};

/** Turns bytes into rows, holding few at a time. @throws FileProblem where the file is not of this format. */
export type Format = (
  chunks: AsyncIterable<Buffer>,
  options: ReadOptions & { columns: ColumnSet },
) => AsyncIterable<RawRow>;

/** A row of a file that is a table: values by column, the header's among them. Rows without any are left out. */
export type TableRow = {
  /** Counts from 1 at the first line of the table, blank ones too. */
  line: number;
  cells: readonly string[];
  /** What is wrong with single cells, by column. */
  wrong?: readonly WrongCell[];
  unreadable?: RawRow['unreadable'];
};
export type WrongCell = { column: number; code: ProblemCode; value: string; params: Problem['params'] };
