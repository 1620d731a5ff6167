import { databaseUrl } from './src/config/database-url';
import { createDataSource } from './src/database/data-source';

/** For TypeORM's own command line: DATABASE_URL, or the embedded Postgres that a running headwater has started. */
export default createDataSource({ url: databaseUrl(), applicationName: 'headwater-orm' });
