/**
 * Advisory locks: any numbers, but each its own, and none of another program's in the same database.
 */
export const LOCKS = {
  /** Processes that start together migrate one after the other. */
  migration: 4_711_001,
  /** One at a time writes the cell directory, so that its versions commit in their order. */
  cellDirectory: 4_711_002,
  /** Processes that start together fill an empty catalogue one after the other. */
  catalogue: 4_711_003,
  /** One at a time gives versions to changed streamers, for the same reason. */
  changedStreamers: 4_711_004,
  /** One at a time chooses the newcomers of a day and tells the suppliers. */
  newcomers: 4_711_007,
  /** One at a time adds up the counts of the catalogue, so that their versions commit in their order. */
  catalogueCounts: 4_711_025,
  /** One at a time estimates what is expected of suppliers and settles their quality. */
  quality: 4_711_018,
  /** One at a time looks at all goods in the alliance again. */
  alliance: 4_711_008,
  /** One at a time says what the alliance's rules are: who says the same at once says it once. */
  allianceRules: 4_711_010,
  /** One at a time drops the rows of ended imports. */
  importRows: 4_711_030,
  /** One at a time settles the boards of a week. */
  boards: 4_711_009,
  /** Shared by the processes that read from a replica; with its place, as two numbers. */
  replica: 4_711_026,
} as const;
