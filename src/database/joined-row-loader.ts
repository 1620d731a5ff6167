import DataLoader from 'dataloader';
import {
  Any,
  type DataSource,
  type EntityTarget,
  type FindOptionsRelations,
  type FindOptionsWhere,
} from 'typeorm';

/** Rows by UUID, together with rows that they belong to: what tells who may see them. */
export const joinedRowLoader = <T extends { uuid: string }>(
  dataSource: DataSource,
  entity: EntityTarget<T>,
  relations: FindOptionsRelations<T>,
): DataLoader<string, T | null> =>
  new DataLoader(async (ids) => {
    const where = { uuid: Any([...ids]) } as FindOptionsWhere<T>;
    const rows = await dataSource.getRepository(entity).find({ where, relations });
    const byId = new Map(rows.map((row) => [row.uuid, row]));
    return ids.map((id) => byId.get(id) ?? null);
  });
