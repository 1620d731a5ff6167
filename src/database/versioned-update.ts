import { isDeepStrictEqual } from 'node:util';
import type { EntityTarget, ObjectLiteral, QueryRunner } from 'typeorm';

/** Those of the properties that are not what they were. */
export const changesOf = <T extends object>(before: T, wanted: Partial<T>): Partial<T> =>
  Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) => value !== undefined && !isDeepStrictEqual(value, before[name as keyof T]),
    ),
  ) as Partial<T>;

/**
 * Changes a row that still has the version at which it was read, and counts the version up: of any number who read the
 * same version, one writes. (A @VersionColumn does not do that: save() overwrites what is newer.)
 * @returns whether it did
 */
export async function updateAtVersion<T extends ObjectLiteral & { uuid: string; version: number }>(
  runner: QueryRunner,
  entity: EntityTarget<T>,
  { uuid, version }: Pick<T, 'uuid' | 'version'>,
  changes: Partial<T>,
): Promise<boolean> {
  const { tableName, columns } = runner.connection.getMetadata(entity);
  const values: unknown[] = [uuid, version];
  const set = Object.entries(changes).map(([name, value]) => {
    const { databaseName, type } = columns.find(({ propertyName }) => propertyName === name)!;
    const place = values.push(type === 'jsonb' ? JSON.stringify(value) : value);
    return `${databaseName} = $${place}`;
  });
  const [updated] = (await runner.query(
    `UPDATE ${tableName} SET ${[...set, 'version = version + 1', 'updated_at = now()'].join(', ')}
      WHERE id = $1 AND version = $2 RETURNING id`,
    values,
  )) as [unknown[]];
  return updated.length === 1;
}
