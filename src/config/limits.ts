/** Every limit, each with its reason: here, and in the files that stand beside this one. */

export * from './import-limits';
export * from './query-limits';
export * from './supplier-limits';

export const DATABASE_LIMITS = {
  /** Two cores answer best with few sessions at work; more would only queue inside Postgres. */
  poolSize: 16,
  /** A database that does not answer by then is down for the one who waits; nor does anybody wait longer for a connection. */
  connectTimeoutMs: 5_000,
  /** Who may wait for a connection: of five milliseconds a statement, these are through in a sixth of a second. */
  maxWaiting: 500,
  /** How often the database is asked whether it is there, */
  heartbeatMs: 1_000,
  /** and when it is not: far above what a busy one takes for nothing, and what anybody waits for a frozen one. */
  heartbeatTimeoutMs: 3_000,
  /** How often it is asked while it is away; a connection that is refused costs nothing. */
  reconnectMs: 250,
  /** Far above any statement of a healthy server (milliseconds), far below a client's patience. */
  statementTimeoutMs: 15_000,
  /** A page of a list or its length: anybody may ask, and whoever waits longer has gone elsewhere. */
  listTimeoutMs: 5_000,
  /** Statements that each connection keeps parsed: far more than pages in use have; Postgres holds some 50 kB for each. */
  preparedStatements: 100,
} as const;

export const REPLICA_LIMITS = {
  /**
   * A replica that does not have what the primary had so long ago is not read from, which is also how long whoever
   * writes waits for it at most: many times what streaming takes, and what a person bears.
   */
  maxLagMs: 1_000,
  /** How often that is looked at: on a busy machine a check may be late by half a second and still be in time. */
  checkMs: 250,
  /** How often a replica is asked again whether it has got as far: streaming takes about as long. */
  pollMs: 3,
  /** Each has a pool of its own in each process, and whoever writes waits for all of them. */
  max: 8,
} as const;

export const AUTH_LIMITS = {
  /** Tokens whose signature was verified are taken at their word for so long: a tenth of a request's work otherwise. */
  knownTokenMs: 60_000,
  /** Of so many bearers; the one verified longest ago is forgotten. */
  knownTokens: 10_000,
  /** Longer than any session of work; a token that is signed for years is a mistake of the issuer, or of whoever got it. */
  maxTokenDays: 31,
  /** How often the issuer's keys are fetched: a withdrawn one is not taken for longer than this and `knownTokenMs`. */
  keysMs: 300_000,
  /** The pause after which they are asked for again where that failed, or where a token names one that is not there. */
  keysRetryMs: 30_000,
  /** A request may wait for them; an issuer that takes longer is down. */
  keysTimeoutMs: 5_000,
  /** How long the keys hold while the issuer is down: a night and a day to repair it. */
  keysKeptMs: 24 * 3_600_000,
} as const;

export const PAGE_LIMITS = {
  /** One screen of a catalogue. */
  defaultSize: 20,
  /** Keeps one request's work bounded; further rows are one cursor away. */
  maxSize: 100,
  /** Counting further would read the whole list, and nobody reads on from there. */
  maxTotalCount: 10_000,
} as const;

export const RELATED_LIMITS = {
  /** One row under the goods on a page about them. */
  defaultSize: 6,
  /** Three rows: who wants to see more looks at the supplier's own page. */
  maxSize: 18,
  /** One page of goods: related goods of related goods would multiply. */
  maxSkusPerRequest: 100,
} as const;

export const SEARCH_LIMITS = {
  /** Suppliers named in a statement for one term; where more have it in their names, each row's supplier is asked. */
  maxNamedSuppliers: 1_000,
  /** SKUs that are expected to have a text, all of which are found and sorted; more are looked for in order. */
  maxCollected: 8_000,
  /** Rows looked at in order before that is given up: a tenth of a second, */
  minScanned: 10_000,
  /** or as long as finding all would take; this many take half a second. */
  maxScanned: 100_000,
  /** Suggestions in one request: people look at one. */
  maxSuggestions: 3,
  /** Edits of one kind that are tried, some milliseconds each: all of a word, or of two. */
  maxEdits: 24,
  /** A longer term is a phrase; one character is not what is wrong with it. */
  maxEditedCharacters: 12,
  /** Goods that are looked at for what stands in the place of a character. */
  maxExamples: 200,
  /** A suggestion that takes longer is not waited for. */
  suggestionTimeoutMs: 1_000,
  /** How common words are changes with the catalogue, slowly (milliseconds). */
  statisticsMs: 10 * 60_000,
  /** How much of the search index may wait to be sorted in (KB): what a supplier of a hundred thousand SKUs makes. */
  deferredKilobytes: 65_536,
} as const;

