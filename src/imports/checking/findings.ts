import { type Problem, problem, type ProblemCode, rejectsRow } from '../problems';
import type { Cell } from '../reading/columns';

/** What is wrong with one row: checks add to it and go on, so that all problems of a row are told at once. */
export class Findings {
  constructor(
    readonly problems: Problem[],
    private readonly unread: ReadonlySet<string> = new Set(),
  ) {}

  get reject(): boolean {
    return this.problems.some(rejectsRow);
  }

  /** Returns null, the value of a cell that has a problem. */
  add(code: ProblemCode, cell: Cell, params: Problem['params'] = {}): null {
    this.problems.push(problem(code, cell.header, cell.value, params));
    return null;
  }

  /** About a column that the row does not have; nothing where it has one that could not be read. */
  missing(code: ProblemCode, column: string): null {
    if (!this.unread.has(column)) this.problems.push(problem(code, column));
    return null;
  }
}
