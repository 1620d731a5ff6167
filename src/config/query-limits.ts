/** What a query may hold and cost; a part of src/config/limits.ts, from where it is to be taken. */

export const DOCUMENT_LIMITS = {
  /** Fields under another name: a dozen goods side by side in a comparison, with some fields each. */
  maxAliases: 50,
  /** Directives of one field, fragment or operation: @include and @skip; each may stand there once. */
  maxDirectivesInPlace: 4,
  /** Directives of a document: a screen that shows and hides its parts by them. */
  maxDirectives: 50,
  /** Fields at the root: each may be a list with a search of its own; a home page has five. */
  maxRootFields: 20,
  /** Fragments of a document: a component of the page each. */
  maxFragments: 60,
  /** How often one field may stand in one place, fragments spelled out: once for each component that shows it. */
  maxRepeats: 60,
  /** Fields of a document, fragments spelled out: few short fragments within each other stand for millions. */
  maxFields: 3_000,
} as const;

export const COST_LIMITS = {
  /**
   * Points of one request (src/limits/field-costs.ts): half a second of one core, and every page in use has a tenth of
   * it. Lists within lists multiply: a hundred each, four deep, would be more than any process can hold.
   */
  maxPerRequest: 30_000,
  /** Points that every request costs: to read it, and to answer. */
  perRequest: 1,
  /** Points of a filter by text: several ways are tried. */
  text: 20,
  /** Points of each supplier that a filter names: others' goods are passed by (a hundred of 50,000: 45 ms). */
  namedSupplier: 20,
  /** Items of a list that tells no number: sub-categories, bases, components. */
  assumedItems: 10,
  /** Points that a subject's bucket takes up in a second: a sixth of what a core can do. */
  perSecond: 5_000,
  /** The same for all from one address who do not say who they are. */
  anonymousPerSecond: 2_000,
  /** A bucket holds what comes in so many seconds: somebody opens all tabs at once, and then reads. */
  burstSeconds: 60,
  /** A process takes a bucket's points from the database by so many seconds' worth, and spends them without asking. */
  leaseSeconds: 3,
  /** Where a bucket had less than that, it is not asked again for so long: who asks on must not cost a statement each. */
  leasePauseMs: 250,
  /** A process gives back what it did not spend so long after the last request. */
  idleMs: 10_000,
  /** How often it looks for what to give back; the database is rid of full buckets as often. */
  sweepMs: 5_000,
  /** Buckets of a process, a few hundred bytes each; beyond, the one that came first is forgotten. */
  buckets: 20_000,
  /** A database that takes longer to hand out points is not waited for, */
  leaseTimeoutMs: 500,
  /** and not asked again for so long: meanwhile each process counts for itself. */
  leaseRetryMs: 2_000,
} as const;
