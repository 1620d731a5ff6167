import type { Logger } from 'typeorm';

/** What is sent beside requests, to see which cells and which streamers have changed. */
const POLLING = /matching_cell|streamer_change|changed_streamer/;

/** Counts the SQL statements that a piece of work sends; those of polling are told by their tables and left out. */
export class StatementCounter implements Logger {
  private statements: string[] = [];

  logQuery(query: string): void {
    if (!POLLING.test(query)) this.statements.push(query);
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