export const FACET_LIMITS = {
  /** One count over rows: a text or a guarantee may leave millions to be looked at, and anybody may ask. */
  statementTimeoutMs: 5_000,
  /** How often notes of changed counts are added up: an import leaves some hundred a second. */
  foldMs: 2_000,
  /**
   * Between one step of the price that is read ahead and the next: at 3,000,000 SKUs each takes Postgres 100 ms, which
   * requests beside it notice. All are in memory after a minute and a half.
   */
  aheadMs: 1_000,
  /** Filters by kinds of goods whose sums are kept, 200 kB each; another is summed up anew, in ten milliseconds. */
  maxKindSums: 32,
  /** How often what has changed of a step of the price is read before all of it is: goods may change all the time. */
  maxTries: 3,
} as const;

export const MATCH_LIMITS = {
  /** Ranks beyond it are out of any session's reach; it bounds what one request can make the ranking read. */
  maxDepth: 1_000,
  /** Goods of one supplier where the caller says nothing: enough to choose from, few enough to see others. */
  defaultMaxPerSupplier: 3,
  /** SKUs that a filter may leave to be scored one by one; finding the best cell by cell is faster from there on. */
  maxCandidates: 8_000,
  /**
   * What finding them may be expected to cost, in Postgres's own units, to be tried even where more than that are
   * expected: of what few SKUs have it knows little. Of 40,000 entries of an index that has all that is asked, 20 ms.
   */
  triedCost: 2_000,
  /**
   * What Postgres may expect finding them to cost, in its own units: about the pages that it would have to read. Over
   * 3,000,000 SKUs, 45,000 took 60 ms.
   */
  maxCandidateCost: 60_000,
  /**
   * Rows that a filtered search may read for a streamer before it is told which cells hold what it looks for: texts are
   * in the table, and reading a row there takes 10 µs;
   */
  searchBudget: 6_000,
  /** told only if that costs at most this, in the same units: a fifth of a second. */
  maxCellsCost: 200_000,
  /**
   * How long the counts of ineligible goods are kept: counting reads an index entry for each of them (28,000 of 300,000
   * SKUs: 8 ms), and nobody decides anything by whether such a count is some seconds old.
   */
  ineligibleCountsMs: 5_000,
} as const;

export const EXPOSURE_LIMITS = {
  /** What a process that dies may lose of its counts, against one statement each time. */
  flushMs: 5_000,
  /** Three times what the newcomers' rule looks at: enough to see how it went, and a table that stops growing. */
  keptDays: 90,
} as const;

export const NEWCOMER_LIMITS = {
  /** A month evens out a good week; who was away for longer is new again. */
  windowDays: 30,
  /** Shown less than the mean divided by this. */
  belowMean: 4,
  /**
   * Millionths of the supplier quality score. Nothing known is 0.74, and 96 % of a generated catalogue's suppliers lie
   * above: what was observed of the others is an alarm.
   */
  minQuality: 600_000,
  /** Millionths of the places where the caller says nothing: one on a screen of ten. */
  defaultShare: 100_000,
  /** Millionths; with more, the ranking would be theirs. */
  maxShare: 500_000,
  /** How long after midnight the day's newcomers are chosen: processes' clocks differ, and statements take time. */
  graceMs: 60_000,
  /** How often a process looks whether the day's newcomers are settled. */
  checkMs: 60_000,
  /** Suppliers told in one transaction, with all their SKUs: a second of locks. */
  chunkSuppliers: 50,
  /** One of those transactions' statements, where a supplier has a hundred thousand SKUs. */
  statementTimeoutMs: 600_000,
} as const;

