import type { DataSource, Logger } from 'typeorm';
import { dataDirectory } from '../config/database-url';
import { createDataSource } from './data-source';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres';
import { migrate } from './migrate';

export type OpenDatabase = {
  dataSource: DataSource;
  embedded: EmbeddedPostgres | undefined;
  close(): Promise<void>;
};

/** Connects to DATABASE_URL, or to the embedded Postgres where it is unset, and brings the schema up to date. */
export async function openDatabase(options: {
  applicationName: string;
  /** False in production: there, a schema older than the code is refused instead. */
  mayMigrate?: boolean;
  logger?: Logger;
}): Promise<OpenDatabase> {
  const embedded = process.env.DATABASE_URL
    ? undefined
    : await startEmbeddedPostgres({ dataDir: dataDirectory() });
  const dataSource = createDataSource({
    url: embedded?.url ?? process.env.DATABASE_URL!,
    applicationName: options.applicationName,
    logger: options.logger,
  });
  try {
    await dataSource.initialize();
    await migrate(dataSource, options.mayMigrate ?? true);
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    await embedded?.stop();
    throw error;
  }
  return {
    dataSource,
    embedded,
    close: async () => {
      await dataSource.destroy();
      await embedded?.stop();
    },
  };
}
