import { type DataSource, QueryFailedError, type QueryRunner } from 'typeorm';
import { FACET_LIMITS } from '../config/limits';
import { onOwnConnection } from '../database/own-connection';
import { HeadwaterError } from '../graphql/errors';

/** For statements that may have to look at many rows. @throws COUNT_TOO_SLOW */
export async function limited<T>(
  dataSource: DataSource,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> {
  try {
    return await onOwnConnection(dataSource, FACET_LIMITS.statementTimeoutMs, work);
  } catch (error) {
    if (error instanceof QueryFailedError && error.driverError.code === '57014')
      throw new HeadwaterError('COUNT_TOO_SLOW', { what: { en: 'the facets', 'zh-CN': '分面' } });
    throw error;
  }
}
