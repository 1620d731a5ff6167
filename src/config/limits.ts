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
  /**
   * Rows that all lists of one request may ask for together: lists within lists multiply, and a hundred each, four
   * deep, would be more than any process can hold.
   */
  maxRowsPerRequest: 100_000,
  /** Counting further would read the whole list, and nobody reads on from there. */
  maxTotalCount: 10_000,
} as const;

export const MATCH_LIMITS = {
  /** Ranks beyond it are out of any session's reach; it bounds what one request can make the ranking read. */
  maxDepth: 1_000,
  /** Goods of one supplier where the caller says nothing: enough to choose from, few enough to see others. */
  defaultMaxPerSupplier: 3,
  /** SKUs that a filter may leave to be scored one by one; finding the best cell by cell is faster from there on. */
  maxCandidates: 4_000,
  /** What Postgres may expect finding them to cost, in its own units: about the pages that it would have to read. */
  maxCandidateCost: 20_000,
  /** Rows that a filtered search may read for a streamer before it is told which cells hold what it looks for, */
  searchBudget: 20_000,
  /** if that costs at most this, in the same units: a fifth of a second. */
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
   * Millionths of the supplier quality score. Nothing known is 0.73, and 96 % of a generated catalogue's suppliers lie
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

export const TRANSACTION_LIMITS = {
  /** Losing so many times in a row is no coincidence any more; with doubled delays it takes two and a half seconds. */
  retries: 8,
  /** About what a short transaction takes; doubled with each try, and random, so that two do not meet again. */
  retryDelayMs: 10,
} as const;

export const IMPORT_LIMITS = {
  /** One row of JSON Lines; the longest real ones have a hundredth of it. Bounds memory, and what one regex runs over. */
  lineBytes: 65_536,
  /** A file unpacked: ten million rows. A compressed bomb ends here instead of filling the disk. */
  unpackedBytes: 4 * 1024 ** 3,
  /** Columns of one row; spreadsheets of the trade have 20 to 60. */
  columns: 200,
  /** Characters of an unknown column's name, which becomes the name of an attribute. */
  headerCharacters: 64,
  /** Characters of a description or an attribute: a long page of text. */
  textCharacters: 5_000,
  /** Characters of a title, a code, a supplier's name: what the CHECKs of their tables allow. */
  titleCharacters: 200,
  codeCharacters: 64,
  nameCharacters: 200,
  /** Pieces in stock or sold: what an integer column holds, rounded down. */
  pieces: 2_000_000_000,
  /** Basis points of commission: what the CHECK of the table allows. */
  commissionBasisPoints: 9_000,
  /** Pieces in stock where neither the file nor the command says: enough to be matched, not enough to boast. */
  assumedStock: 100,
  /** Rows staged by one COPY: about a megabyte, so that two batches in memory cost nothing. */
  batchRows: 1_000,
  /** Characters staged by one COPY, where rows are long; up to three bytes each, and two batches in memory. */
  batchCharacters: 2_000_000,
  /** How long reading and checking may hold up what else the process does: a few requests' worth of work. */
  turnMs: 5,
  /** Rows written to the catalogue in one transaction: a quarter of a second of locks, and little to do anew. */
  chunkRows: 2_000,
  /** Rows compared with the catalogue by one statement, which only reads. */
  compareRows: 20_000,
  /** One statement of an import: finding duplicates among ten million rows is the longest. */
  statementTimeoutMs: 600_000,
  /** Characters of a value repeated in a problem: enough to recognise it. */
  problemValueCharacters: 200,
  /** Row numbers named in one problem; a key repeated more often is a wrong column. */
  namedRows: 10,
  /** Problems read from the database at once. */
  problemPageRows: 1_000,
  /** Distinct shops, regions and headers remembered while a file is read; further ones are worked out anew. */
  rememberedValues: 50_000,
} as const;
