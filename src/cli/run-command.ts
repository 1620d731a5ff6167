import type { DataSource } from 'typeorm';
import { isProduction } from '../config/config';
import { openDatabase } from '../database/open';

export type CommandTools = { dataSource: DataSource; print(line: string): void };

/** Wrong usage: told in one line, exit code 2. */
export class UsageError extends Error {}

/**
 * Runs a shell command against the same database as the server: DATABASE_URL, or the embedded Postgres, which it
 * joins where a server runs and starts (and stops again) where none does. In production a command refuses a schema
 * that is older than the code, as the server does; only npm run migrate changes it.
 */
export async function runCommand(
  main: (tools: CommandTools) => Promise<void>,
  { mayMigrate = !isProduction() } = {},
): Promise<void> {
  try {
    const database = await openDatabase({ applicationName: 'headwater-command', mayMigrate });
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
