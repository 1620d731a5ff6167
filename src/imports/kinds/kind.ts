import type { QueryRunner } from 'typeorm';
import type { CopyRow } from '../../database/copy';
import type { Assumption } from '../assumptions';
import type { ImportChange } from '../changes';
import type { CheckReference } from '../checking/check-reference';
import type { FileImport } from '../file-import.entity';
import type { ColumnSet } from '../reading/column-set';
import type { RawRow } from '../reading/rows';
import type { ImportWarning } from '../warnings';

/** A row that is checked by itself, as the staging table takes it. */
export type StagedRow = { columns: CopyRow; isRejected: boolean };

/** Takes the rows of one file as they are read. */
export type RowStager = {
  stage(row: RawRow): StagedRow;
  /** What was taken for granted in the rows so far. */
  assumptions(): Assumption[];
};

/** What writing would do. */
export type Forecast = {
  toInsert: number;
  toUpdate: number;
  unchanged: number;
  /** The first rows that change what is there, each with what changes. */
  changes: readonly ImportChange[];
  warnings: readonly ImportWarning[];
};

/** What became of some rows. */
export type Written = {
  /** The last row dealt with; null where there was none left. */
  last: number | null;
  rows: number;
  /** The numbers of the rows of what was not there, */
  inserted: number[];
  /** and of those that changed what was there; in no order. */
  updated: number[];
};

/**
 * What differs between files of goods and files of suppliers' days; the stages that a file goes through, who may do what
 * when, and what happens to an import whose process is killed are the same for all.
 */
export type Kind = {
  columns: ColumnSet;
  /** The columns of its staged rows that hold what the file says. */
  cells: readonly string[];
  stager(fileImport: FileImport, reference: CheckReference): RowStager;
  /** Rejects what only shows among all rows and against what is there, and tells what writing would do. */
  compare(
    runner: QueryRunner,
    id: string,
    reference: CheckReference,
    signal: AbortSignal | undefined,
  ): Promise<Forecast>;
  /** What has to be there before the first row is written. */
  prepare?(runner: QueryRunner, id: string): Promise<void>;
  /** Writes the next rows behind one, and takes them out of the staging table; belongs into a transaction. */
  writeChunk(runner: QueryRunner, id: string, after: number, reference: CheckReference): Promise<Written>;
  /** What follows from all rows together, once they are written. */
  settle?(runner: QueryRunner, beltNumber: number): Promise<unknown>;
};