export const BATCH_LIMITS = {
  /** Streamers ranked together by a command: enough that statements are few, and their rows still a few megabytes. */
  streamers: 25,
  /** More only take more memory. */
  maxStreamers: 500,
  /** Matches of a streamer in a file where nothing is said: what somebody preparing a session looks through. */
  matches: 50,
} as const;

export const STREAMER_MATCH_LIMITS = {
  /** One page of goods: each of them means to go through all streamers, some milliseconds of work in the process. */
  maxSearchesPerRequest: 100,
} as const;

export const INPUT_LIMITS = {
  /** node ids in one nodes(ids:), the same as a page. */
  maxNodeIds: 100,
  /** Values in one list of a filter, and in any other list that has no limit of its own; no screen offers more to tick. */
  maxFilterValues: 100,
  /** Characters of a search text; longer ones are pasted by mistake. */
  maxSearchText: 200,
  /** Characters of any text: twice the longest that is kept, so that whoever keeps it says what is wrong with it. */
  maxTextCharacters: 10_000,
} as const;

/** In how many seconds a client may try again what could not be done now. */
export const RETRY_SECONDS = {
  /** A restart of Postgres takes a few. */
  DATABASE_UNAVAILABLE: 5,
  /** A burst is over sooner. */
  OVERLOADED: 1,
  /** Somebody has to come. */
  STORAGE_FULL: 60,
} as const;

export const HTTP_LIMITS = {
  /** A GraphQL document with variables; the largest in use is a tenth of it. */
  maxBodyBytes: 100_000,
  /** Tokens of a document: bounds parsing and validation, whose cost grows with them. */
  maxTokens: 2_000,
  /** Levels of fields; the deepest useful one (streamer, matches, edge, SKU, category, parents) has eleven. */
  maxDepth: 15,
  /** Bytes of all headers: a token with its claims has two thousand, a query by GET may take the rest. */
  maxHeaderBytes: 16_384,
  /** How long the headers of a request may take to arrive, */
  headersTimeoutMs: 10_000,
  /** and its body: a hundred kilobytes on a bad mobile line. Files have limits of their own. */
  bodyTimeoutMs: 15_000,
  /** Longer than the idle time of usual balancers (60 s): it must be them who close, or a request meets a closed end. */
  keepAliveTimeoutMs: 72_000,
  /** Connections of a process, some ten kilobytes each; browsers have six, a proxy keeps some dozens. */
  maxConnections: 2_000,
  /** GraphQL requests under way in a process: with the pool's sessions at work on the first, the last waits seconds. */
  maxInFlight: 256,
  /** When to try again where there are as many. */
  retryAfterS: 1,
  /** A query that nobody waits for longer: it is not read on, and what is under way is cancelled. */
  deadlineMs: 20_000,
  /** Milliseconds in which requests under way may finish when the server stops. */
  drainMs: 10_000,
} as const;

export const SUBSCRIPTION_LIMITS = {
  /** How often imports that are watched are read: one statement for all of them, and soon enough for a progress bar. */
  pollMs: 500,
  /** Open connections of a process; each event is an execution. */
  perProcess: 500,
  /** Of one person or program: some windows of a browser. */
  perSubject: 20,
  /** When to try again where there are as many. */
  retryAfterS: 10,
  /** Then the connection is closed, and whoever asks again shows a token that still holds. */
  maxMs: 3_600_000,
} as const;

/** For how many seconds caches on the way may keep an answer that is the same for everybody. */
export const CACHE_SECONDS = {
  /** Categories, regions, price bands: they change with releases, and this process itself looks every 30 seconds. */
  reference: 300,
  /** Goods and what is counted of them: a price may be wrong for so long on a page that is only looked at. */
  goods: 30,
} as const;

export const TRANSACTION_LIMITS = {
  /** Losing so many times in a row is no coincidence any more; with doubled delays it takes two and a half seconds. */
  retries: 8,
  /** About what a short transaction takes; doubled with each try, and random, so that two do not meet again. */
  retryDelayMs: 10,
} as const;
