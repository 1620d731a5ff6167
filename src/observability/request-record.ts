import { AsyncLocalStorage } from 'node:async_hooks';
import { ANONYMOUS, type Principal } from '../auth/principal';
import type { RequestSpan } from './tracing';

/** What becomes known of a request while it is answered: its line in the log, its part of the metrics. */
export class RequestRecord {
  principal: Principal = ANONYMOUS;
  operation: { name: string | null; type: string } | undefined;
  /** What the query was reckoned to cost before it ran. */
  cost: number | undefined;
  /** SQL statements that were sent on its behalf. */
  statements = 0;
  /** extensions.code of its errors, each once. */
  readonly codes = new Set<string>();
  /** What goes on after the answer is no part of it. */
  isOver = false;

  constructor(
    readonly id: string,
    readonly span: RequestSpan | undefined,
  ) {}
}

export const requests = new AsyncLocalStorage<RequestRecord>();

/** The request on whose behalf this runs; undefined for work in the background. */
export function currentRequest(): RequestRecord | undefined {
  const record = requests.getStore();
  return record?.isOver ? undefined : record;
}
