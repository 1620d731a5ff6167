import type { Logger } from 'typeorm';

/**
 * Counts the SQL statements that a piece of work sends. Polling for changed cells and recording exposure run beside
 * requests, so their statements are told by their tables and left out.
 */
export class StatementCounter implements Logger {
  private statements: string[] = [];

  logQuery(query: string): void {
    if (!/matching_cell|supplier_exposure/.test(query)) this.statements.push(query);
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
