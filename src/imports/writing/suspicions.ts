import { IMPORT_LIMITS } from '../../config/limits';
import { type ImportWarning, ImportWarningCode } from '../warnings';

type Suspicion = {
  /** What a row does, over the columns of mergedRows. */
  does: string;
  /** Whether so many rows that do it are too many. */
  isTooMuch: (rows: number, rowsToUpdate: number) => boolean;
};

const SUSPICIONS: Record<ImportWarningCode, Suspicion> = {
  PRICE_CHANGED_BY_HALF: {
    does: 'is_changed AND 2 * abs(live_price::bigint - old_live_price) > old_live_price',
    isTooMuch: (rows) => rows > 0,
  },
  // Some goods are always sold out; a file in which most are has lost its column of stock.
  STOCK_TO_ZERO: {
    does: 'is_changed AND old_stock > 0 AND stock = 0',
    isTooMuch: (rows, rowsToUpdate) => rows * 3 > rowsToUpdate,
  },
};

const CODES = Object.values(ImportWarningCode);

export type Suspected = Record<ImportWarningCode, { rows: number; firstRows: number[] }>;

/** Aggregates over the rows of mergedRows: a Suspected. */
export const SUSPECTED = `json_build_object(${CODES.map((code) => {
  const filter = `FILTER (WHERE ${SUSPICIONS[code].does})`;
  const firstRows = `(array_agg(row_no ORDER BY row_no) ${filter})[:${IMPORT_LIMITS.namedRows}]`;
  return `'${code}', json_build_object('rows', count(*) ${filter}, 'firstRows', coalesce(${firstRows}, '{}'))`;
}).join(', ')})`;

/** What parts of a file, in its order, are suspected of, as warnings about all of it. */
export const warningsOf = (parts: readonly Suspected[], rowsToUpdate: number): ImportWarning[] =>
  CODES.flatMap((code) => {
    const rows = parts.reduce((sum, part) => sum + part[code].rows, 0);
    const firstRows = parts.flatMap((part) => part[code].firstRows).slice(0, IMPORT_LIMITS.namedRows);
    return SUSPICIONS[code].isTooMuch(rows, rowsToUpdate) ? [{ code, rows, rowsToUpdate, firstRows }] : [];
  });
