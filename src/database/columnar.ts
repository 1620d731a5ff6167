/**
 * Rows as one row of lists: thousands of short rows take longer to take apart, value by value, than to find. Lists of
 * text and no arrays, of which Postgres looks at every letter for what wants quotes: for columns of numbers and UUIDs
 * alone, which want none, and in which nothing is null.
 */
export const columnar = (columns: readonly string[], from: string): string =>
  `SELECT ${columns.map((column) => `${listed(`x.${column}`)} AS ${column}`).join(', ')} FROM (${from}) x`;

/** Aggregates values to a list; in the order of the column where one is given. */
export const listed = (value: string, order?: string): string =>
  `string_agg(${value}::text, ','${order === undefined ? '' : ` ORDER BY ${order}`})`;

/** What comes back: the values with commas between them; null where there was no row. */
export type Columns<Name extends string> = Record<Name, string | null>;

export const numbersOf = (list: string | null): number[] =>
  list === null ? [] : (JSON.parse(`[${list}]`) as number[]);

export const uuidsOf = (list: string | null): string[] => (list === null ? [] : list.split(','));

/** The same text with memory of its own: what was cut from a list is a view of it, and would keep all of it alive. */
export const cutLoose = (value: string): string => Buffer.from(value).toString();

/** An array as a parameter; pg's own looks at every letter for what wants quotes as well, and these want none either. */
export const arrayOf = (values: readonly (number | boolean | string)[]): string => `{${values.join(',')}}`;
