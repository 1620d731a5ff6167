/** Postgres' class 22: a value that does not fit, which the message repeats. */
const DATA_EXCEPTION = /^22/;
const QUOTED = /"[^"]*"/g;
const DEEP = 3;

type Logged = {
  type: string;
  message: string;
  code?: string | undefined;
  constraint?: string | undefined;
  sql?: string | undefined;
  stack?: string | undefined;
  cause?: Logged | string | undefined;
};

/**
 * What the log says of an error. Not whatever its properties are: a failed statement has its parameters among them, and
 * Postgres tells in `detail` which values were wrong; those are people's names and prices.
 */
export function errorForLog(error: unknown, depth = 0): Logged | string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : typeof error;
  const { code, constraint, query, cause } = error as Error & Record<string, unknown>;
  const says = (text: string): string =>
    typeof code === 'string' && DATA_EXCEPTION.test(code) ? text.replace(QUOTED, '"…"') : text;
  return {
    type: error.name,
    message: says(error.message),
    code: textOf(code),
    constraint: textOf(constraint),
    sql: textOf(query),
    stack: error.stack && says(error.stack),
    cause: cause === undefined || depth === DEEP ? undefined : errorForLog(cause, depth + 1),
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
