import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';
import { selected } from './row-reader';

/** Some of an entity's columns, read from its table under an alias, in a statement of somebody else's. */
export class Projection<T extends ObjectLiteral> {
  readonly sql: string;
  private readonly create: () => ObjectLiteral;
  /** Each property, and its name in a row. */
  private readonly names: readonly [property: string, inRow: string][];

  constructor(
    dataSource: DataSource,
    entity: EntityTarget<T>,
    alias: string,
    properties: Iterable<keyof T & string>,
  ) {
    const metadata = dataSource.getMetadata(entity);
    const wanted = new Set<string>(properties);
    const columns = metadata.columns.filter(({ propertyName }) => wanted.has(propertyName));
    this.create = () => metadata.create();
    this.names = columns.map(({ propertyName }) => [propertyName, `${alias}.${propertyName}`]);
    this.sql = columns.map((column) => selected(column, alias, `${alias}.`)).join(', ');
  }

  /** The entity in a row, of which the other columns are missing. */
  of(row: ObjectLiteral): T {
    const entity = this.create();
    for (const [property, inRow] of this.names) entity[property] = row[inRow];
    return entity as T;
  }
}
