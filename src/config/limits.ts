/** Every limit, in one place, each with its reason. */

export * from './query-limits';

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
  /** Rows looked at in order before that is given up: a tenth of a second. */
  maxScanned: 10_000,
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
} as const;

export const FACET_LIMITS = {
  /** One count over rows: a text or a guarantee may leave millions to be looked at, and anybody may ask. */
  statementTimeoutMs: 5_000,
  /** How often notes of changed counts are added up: an import leaves some hundred a second. */
  foldMs: 2_000,
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

export const QUALITY_LIMITS = {
  /**
   * Millionths by which a score must change to be written when something is recorded: a thousandth moves nobody in a
   * ranking that matters, and a supplier's score is copied into each of its SKUs.
   */
  recordedChange: 1_000,
  /** The same once a day: what ageing does to everybody in one night is less, and is made up for when it adds up. */
  dailyChange: 100,
  /** Suppliers settled in one transaction, with the SKUs of those that change: a second of locks. */
  chunkSuppliers: 100,
  /** One of those transactions' statements, where a supplier has a hundred thousand SKUs. */
  statementTimeoutMs: 600_000,
  /** How long after midnight in China a day's run begins: processes' clocks differ. */
  graceMs: 60_000,
  /** How often a process looks whether the day's run is done. */
  checkMs: 60_000,
  /** How long it is kept how runs went: a season. */
  keptRunDays: 90,
  /** Days after which a day counts half: two months, in which a supplier can mend its ways and be believed. */
  halfLifeDays: 60,
  /** The longest half-life that can be set: ten years are as good as no ageing. */
  maxHalfLifeDays: 3_650,
  /** Days of one supplierMetricsRecord: what fits into a request. */
  recordItems: 100,
  /** How old a recorded day may be: at the usual half-life, it counts a sixty-fourth by then. */
  oldestDayDays: 366,
  /** Characters of a source's name: what the CHECK of the table allows. */
  sourceCharacters: 64,
  /** Counts of one day: what an integer column holds, rounded down, with room for five stars a rating. */
  count: 400_000_000,
  /** Fen paid to one supplier on one day: ten billion yuan, and far below where numbers lose their units. */
  salesFen: 1_000_000_000_000,
  /** Days shown of a supplier: a season, or a month of three sources. */
  shownDays: 100,
  /** Days shown where nothing is said: a month. */
  defaultShownDays: 30,
  /** Rows of a file recorded in one transaction: some hundred suppliers' locks, and little to do anew. */
  chunkRows: 500,
  /** Rows of a file of metrics: its keys are held in memory to find those that stand twice. */
  fileRows: 500_000,
  /** Rejected rows of a file that are kept to be given back, in memory. */
  rejectedRows: 10_000,
} as const;

export const ALLIANCE_LIMITS = {
  /** Goods of one allianceApply or allianceWithdraw: what fits on a screen, and into one short transaction. */
  items: 100,
  /** Versions of rules that are told: a new one of each kind every week, for three years. */
  rules: 1_000,
  /** How often a process looks whether the day's sweep is done, or another one is due: after a category was closed. */
  checkMs: 60_000,
  /** Suppliers looked at in one statement, with all their goods in the alliance: a second of locks where all fall. */
  chunkSuppliers: 50,
  /** One of those statements, where each supplier has a hundred thousand SKUs. */
  statementTimeoutMs: 600_000,
} as const;

export const PICK_LIMITS = {
  /** Goods on one streamer's shelf: what a hundred sessions sell, and a list that stays quick to count. */
  perStreamer: 1_000,
} as const;

export const SAMPLE_LIMITS = {
  /** Requests of one streamer that are not yet declined or received: who asks for more does not try them. */
  openPerStreamer: 50,
  /** Pieces of one request: to try, not to sell. What the CHECK of the table allows. */
  quantity: 20,
  /** Characters of a message, of terms, of a reason: a paragraph. What the CHECKs of the table allow. */
  textCharacters: 500,
  /** Characters of a tracking number: those of carriers have 12 to 34. */
  trackingCharacters: 64,
} as const;

export const BOARD_LIMITS = {
  /** Places of a board: what people read of it, and what a settled week keeps. */
  places: 100,
  /** Places where the caller says nothing: one screen. */
  defaultPlaces: 10,
  /** A week is settled so long after it ended: a write that began in it must be committed. */
  graceMs: 60_000,
  /** How often a process looks whether a week is due. */
  checkMs: 60_000,
  /** Counting the week under way for a request; settling one has as long as it takes. */
  statementTimeoutMs: 5_000,
  settleTimeoutMs: 600_000,
} as const;

/** What the label of reliable goods (靠谱货) asks for: src/governance/label. */
export const LABEL_LIMITS = {
  /** Of 5: what the platforms' own labels ask for; three in four suppliers of a generated catalogue reach it. */
  minRating: 4.6,
  /** With so many ratings, what was observed weighs as much as the quality score's belief about anybody (score.ts). */
  minRatings: 50,
  /** Of the enquiries: one in ten may stay unanswered. */
  minReplyRate: 0.9,
  /** As with ratings: the belief about anybody is worth 40 enquiries. */
  minEnquiries: 40,
  /** Hours from order to hand-over that count as in time. */
  dispatchHours: 48,
  /** Provinces to which freight must be free: the mainland's 31 but the seven remote ones, which most sellers leave out. */
  freeProvinces: 24,
  /** Of the listed goods that must promise both: some goods are too heavy or too fresh to go everywhere. */
  minPromised: 0.8,
  /** Of the orders that must have kept it: a promise alone is no evidence. */
  minOnTime: 0.9,
  /** As with ratings: the belief about anybody is worth 50 orders. */
  minOrders: 50,
} as const;

export const GOVERNANCE_LIMITS = {
  /** How often labels and statuses are looked at where nothing told of a change: time passes by itself. */
  sweepMs: 5 * 60_000,
  /** Suppliers changed in one transaction of that, with all their SKUs: a second of locks, as with newcomers. */
  chunkSuppliers: 50,
  /** One statement, where a supplier has a hundred thousand SKUs. */
  statementTimeoutMs: 600_000,
  /** Points that an operator may deduct by one entry, */
  operatorPoints: 10,
  /** and all operators from one supplier within so many days: from 100 points, that alone limits nobody. */
  operatorPointsInAll: 20,
  operatorDays: 30,
  /** Characters of a text: a page; and the CHECKs of the tables. */
  textCharacters: 2_000,
  /** Pieces of evidence with an entry, and characters of each: an address of a file. */
  evidence: 20,
  evidenceCharacters: 500,
} as const;

export const FAN_LIMITS = {
  /** How far shares may be from summing to 1: twenty of them, each rounded to four decimals. */
  sharesOff: 0.001,
  /** Orders that shares were counted from: what an integer column holds, rounded down. */
  orders: 2_000_000_000,
} as const;

export const AUDIT_LIMITS = {
  /** Entries younger than this are not pruned (days): what went wrong last season is looked into this season. */
  keptDays: 90,
  /** Removing a year's entries in one statement. */
  statementTimeoutMs: 3_600_000,
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
  /** A request that nobody waits for longer: its lists are not read on. Behind it are several statements at most. */
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

export const IMPORT_LIMITS = {
  /** One row of JSON Lines; the longest real ones have a hundredth of it. Bounds memory, and what one regex runs over. */
  lineBytes: 65_536,
  /** A file unpacked: ten million rows. A compressed bomb ends here instead of filling the disk. */
  unpackedBytes: 4 * 1024 ** 3,
  /** A file as it comes, packed or not: no more than it may have unpacked, or nothing but packing is left to bound it. */
  fileBytes: 4 * 1024 ** 3,
  /** Rows of one file: more than three times the largest catalogue we know of. */
  rows: 10_000_000,
  /** One record of CSV: eight cells as long as they may be, or a quote that was never closed. Bounds memory. */
  recordCharacters: 262_144,
  /** One cell: what Excel can hold. */
  cellCharacters: 32_767,
  /** Text after the first byte beyond ASCII that decides on the encoding: thousands of rows. */
  encodingBytes: 1024 ** 2,
  /** A workbook, which is kept in a temporary file: a full sheet of 60 columns has half of it, pictures have more. */
  spooledBytes: 512 * 1024 ** 2,
  /** Files within a workbook: one for each picture, and the goods of a sheet may have one each. */
  archiveEntries: 20_000,
  /** A part of a workbook that is not the sheet: relations, styles. Those of real ones have a hundredth. */
  partBytes: 64 * 1024 ** 2,
  /** Unpacked size by packed size. Deflate reaches 1,032 on zeros, a sheet that repeats one row without end 250. */
  archiveExpansion: 500,
  /** Up to so many bytes, nobody asks how much they were packed. */
  expansionFreeBytes: 16 * 1024 ** 2,
  /** Texts of a workbook, held in memory while its sheet is read: a million titles of 100 bytes, and 12 bytes for each. */
  sharedStringBytes: 128 * 1024 ** 2,
  /** Levels of XML; workbooks have ten. */
  xmlDepth: 64,
  /** One attribute or text of XML, which the parser holds in memory; a cell has 32,767 at most. */
  xmlTokenCharacters: 1024 ** 2,
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
  /** Items of one skuBulkUpsert: what fits into a request, and into one chunk by far. */
  upsertItems: 100,
  /** Rows compared with the catalogue by one statement, which only reads. */
  compareRows: 20_000,
  /** One statement of an import: finding duplicates among ten million rows is the longest. */
  statementTimeoutMs: 600_000,
  /** Bytes of a file as it is sent: five million rows gzipped, and an hour of a slow line. */
  uploadBytes: 1024 ** 3,
  /** Files received by a process at once: each holds one of the connections to the database. */
  uploadsAtOnce: 4,
  /** How often it is looked whether an upload still moves, */
  uploadWatchMs: 30_000,
  /** and what must have come since: half a kilobyte a second, which a bad mobile line has ten times over. */
  uploadMinBytes: 16_384,
  /** How long the rest of an upload that was refused is taken, so that its sender gets to read why. */
  uploadDrainMs: 5_000,
  /** How long the addresses of an import's files are good: for a day's work, not for whoever finds them in a log. */
  urlHours: 24,
  /** Characters of a file's name: what file systems allow, and the CHECK of the table. */
  fileNameCharacters: 255,
  /** Characters of a sheet's name: Excel allows 31, others more; and the CHECK of the table. */
  sheetNameCharacters: 255,
  /** Characters of an idempotency key: a UUID has 36. */
  keyCharacters: 200,
  /** Imports that a process works at in the background at once: they share the database with all requests. */
  stepsAtOnce: 2,
  /** How often it looks for what another process has left, or was told elsewhere; what it is told itself it does at once. */
  sweepMs: 2_000,
  /** Pause after a step that failed, doubled each time: a database that restarts is back by then, */
  retryMs: 2_000,
  /** and the longest one: somebody will have to look at it. */
  maxRetryMs: 300_000,
  /** How long an import waits for its file. */
  awaitUploadHours: 24,
  /** How long checked rows wait to be confirmed, taking room: over a holiday week. */
  awaitConfirmDays: 10,
  /** How often whoever waits for a belt asks whether it is free. */
  beltPollMs: 200,
  /** Characters of a value repeated in a problem: enough to recognise it. */
  problemValueCharacters: 200,
  /** Characters of what a problem names beside it: the names of a header, the values that a column takes. */
  problemParamCharacters: 4_000,
  /** Row numbers named in one problem; a key repeated more often is a wrong column. */
  namedRows: 10,
  /** Unwanted characters looked at in one text, to be named: a text with more of them is no text. */
  namedCharacters: 10,
  /** Characters of a name for which a similar one is looked up; what is longer is no slip of the pen. */
  suggestedCharacters: 40,
  /** Goods to be updated that a dry run shows with what changes: enough to see that a column is not the wrong one. */
  shownChanges: 20,
  /** Columns of a CSV of rejected rows before the last: what Excel opens. In JSON Lines each row may have others. */
  spreadsheetColumns: 16_383,
  /** Problems read from the database at once. */
  problemPageRows: 1_000,
  /** Distinct shops, regions and headers remembered while a file is read; further ones are worked out anew. */
  rememberedValues: 50_000,
} as const;
