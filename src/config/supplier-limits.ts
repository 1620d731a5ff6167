/** Limits of what is kept of suppliers and streamers, and of what they do. */

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

export const STREAMER_LIMITS = {
  /** As the database has it; longer than any name on a live room. */
  nameCharacters: 100,
  /** Categories that a streamer declares to sell, in equal shares: of more, none says anything. */
  niche: 10,
} as const;

export const FAN_LIMITS = {
  /** Shares in one list: one for each key, of which there are 389 categories. */
  shares: 500,
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
