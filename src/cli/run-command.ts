import type { DataSource } from 'typeorm';
import { openDatabase } from '../database/open';

export type CommandTools = { dataSource: DataSource; print(line: string): void };

/** Wrong usage: told in one line, exit code 2. */
export class UsageError extends Error {}

/**
 * Runs a shell command against the same database as the server: DATABASE_URL, or the embedded Postgres, which it
 * joins where a server runs and starts (and stops again) where none does.
 */
export async function runCommand(main: (tools: CommandTools) => Promise<void>): Promise<void> {
  try {
    const database = await openDatabase({ applicationName: 'headwater-command' });
    try {
      await main({ dataSource: database.dataSource, print: (line) => process.stdout.write(`${line}\n`) });
    } finally {
      await database.close();
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
