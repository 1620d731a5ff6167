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
  /** Aborted when nobody waits for the answer any more; undefined until it is known what is asked. */
  end: AbortSignal | undefined;
  /** What goes on after the answer is no part of it. */
  isOver = false;

  constructor(
    readonly id: string,
    readonly span: RequestSpan | undefined,
  ) {}
}

export const requests = new AsyncLocalStorage<RequestRecord>();

/**
 * Aborted when nobody waits for what this reads any more: then it is read no further. Undefined for mutations, which are
 * finished: whoever is gone cannot know how far one came, and half of it would help nobody. And for work that others
 * share, see `forAll`.
 */
export function requestEnd(): AbortSignal | undefined {
  const record = requests.getStore();
  return record?.operation?.type === 'query' ? record.end : undefined;
}

/** Does work that a request happens to begin and others wait for, too: it is nobody's alone, and does not end with one. */
export const forAll = <T>(work: () => T): T => requests.exit(work);

/** The request on whose behalf this runs; undefined for work in the background. */
export function currentRequest(): RequestRecord | undefined {
  const record = requests.getStore();
  return record?.isOver ? undefined : record;
}
