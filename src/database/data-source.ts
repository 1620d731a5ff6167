import 'reflect-metadata';
import * as pg from 'pg';
import { DataSource, type Logger } from 'typeorm';
import { MIGRATIONS } from '../../migrations';
import { DATABASE_LIMITS } from '../config/limits';
import { ENTITIES } from './entities';
import { SnakeCaseNaming } from './naming';
import { GatedPool } from './pool';

export type DataSourceSettings = {
  url: string;
  /** Shown in pg_stat_activity, so that an operator can tell whose a session is. */
  applicationName?: string;
  poolSize?: number;
  connectTimeoutMs?: number;
  logger?: Logger;
};

/** A DataSource over all entities and migrations; not yet connected. */
export function createDataSource(settings: DataSourceSettings): DataSource {
  return new DataSource({
    type: 'postgres',
    url: settings.url,
    driver: { ...pg, Pool: GatedPool },
    applicationName: settings.applicationName ?? 'headwater',
    entities: ENTITIES,
    migrations: MIGRATIONS,
    namingStrategy: new SnakeCaseNaming(),
    // gen_random_uuid() is built in since Postgres 13; nothing needs an extension, hence no superuser.
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    synchronize: false,
    poolSize: settings.poolSize ?? DATABASE_LIMITS.poolSize,
    connectTimeoutMS: settings.connectTimeoutMs ?? DATABASE_LIMITS.connectTimeoutMs,
    ...(settings.logger ? { logger: settings.logger, logging: 'all' as const } : { logging: false }),
    extra: { statement_timeout: DATABASE_LIMITS.statementTimeoutMs },
  });
}
