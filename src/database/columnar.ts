/**
 * Rows as one row of arrays: thousands of short rows take longer to take apart, value by value, than to find. For
 * columns of numbers and UUIDs alone, whose text needs no quotes.
 */
export const columnar = (columns: readonly string[], from: string): string =>
  `SELECT ${columns.map((column) => `array_agg(x.${column})::text AS ${column}`).join(', ')} FROM (${from}) x`;

/** What comes back: an array in Postgres' notation; null where there was no row. */
export type Columns<Name extends string> = Record<Name, string | null>;

export const numbersOf = (array: string | null): number[] =>
  array === null ? [] : (JSON.parse(`[${array.slice(1, -1)}]`) as number[]);

export const uuidsOf = (array: string | null): string[] =>
  array === null ? [] : array.slice(1, -1).split(',');
