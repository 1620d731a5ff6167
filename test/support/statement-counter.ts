import type { Logger } from 'typeorm';

/**
 * Counts the SQL statements that a piece of work sends. Polling for changed cells runs beside requests, so its
 * statements are told by their table and left out.
 */
export class StatementCounter implements Logger {
  private statements: string[] = [];

  logQuery(query: string): void {
    if (!query.includes('matching_cell')) this.statements.push(query);
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
