import type { Logger } from 'typeorm';

/** What is sent beside requests: polling for changed cells and streamers, for imports, exposure, leases, goods read ahead. */
const BESIDE =
  /matching_cell|advisory_xact_lock|streamer_change|changed_streamer|supplier_exposure|cost_bucket|\) unfinished|'PRICED'|(DELETE|EXISTS \(SELECT) FROM catalogue_count_change/;

/** Read anew every 30 seconds beside all requests, and by no request. */
const REFERENCE = /FROM "(region|belt|base|category|price_band|audience|shipping_class)"/;

/** Of transactions, those of work beside requests as well: whose they are cannot be told. */
const FRAME = /^(START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE SAVEPOINT)/;

/**
 * Counts the SQL statements that a piece of work sends, without those that only frame others; what is sent beside it is
 * told by its tables and left out.
 */
export class StatementCounter implements Logger {
  private statements: string[] = [];

  logQuery(query: string): void {
    if (![BESIDE, REFERENCE, FRAME].some((left) => left.test(query))) this.statements.push(query);
  }

  /** The statements that were sent while `work` ran. */
  async during(work: () => Promise<unknown>): Promise<string[]> {
    this.statements = [];
    await work();
    return this.statements;
  }

  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
