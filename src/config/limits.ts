/** Every limit, in one place, each with its reason. */

export const DATABASE_LIMITS = {
  /** Two cores answer best with few sessions at work; more would only queue inside Postgres. */
  poolSize: 16,
  /** A database that does not answer by then is down for the one who waits. */
  connectTimeoutMs: 5_000,
  /** Far above any statement of a healthy server (milliseconds), far below a client's patience. */
  statementTimeoutMs: 15_000,
} as const;

export const PAGE_LIMITS = {
  /** One screen of a catalogue. */
  defaultSize: 20,
  /** Keeps one request's work bounded; further rows are one cursor away. */
  maxSize: 100,
  /** Counting further would read the whole list, and nobody reads on from there. */
  maxTotalCount: 10_000,
} as const;

export const MATCH_LIMITS = {
  /** Ranks beyond it are out of any session's reach; it bounds what one request can make the ranking read. */
  maxDepth: 1_000,
  /** Goods of one supplier where the caller says nothing: enough to choose from, few enough to see others. */
  defaultMaxPerSupplier: 3,
} as const;

export const INPUT_LIMITS = {
  /** node ids in one nodes(ids:), the same as a page. */
  maxNodeIds: 100,
  /** Values in one list of a filter; no screen offers more to tick. */
  maxFilterValues: 100,
  /** Characters of a search text; longer ones are pasted by mistake. */
  maxSearchText: 200,
} as const;

export const HTTP_LIMITS = {
  /** A GraphQL document with variables; the largest in use is a tenth of it. */
  maxBodyBytes: 100_000,
  /** Tokens of a document: bounds parsing and validation, whose cost grows with them. */
  maxTokens: 2_000,
  /** Levels of fields; the deepest useful one (streamer, matches, edge, SKU, category, parents) has eleven. */
  maxDepth: 15,
  /** Milliseconds in which requests under way may finish when the server stops. */
  drainMs: 10_000,
} as const;
