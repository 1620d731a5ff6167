/** Limits of files that are imported. */

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
  /** New suppliers whose quality is worked out at once: each has seven parts, and a file may bring a hundred thousand. */
  chunkSuppliers: 500,
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
  /** Files received for one belt at once, by all processes: of each process's places, one stays for the other belts. */
  uploadsPerBelt: 3,
  /** Imports of one belt that are not finished: its shops' files of a day. Each may keep millions of rows for days. */
  openPerBelt: 100,
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
  /**
   * How often a step may fail for a reason of its own before the import is given up. With the pauses between them four
   * minutes: what is wrong with a row stays wrong, and whoever waits should be told.
   */
  stepAttempts: 8,
  /** How long an import waits for its file. */
  awaitUploadHours: 24,
  /** How long checked rows wait to be confirmed, taking room: over a holiday week. */
  awaitConfirmDays: 10,
  /**
   * How long the rows of an ended import are kept: the rejected ones to be mended, those of a FAILED one to be gone on
   * with. Past the next monthly stocktaking nobody does; and they are other people's prices.
   */
  rowsKeptDays: 35,
  /** Rows with problems whose problems are kept for ever, with the record of their import: enough to tell what was wrong. */
  keptProblemRows: 20,
  /** Rows of ended imports dropped by one transaction, */
  dropRows: 5_000,
  /** and imports it looks at: most have few rows left. */
  dropImports: 100,
  /** How often it is looked for them: a day of rows is dropped in pieces. */
  dropCheckMs: 3_600_000,
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
